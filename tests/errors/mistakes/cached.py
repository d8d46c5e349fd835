"""Services that cannot be cached, or not as they were registered, and those who ask for them (C3)."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from unittest.mock import patch

from pydantic import BaseModel, SecretStr

from wireworks import ServiceContainer


@dataclass
class User:
    name: str


class Database:
    pass


@dataclass
class Visit:
    ip: str


class Audit:
    def __init__(self, visit: Visit) -> None: ...


class Front:
    def __init__(self, user: User) -> None: ...


async def load_user(user_id: str) -> User:
    return User(user_id)


async def load_root() -> User:
    return User("root")


async def load_from(user_id: str, database: Database) -> User:
    return User(user_id)


async def load_audited(user_id: str, audit: Audit) -> User:
    return User(user_id)


class Login(BaseModel):
    password: SecretStr


async def load_login(name: str) -> Login:
    return Login(password=SecretStr(name))


def open_user(user_id: str) -> Iterator[User]:
    yield User(user_id)


def when_nothing_says_for_how_long() -> object:
    return ServiceContainer().register(User, load_user, "cached")


def when_it_is_kept_for_no_time() -> object:
    return ServiceContainer().add_cached(load_user, ttl=0)


def when_tags_are_no_texts() -> object:
    return ServiceContainer().add_cached(load_user, ttl=600, tags=[1])


def when_another_lifetime_has_a_time() -> object:
    return ServiceContainer().add_singleton(load_user, ttl=600)


def when_another_lifetime_has_tags() -> object:
    return ServiceContainer().add_singleton(load_user, tags="users")


def when_a_generator_is_cached() -> object:
    return ServiceContainer().add_cached(open_user, ttl=600)


def when_what_is_entered_is_cached() -> object:
    return ServiceContainer().register(User, load_user, "cached", ttl=600, enter=True)


def when_a_type_cannot_be_stored() -> object:
    return ServiceContainer().add_cached(load_login, ttl=600).validate()


def when_tags_name_what_is_no_argument() -> object:
    return ServiceContainer().add_cached(load_user, ttl=600, tags=lambda name: [name]).validate()


def when_the_cache_is_not_installed() -> object:
    container = ServiceContainer().add_cached(load_user, ttl=600)

    def missing(name: str) -> object:
        if name == "wireworks.caching":
            raise ModuleNotFoundError(name="pydantic")
        return import_module(name)

    with patch("wireworks._plan.cached.import_module", missing):
        return container.validate()


def when_a_service_is_missing() -> object:
    return ServiceContainer().add_cached(load_from, ttl=600).validate()


def when_it_would_be_made_of_what_one_caller_has() -> object:
    container = ServiceContainer().add_cached(load_audited, ttl=600).add_scoped(Audit).add_context(Visit)
    return container.validate()


def when_nobody_passes_its_argument() -> object:
    return ServiceContainer().add_cached(load_user, ttl=600).get(User)


def when_a_consumer_passes_no_argument() -> object:
    return ServiceContainer().add_cached(load_user, ttl=600).add_transient(Front).validate()


def when_sync_code_asks_for_it() -> object:
    return ServiceContainer().add_cached(load_root, ttl=600).add_transient(Front).get(Front)


def when_what_is_not_cached_is_to_be_forgotten() -> object:
    return asyncio.run(ServiceContainer().add_transient(User).invalidate(User, name="root"))


def when_it_is_asked_for_with_a_name_that_is_misspelt() -> object:
    return asyncio.run(ServiceContainer().add_cached(load_user, ttl=600).afactory(User)(userid="root"))
