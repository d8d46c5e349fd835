"""C3, C4: what is kept is a value of the type that its factory says, whatever kind of factory that is."""

import asyncio

import pytest

from tests.support.users import Directory, Ledger, User, list_directory, made, office
from wireworks import Lazy, Owned, ServiceTypeError, service


def test_each_caller_gets_a_value_of_its_own() -> None:
    """C10: no caller can change what another gets."""
    container = office().add_cached(list_directory, ttl=600)

    async def ask() -> None:
        first = await container.aget(Directory)
        first.names.append("bob")
        assert (await container.aget(Directory)).names == ["ann"]

    asyncio.run(ask())


def test_lazy_and_owned_make_it_as_anybody_does() -> None:
    """L16."""

    class Front:
        def __init__(self, lazy: Lazy[Directory], owned: Owned[Directory]) -> None:
            self.lazy, self.owned = lazy, owned

    container = office().add_cached(list_directory, ttl=600).add_transient(Front)

    async def ask() -> None:
        front = container.get(Front)
        assert (await front.lazy.avalue()).names == ["ann"]
        async with front.owned as directory:
            assert directory.names == ["ann"]

    container.validate()
    asyncio.run(ask())
    assert made(container) == ["directory"]


def test_none_is_a_value() -> None:
    """C4, L2: nobody of that name is an answer too."""

    async def maybe(user_id: str, ledger: Ledger) -> User | None:
        ledger.entries.append(user_id)
        return None

    container = office().add_cached(maybe, ttl=600)

    async def ask() -> None:
        for _ in range(3):
            assert await container.afactory(User)(user_id="42") is None

    asyncio.run(ask())
    assert made(container) == ["42"]


def test_product_of_another_type_is_refused_and_not_kept() -> None:
    """L12."""

    async def wrong(user_id: str, ledger: Ledger) -> User:
        ledger.entries.append(user_id)
        return user_id  # type: ignore[return-value]

    container = office().add_cached(wrong, ttl=600)

    async def ask() -> None:
        for _ in range(2):
            with pytest.raises(ServiceTypeError, match="Service '42' is not of type 'User'"):
                await container.afactory(User)(user_id="42")

    asyncio.run(ask())
    assert made(container) == ["42", "42"]


def test_class_may_be_its_own_factory() -> None:
    """L2: a model that is made of its arguments."""
    container = office().add_cached(User, ttl=600)

    async def ask() -> None:
        first = await container.afactory(User)(id="42")
        assert first == User("42")
        assert await container.invalidate(User, id="42")

    asyncio.run(ask())


def test_keywords_that_a_factory_does_not_name_are_arguments() -> None:
    """L5, L11."""

    async def load(user_id: str, ledger: Ledger, **rest: str) -> User:
        ledger.entries.append(f"{user_id} {rest}")
        return User(user_id, rest.get("lang", "en"))

    container = office().add_cached(load, ttl=600)

    async def ask() -> None:
        users = container.afactory(User)
        for _ in range(2):
            assert (await users(user_id="42", lang="de")).lang == "de"
            assert (await users(user_id="42", lang="fr")).lang == "fr"

    asyncio.run(ask())
    assert len(made(container)) == 2


def test_method_of_an_object_may_make_it() -> None:
    """L2, L3: an instance whose methods are marked."""

    class Users:
        def __init__(self) -> None:
            self.made: list[str] = []

        @service(lifetime="cached", ttl=600)
        async def load(self, user_id: str) -> User:
            self.made.append(user_id)
            return User(user_id)

    users = Users()
    container = office().add(users)

    async def ask() -> None:
        for _ in range(3):
            assert await container.afactory(User)(user_id="42") == User("42")

    asyncio.run(ask())
    assert users.made == ["42"]


def test_object_that_is_called_may_make_it() -> None:
    """L2: it is known by its class."""

    class Loader:
        async def __call__(self, user_id: str, ledger: Ledger) -> User:
            ledger.entries.append(user_id)
            return User(user_id)

    container = office().add_cached(User, Loader(), ttl=600)

    async def ask() -> None:
        for _ in range(3):
            assert await container.afactory(User)(user_id="42") == User("42")

    asyncio.run(ask())
    assert made(container) == ["42"]
