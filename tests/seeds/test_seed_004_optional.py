"""The resource factories document: optional dependencies and factories."""

from typing import Annotated, Optional

import pytest

from wireworks import Inject, ServiceContainer, service
from wireworks.errors import ServiceError, ServiceNotFoundError


class User:
    def __init__(self, id):
        self.id = id


class Cache(dict): ...


class Redis:
    def __init__(self, url):
        self.url = url

    @classmethod
    def from_url(cls, url):
        return cls(url)


@service
def cache_factory() -> Cache | None:
    return None


@service
def filled_cache_factory() -> Cache | None:
    return Cache(ada=User("ada"))


def user_service_with_union():
    @service
    class UserService:
        def __init__(self, cache: Cache | None) -> None:
            self.cache = cache

        def get_user(self, id: str) -> User:
            if self.cache:
                cached = self.cache.get(id)
                if cached:
                    return cached

            # Fallback to database
            return User(id)

    return UserService


def user_service_with_optional():
    @service
    class UserService:
        def __init__(self, cache: Optional[Cache]) -> None:
            self.cache = cache

        def get_user(self, id: str) -> User:
            if self.cache:
                cached = self.cache.get(id)
                if cached:
                    return cached

            # Fallback to database
            return User(id)

    return UserService


spellings = pytest.mark.parametrize("spelling", [user_service_with_union, user_service_with_optional])


@pytest.mark.parametrize("url", [None, "redis://cache"])
def test_factory_makes_what_the_configuration_allows(url):
    """L2, L7."""

    @service
    def cache_factory(
        redis_url: Annotated[str | None, Inject(param="redis_url")],
    ) -> Redis | None:
        return Redis.from_url(redis_url) if redis_url else None

    cache = ServiceContainer(cache_factory, params={"redis_url": url}).get(Redis)
    assert (cache.url if cache else None) == url


@spellings
def test_optional_dependency_receives_what_the_factory_made(spelling):
    """L6."""
    UserService = spelling()
    container = ServiceContainer(filled_cache_factory, UserService)

    users = container.get(UserService)

    assert users.cache is container.get(Cache)
    assert users.get_user("ada") is users.cache["ada"]


@spellings
def test_optional_dependency_is_none_when_the_factory_returns_none(spelling):
    """L2, L6."""
    UserService = spelling()
    container = ServiceContainer(cache_factory, UserService)

    users = container.get(UserService)

    assert users.cache is None
    assert users.get_user("ada").id == "ada"


@spellings
def test_optional_dependency_must_still_be_registered(spelling):
    """L6: "Service Registration Required"."""
    UserService = spelling()
    with pytest.raises(ServiceNotFoundError):
        ServiceContainer(UserService).get(UserService)


def test_optional_service_is_asked_for_by_its_plain_type():
    """L2, L10."""
    container = ServiceContainer(cache_factory)
    cache = container.get(Cache)  # Returns None if factory returns None
    assert cache is None


def test_optional_type_cannot_be_asked_for_directly():
    """L10."""
    container = ServiceContainer(filled_cache_factory)
    with pytest.raises(ServiceError, match="`Cache`"):
        container.get(Optional[Cache])
