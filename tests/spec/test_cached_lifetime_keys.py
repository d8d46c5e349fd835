"""C3, C6: what tells one value from another is the service, its factory, and the arguments of the call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import pytest

from tests.support.users import Ledger, User, find_user, load_user, made, office
from wireworks import Inject, ServiceContainer, ServiceParameterError, qualified
from wireworks.cache import CacheKeyError, CacheManager

T = TypeVar("T")


def asked(container: ServiceContainer, *calls: dict[str, Any], key: Any = User) -> list[str]:
    """Make some calls, each twice, and return what was made."""

    async def ask() -> None:
        factory = container.afactory(key)
        for _ in range(2):
            for call in calls:
                await factory(**call)

    asyncio.run(ask())
    return made(container)


def test_argument_that_is_left_to_its_default_is_the_same_as_that_default() -> None:
    """C3: defaults are applied."""
    container = office().add_cached(load_user, ttl=600)
    assert asked(container, {"user_id": "42"}, {"user_id": "42", "lang": "en"}, {"lang": "en", "user_id": "42"}) == [
        "42/en"
    ]


def test_arguments_are_told_apart_by_their_types() -> None:
    """C6: `1` is neither `"1"` nor `True`."""

    async def load(user_id: object, ledger: Ledger) -> User:
        ledger.entries.append(repr(user_id))
        return User(str(user_id))

    container = office().add_cached(load, ttl=600)
    values: list[Any] = [1, "1", True, 1.0, None, (1,), [1], date(2026, 1, 1), {"a": 1}, frozenset({1})]
    assert asked(container, *({"user_id": value} for value in values)) == [repr(value) for value in values]


def test_injected_service_is_no_part_of_the_key() -> None:
    """C3: in another container it is another object."""
    manager = office().get(CacheManager)
    first = office(manager).add_cached(load_user, ttl=600)
    second = office(manager).add_cached(load_user, ttl=600)
    assert asked(first, {"user_id": "42"}) == ["42/en"]
    assert asked(second, {"user_id": "42"}) == []


def test_configured_value_is_no_part_of_the_key() -> None:
    """C3, L7."""

    async def load(user_id: str, ledger: Ledger, lang: Annotated[str, Inject(param="lang")]) -> User:
        ledger.entries.append(user_id)
        return User(user_id, lang)

    container = ServiceContainer(params={"lang": "de"}).add_singleton(Ledger).add_cached(load, ttl=600)
    container.add_instance(CacheManager, office().get(CacheManager))
    assert asked(container, {"user_id": "42"}) == ["42"]


def test_service_that_is_passed_has_no_spelling() -> None:
    """C6: an argument that cannot be part of the key is an error, and never left out."""
    container = office().add_cached(load_user, ttl=600)
    with pytest.raises(CacheKeyError, match=r"`tests\.support\.users\.load_user` holds a `Ledger`"):
        asked(container, {"user_id": "42", "ledger": Ledger()})
    with pytest.raises(CacheKeyError, match="Argument `ledger`"):
        asyncio.run(container.invalidate(User, user_id="42", ledger=Ledger()))


def test_default_without_a_spelling_is_left_out() -> None:
    """C3: whoever leaves it to its default gets the value of all who do."""

    class Retries:
        pass

    async def load(user_id: str, ledger: Ledger, retries: Retries = Retries()) -> User:  # noqa: B008
        ledger.entries.append(user_id)
        return User(user_id)

    container = office().add_cached(load, ttl=600)
    container.validate()
    assert asked(container, {"user_id": "42"}) == ["42"]


def test_services_of_one_type_are_told_apart_by_their_qualifiers() -> None:
    """C3, L8."""
    container = office().add_cached(load_user, ttl=600).add_cached(load_user, ttl=600, qualifier="replica")
    assert asked(container, {"user_id": "42"}) == ["42/en"]
    assert asked(container, {"user_id": "42"}, key=qualified(User, "replica")) == ["42/en"]


def test_factories_are_told_apart() -> None:
    """C3: another factory for the same key finds nothing of the one before."""
    container = office().add_cached(load_user, ttl=600)
    assert asked(container, {"user_id": "42"}) == ["42/en"]
    container.replace(User, find_user)
    assert asked(container, {"user_id": "42"}) == ["42/en"]


def test_closed_generic_services_are_told_apart() -> None:
    """C3, L9."""

    @dataclass
    class Page(Generic[T]):
        items: list[T]

    async def load(model: type[T], number: int, ledger: Ledger) -> Page[T]:
        ledger.entries.append(f"{model.__name__}/{number}")
        return Page([])

    container = office().add_cached(load, ttl=600)
    assert asked(container, {"number": 1}, key=Page[int]) == ["int/1"]
    assert asked(container, {"number": 1}, {"number": 2}, key=Page[str]) == ["str/1", "str/2"]


def test_unknown_argument_is_refused() -> None:
    """L11."""
    container = office().add_cached(load_user, ttl=600)
    with pytest.raises(ServiceParameterError, match="`User` has no parameter `userid`") as caught:
        asked(container, {"userid": "42"})
    assert "user_id" in str(caught.value)
    with pytest.raises(ServiceParameterError, match="`User` has no parameter `userid`"):
        asyncio.run(container.invalidate(User, userid="42"))


@pytest.mark.parametrize("ask", [lambda c: c.get(User), lambda c: asyncio.run(c.aget(User))], ids=["get", "aget"])
def test_service_that_lacks_its_arguments_says_who_passes_them(ask: Callable[[ServiceContainer], object]) -> None:
    container = office().add_cached(load_user, ttl=600)
    with pytest.raises(ServiceParameterError, match="`User` is cached by `user_id`, and nothing is passed") as caught:
        ask(container)
    assert "AsyncFactory[User]" in str(caught.value)
    container.validate()
