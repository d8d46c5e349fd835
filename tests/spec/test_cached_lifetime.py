"""C3: a cached service is looked up by its arguments, made once for all, and kept for its time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.support.users import (
    Directory,
    Ledger,
    User,
    find_user,
    list_directory,
    load_everybody,
    load_user,
    made,
    office,
)
from wireworks import AsyncFactory, Factory, KwArg, Lifetime, ServiceContainer, service
from wireworks.cache import CacheManager, MemoryStore

FACTORIES = [load_user, find_user]


@pytest.mark.parametrize("factory", FACTORIES)
def test_value_is_made_once_for_the_same_arguments(factory: Callable[..., Any]) -> None:
    """C3: async or sync; walked, and compiled from the third call on."""
    container = office().add_cached(factory, ttl=600)
    users = container.afactory(User)

    async def ask() -> None:
        for _ in range(4):
            assert await users(user_id="42") == User("42")
        assert await users(user_id="7") == User("7")

    asyncio.run(ask())
    assert made(container) == ["42/en", "7/en"]


def test_cached_service_is_injected_as_an_async_factory() -> None:
    """C3, L15: into what lives as long as it likes."""

    class Page:
        def __init__(self, users: AsyncFactory[User]) -> None:
            self.users = users

    async def ask(container: ServiceContainer) -> None:
        for _ in range(3):
            assert await container.get(Page).users(user_id="42") == User("42")

    for lifetime in ("transient", "singleton"):
        container = office().add_cached(load_user, ttl=600)
        container.register(Page, Page, lifetime)
        container.validate()
        asyncio.run(ask(container))
        assert made(container) == ["42/en"]


def test_typed_factory_passes_its_arguments_by_place() -> None:
    """C3, L15."""

    class Page:
        def __init__(self, users: AsyncFactory[User, [str]]) -> None:
            self.users = users

    async def ask() -> None:
        for _ in range(3):
            assert await container.get(Page).users("42") == User("42")
        assert await container.afactory(User)(user_id="42") == User("42")
        assert await container.get(Page).users.invalidate("42")

    container = office().add_cached(load_user, ttl=600).add_transient(Page)
    container.validate()
    asyncio.run(ask())
    assert made(container) == ["42/en"]


@pytest.mark.parametrize(
    "register",
    [
        lambda c: c.add(service(lifetime="cached", ttl=600)(partial(load_user))),
        lambda c: c.add_cached(User, load_user, ttl=timedelta(minutes=10)),
        lambda c: c.register(User, load_user, Lifetime.CACHED, ttl=600.0),
        lambda c: c.try_add(load_user, lifetime="cached", ttl=600),
        lambda c: c.add_transient(User).replace(User, load_user, "cached", ttl=600),
        lambda c: c.add_cached(User, Factory(load_user, KwArg("lang", "en")), ttl=600),
        lambda c: c.add_cached(User, partial(load_user, lang="en"), ttl=600),
    ],
    ids=["marked", "added", "registered", "tried", "replaced", "wired", "partial"],
)
def test_every_way_to_register_says_how_long(register: Callable[[ServiceContainer], object]) -> None:
    """C3, L3."""
    container = office()
    register(container)

    async def ask() -> None:
        for _ in range(3):
            assert await container.afactory(User)(user_id="42") == User("42")

    asyncio.run(ask())
    assert made(container) == ["42/en"]


def test_value_is_made_again_when_its_time_is_over() -> None:
    """C3, C5: jitter only shortens."""
    now = [0.0]
    container = office(CacheManager(lambda: MemoryStore(clock=lambda: now[0]))).add_cached(load_user, ttl=10)
    users = container.afactory(User)

    async def ask() -> None:
        await users(user_id="42")
        now[0] = 8.9
        await users(user_id="42")
        assert made(container) == ["42/en"]
        now[0] = 10.1
        await users(user_id="42")
        assert made(container) == ["42/en"]

    asyncio.run(ask())


def test_cached_service_without_arguments_is_had_by_aget() -> None:
    """C3, L10: as a service, in a collection of such, and as what another is made of."""

    @dataclass
    class Directory:
        users: list[User]

    @dataclass
    class Front:
        directory: Directory

    async def list_users(ledger: Ledger) -> Directory:
        return Directory(await load_everybody(ledger))

    container = office().add_cached(list_users, ttl=600).add_transient(Front)

    async def ask() -> None:
        for _ in range(3):
            assert (await container.aget(Directory)).users == [User("1"), User("2")]
            assert (await container.aget(Front)).directory.users == [User("1"), User("2")]
        assert len(await container.aget(list[Directory])) == 1

    container.validate()
    asyncio.run(ask())
    assert made(container) == ["everybody"]


def test_what_is_kept_holds_the_value_of_its_making() -> None:
    """C3: nobody holds a cached value for ever but who keeps what it was given."""

    class Front:
        def __init__(self, directory: Directory) -> None:
            self.directory = directory

    container = office().add_cached(list_directory, ttl=600).add_singleton(Front)

    async def ask() -> None:
        front = await container.aget(Front)
        assert await container.invalidate(Directory)
        assert (await container.aget(Front)) is front
        assert (await container.aget(Directory)) is not front.directory

    container.validate()
    asyncio.run(ask())
    assert made(container) == ["directory", "directory"]


def test_decorator_stands_around_the_value_and_runs_each_time() -> None:
    """L3: what it makes may be no value at all."""

    class Greeter(User):
        ledger: Ledger

    def greeting(user: User, ledger: Ledger) -> User:
        ledger.entries.append("around")
        return Greeter(user.id, "xx")

    container = office().add_cached(load_user, ttl=600).decorate(User, greeting)

    async def ask() -> None:
        users = container.afactory(User)
        for _ in range(3):
            assert isinstance(await users(user_id="42"), Greeter)
        assert await users.invalidate(user_id="42")
        assert not await users.invalidate(user_id="42")

    container.validate()
    asyncio.run(ask())
    assert made(container) == ["42/en", "around", "around", "around"]


def test_injected_function_may_take_it() -> None:
    """L13."""
    container = office().add_cached(load_user, ttl=600)

    async def page(user_id: str, users: AsyncFactory[User]) -> User:
        return await users(user_id=user_id)

    async def ask() -> None:
        for _ in range(3):
            assert await container.call(page, "42") == User("42")

    asyncio.run(ask())
    assert made(container) == ["42/en"]


def test_cached_service_may_ask_for_itself_with_other_arguments() -> None:
    """C7: only a circle waits for itself."""

    async def total(number: int, totals: AsyncFactory[int]) -> int:
        return number + (await totals(number=number - 1) if number else 0)

    container = office().add_cached(int, total, ttl=600)
    assert asyncio.run(container.afactory(int)(number=10)) == 55


def test_store_that_is_opened_later_is_the_one() -> None:
    """C2: an application opens its cache when it starts, after everything was registered."""
    manager = CacheManager()
    container = office(manager).add_cached(load_user, ttl=600)

    async def ask() -> None:
        manager.init()
        await container.afactory(User)(user_id="42")
        await manager.close()
        manager.init()
        await container.afactory(User)(user_id="42")

    asyncio.run(ask())
    assert made(container) == ["42/en", "42/en"]


def test_without_a_manager_values_are_kept_where_those_of_the_process_are() -> None:
    """C3: nothing has to be set up."""
    from wireworks.cache import cachemanager

    container = ServiceContainer().add_singleton(Ledger).add_cached(load_user, ttl=600)

    async def ask() -> None:
        cachemanager.init()
        try:
            for _ in range(3):
                await container.afactory(User)(user_id="42")
            keys = [str(key) async for key in cachemanager.client.scan_iter()]
            name = "cache:v1:tests.support.users.User:tests.support.users.load_user:"
            assert len([key for key in keys if key.startswith(name)]) == 1
        finally:
            await cachemanager.close()

    asyncio.run(ask())
    assert made(container) == ["42/en"]
