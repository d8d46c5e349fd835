"""`Resource` of async generators, async context managers and async functions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.spec.providers.parts import Photo, User
from wireworks.errors import ServiceAsyncError, ServiceCloseError, ServiceResolutionError
from wireworks.providers import Factory, Object, Resource, Singleton


class Log:
    """Async factories of resources that tell what happens to them."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def open(self, name: str, *_: object) -> AsyncIterator[str]:
        await asyncio.sleep(0)
        self.lines.append(f"open {name}")
        yield name
        self.lines.append(f"close {name}")

    @asynccontextmanager
    async def managed(self, name: str) -> AsyncIterator[str]:
        async for each in self.open(name):
            yield each


def test_async_resource_is_awaited_and_then_given_to_everybody() -> None:
    """L10, L20, L26: whoever asks at once waits for the same."""
    log = Log()
    names = Resource(log.open, "db")
    users = Factory(User, names)

    async def main() -> None:
        one, two = await asyncio.gather(names.ainit(), users.aget())
        assert one == two.name == users().name == names() == "db"
        await names.ashutdown()

    asyncio.run(main())
    assert log.lines == ["open db", "close db"]


def test_async_resource_refuses_sync_code() -> None:
    """L10: an error, never a future in the place of the product."""
    users = Factory(User, Singleton(User, Resource(Log().open, "db")))
    with pytest.raises(ServiceAsyncError) as caught:
        users()
    assert "is made by an async generator" in str(caught.value)
    with pytest.raises(ServiceAsyncError):
        Resource(Log().open, "db").init()


def test_async_resources_may_need_each_other() -> None:
    """L17."""
    log = Log()
    outer = Resource(log.open, "outer")
    inner = Resource(log.open, "inner", outer)

    async def main() -> None:
        await inner.ainit()
        assert outer() == "outer"

    asyncio.run(main())
    assert log.lines == ["open outer", "open inner"]


def test_sync_shutdown_leaves_what_takes_await_open_and_says_so() -> None:
    """L23: and it can still be closed."""
    log = Log()
    names = Resource(log.open, "db")

    async def main() -> None:
        await names.ainit()
        with pytest.raises(ServiceCloseError) as caught:
            names.shutdown()
        (error,) = caught.value.exceptions
        assert isinstance(error, ServiceAsyncError)
        assert "can only be closed with await" in str(error)
        assert log.lines == ["open db"]
        assert names() == "db"
        await names.ashutdown()

    asyncio.run(main())
    assert log.lines == ["open db", "close db"]


def test_async_context_managers_are_entered_and_left() -> None:
    """L20: a class of them, and a function that `asynccontextmanager` made."""
    log = Log()

    class Pool:
        async def __aenter__(self) -> str:
            log.lines.append("open pool")
            return "pool"

        async def __aexit__(self, *_: object) -> None:
            log.lines.append("close pool")

    pools, names = Resource(Pool), Resource(log.managed, "db")

    async def main() -> None:
        assert (await pools.ainit(), await names.ainit()) == ("pool", "db")
        await pools.ashutdown()
        await names.ashutdown()

    asyncio.run(main())
    assert log.lines == ["open pool", "open db", "close pool", "close db"]


@pytest.mark.parametrize("which", ["init", "shutdown", "both"])
def test_class_with_async_init_or_shutdown_is_awaited(which: str) -> None:
    said: list[str] = []

    class Pool:
        def init(self, name: str) -> str:
            said.append("open")
            return name

        def shutdown(self, resource: str) -> None:
            said.append(f"close {resource}")

    async def init(self: Pool, name: str) -> str:
        return Sync.init(self, name)

    async def shutdown(self: Pool, resource: str) -> None:
        Sync.shutdown(self, resource)

    Sync = type("Sync", (Pool,), {})  # noqa: N806 - a class
    changed = {"init": {"init": init}, "shutdown": {"shutdown": shutdown}}
    members = changed.get(which, {"init": init, "shutdown": shutdown})
    pools = Resource(type("Mixed", (Pool,), members), "mine")

    async def main() -> None:
        assert await pools.ainit() == "mine"
        await pools.ashutdown()

    asyncio.run(main())
    assert said == ["open", "close mine"]


def test_async_function_is_awaited_and_kept() -> None:
    async def photo() -> Photo:
        return Photo()

    photos = Resource(photo)

    async def main() -> None:
        assert await photos.ainit() is photos()
        photos.shutdown()
        assert not photos.initialized

    asyncio.run(main())


def test_waiter_takes_over_from_a_cancelled_task() -> None:
    """L26: nobody hangs."""
    opening = asyncio.Event()
    tries: list[int] = []

    async def photo() -> AsyncIterator[Photo]:
        tries.append(1)
        if len(tries) == 1:
            opening.set()
            await asyncio.Event().wait()
        yield Photo()

    photos = Resource(photo)

    async def main() -> None:
        first = asyncio.ensure_future(photos.aget())
        await opening.wait()
        second = asyncio.ensure_future(photos.aget())
        await asyncio.sleep(0)
        first.cancel()
        assert type(await second) is Photo
        await photos.ashutdown()

    asyncio.run(main())


def test_async_generator_that_never_yields_is_an_error() -> None:
    """L20."""

    async def never() -> AsyncIterator[Photo]:
        for each in ():
            yield each

    with pytest.raises(ServiceResolutionError, match=r"never.* ended without yielding"):
        asyncio.run(Resource(never).aget())


def test_async_resource_can_be_replaced_by_a_sync_one_for_sync_code() -> None:
    """L18: what takes await is not needed then."""
    names = Resource(Log().open, "db")
    users = Factory(User, Factory(User, names))
    with names.override("fake"):
        assert users().name.name == "fake"
    with names.override(Object("fake")):
        assert users().name.name == names() == "fake"


def test_async_stand_in_refuses_sync_code() -> None:
    """L10, L18: also one that appears where a factory was sync when it was written."""
    names = Object("real")
    users = Factory(User, Factory(User, names))
    with names.override(Resource(Log().open, "db")):
        with pytest.raises(ServiceAsyncError):
            users()
        with pytest.raises(ServiceAsyncError):
            names()
    assert users().name.name == "real"


def test_async_provider_that_goes_while_it_is_needed_is_an_error() -> None:
    """L10: it was there when sync code began."""

    async def photo() -> Photo:
        return Photo()

    photos = Singleton(photo)
    users = Factory(User, Factory(photos.reset), photos)
    asyncio.run(photos.aget())
    with pytest.raises(ServiceAsyncError, match="is made by an async function"):
        users()


def test_way_to_what_takes_await_is_told_once() -> None:
    """L10: however many lead there."""
    names = Resource(Log().open, "db")
    users = Factory(User, Factory(User, names), Factory(User, names))
    with pytest.raises(ServiceAsyncError) as caught:
        users()
    assert [link.name for link in caught.value.chain] == ["User", "User", "Log.open"]


def test_async_provider_that_is_needed_twice_is_looked_at_once() -> None:
    """L10: where sync code may have it in the end."""
    names = Resource(Log().open, "db")
    users = Factory(User, Factory(User, names), Factory(User, names))
    with names.override("fake"):
        assert users().name.name == users().photo.name == "fake"
