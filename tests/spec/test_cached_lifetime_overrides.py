"""C3, L29: a fake never goes into the cache, and inside an override nothing is read from it that knows no fake."""

import asyncio
from typing import Any

import pytest

from tests.support.users import Ledger, User, load_everybody, made, office, opened
from wireworks import AsyncFactory, ServiceContainer
from wireworks.cache import CacheManager


class Store:
    lang = "en"


class Stores:
    def __init__(self, store: Store) -> None:
        self.store = store


class FakeStore(Store):
    lang = "fake"


async def load(user_id: str, stores: Stores, ledger: Ledger) -> User:
    ledger.entries.append(user_id)
    return User(user_id, stores.store.lang)


class Page:
    def __init__(self, users: AsyncFactory[User]) -> None:
        self.users = users


def shop() -> ServiceContainer:
    container = office().add_cached(load, ttl=600).add_singleton(Store).add_scoped(Stores)
    return container.add_singleton(Page)


async def twice(container: ServiceContainer, **arguments: Any) -> User:
    await container.get(Page).users(**arguments)
    return await container.get(Page).users(**arguments)


def test_object_stands_in_whatever_the_arguments_are() -> None:
    """L29."""
    container, fake = shop(), User("fake")

    async def ask() -> None:
        with container.override({User: fake}):
            assert await twice(container, user_id="42") is fake
            assert await container.aget(User) is fake
            assert container.get(User) is fake
            assert not await container.invalidate(User, user_id="42")
        assert made(container) == []
        assert await twice(container, user_id="42") == User("42")
        assert made(container) == ["42"]

    asyncio.run(ask())


def test_factory_stands_in_and_is_called_each_time() -> None:
    """L29: sync or async, with the arguments of the call."""
    container = shop()
    calls: list[str] = []

    def fake(user_id: str) -> User:
        calls.append(user_id)
        return User(user_id, "fake")

    async def ask() -> None:
        await twice(container, user_id="42")
        with container.override(User, fake):
            assert await twice(container, user_id="42") == User("42", "fake")
            assert not await container.afactory(User).invalidate(user_id="42")
        assert await twice(container, user_id="42") == User("42")

    asyncio.run(ask())
    assert calls == ["42", "42"]
    assert made(container) == ["42"]


@pytest.mark.parametrize("everywhere", [False, True])
def test_what_is_made_of_a_fake_is_neither_kept_nor_found(*, everywhere: bool) -> None:
    """C3: however far the fake is; outside a scope as inside."""
    container = shop()

    async def ask() -> None:
        assert await twice(container, user_id="42") == User("42", "en")
        with container.override({Store: FakeStore()}, everywhere=everywhere):
            assert await twice(container, user_id="42") == User("42", "fake")
            assert await twice(container, user_id="7") == User("7", "fake")
            assert not await container.invalidate(User, user_id="42")
        assert made(container) == ["42", "42", "42", "7", "7"]
        assert await twice(container, user_id="42") == User("42", "en")
        assert await twice(container, user_id="7") == User("7", "en")
        assert made(container) == ["7"]

    asyncio.run(ask())


def test_override_that_does_not_reach_the_service_leaves_the_cache_as_it_is() -> None:
    """L29: all else stays the very same."""
    container = shop().add_cached(load_everybody, ttl=600)

    async def ask() -> None:
        await container.aget(list[User])
        with container.override({Store: FakeStore()}):
            assert await container.aget(list[User]) == [User("1"), User("2")]

    asyncio.run(ask())
    assert made(container) == ["everybody"]


def test_cache_itself_may_be_overridden() -> None:
    """C3: values are kept in what stands in, those made of fakes among them."""
    container, other = shop(), opened(CacheManager())

    async def ask() -> None:
        await twice(container, user_id="42")
        assert made(container) == ["42"]
        with container.override({CacheManager: other}):
            assert await twice(container, user_id="42") == User("42", "en")
            assert made(container) == ["42"]
            with container.override({Store: FakeStore()}):
                assert await twice(container, user_id="43") == User("43", "fake")
                assert made(container) == ["43"]
        with container.override({CacheManager: opened(CacheManager()), Store: FakeStore()}):
            assert await twice(container, user_id="42") == User("42", "fake")
            assert await container.invalidate(User, user_id="42")
            assert made(container) == ["42"]
        assert await twice(container, user_id="42") == User("42", "en")
        assert made(container) == []

    asyncio.run(ask())


def test_override_of_one_container_is_nothing_to_its_fork() -> None:
    """L29."""
    container = shop()
    fork = container.fork()

    async def ask() -> None:
        with container.override({Store: FakeStore()}):
            assert await twice(fork, user_id="42") == User("42", "en")
            assert await twice(container, user_id="42") == User("42", "fake")

    asyncio.run(ask())


def test_decorated_service_is_overridden_as_a_whole() -> None:
    """L29."""

    def louder(user: User) -> User:
        return User(user.id, user.lang.upper())

    container = shop().decorate(User, louder)

    async def ask() -> None:
        assert (await twice(container, user_id="42")).lang == "EN"
        with container.override({Store: FakeStore()}):
            assert (await twice(container, user_id="42")).lang == "FAKE"
        with container.override({User: User("x")}):
            assert (await twice(container, user_id="42")).id == "x"
        assert (await twice(container, user_id="42")).lang == "EN"

    asyncio.run(ask())
    assert made(container) == ["42", "42", "42"]


def test_override_opened_during_a_making_does_not_reach_it() -> None:
    """L29: nor what is kept of it."""
    started, gate = asyncio.Event(), asyncio.Event()

    async def slow(user_id: str, stores: Stores) -> User:
        started.set()
        await gate.wait()
        return User(user_id, stores.store.lang)

    container = office().add_cached(slow, ttl=600).add_singleton(Store).add_scoped(Stores).add_singleton(Page)

    async def ask() -> None:
        call = asyncio.create_task(container.get(Page).users(user_id="42"))
        await started.wait()
        with container.override({Store: FakeStore()}, everywhere=True):
            gate.set()
            assert await call == User("42", "en")
        assert await twice(container, user_id="42") == User("42", "en")

    asyncio.run(ask())
