"""L22, L23: `async def dispose` is called without `await` when it is made, and awaited when it is closed."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import ServiceAsyncError, ServiceClosedError, ServiceCloseError, ServiceContainer

LOG: list[str] = []


class Channel:
    async def dispose(self) -> None:
        await asyncio.sleep(0)
        LOG.append("channel")


class Wrapped:
    """Its `dispose` does not look as if it took `await`."""

    def dispose(self) -> Coroutine[Any, Any, None]:
        return self._dispose()

    async def _dispose(self) -> None:
        await asyncio.sleep(0)
        LOG.append("wrapped")


class Awaitable:
    """What its `dispose` gives is no coroutine."""

    def dispose(self) -> "Awaitable":
        return self

    def __await__(self) -> Any:
        LOG.append("awaitable")
        return iter(())


class Talk:
    def __init__(self, channel: Channel) -> None: ...

    def dispose(self) -> None:
        LOG.append("talk")


class Line:
    def __init__(self, talk: Talk) -> None: ...

    async def dispose(self) -> None:
        LOG.append("line")


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    LOG.clear()
    made = in_mode(ServiceContainer(), request.param)
    return made.add_scoped(Channel).add_scoped(Talk).add_scoped(Line)


def test_it_is_awaited_in_its_turn(container) -> None:
    """L22: made by sync code or by async code."""

    async def main() -> None:
        async with container.create_scope() as scope:
            scope.get(Line)
        async with container.create_scope() as scope:
            await scope.aget(Line)

    for _ in range(2):
        asyncio.run(main())
    assert LOG == ["line", "talk", "channel"] * 4


def test_scope_left_without_await_names_it(container) -> None:
    """L23: what needs no `await` is closed first, and the rest can still be."""
    for _ in range(3):
        scope = container.create_scope()
        with pytest.raises(ServiceCloseError) as caught, scope:
            scope.get(Line)
        (error,) = caught.value.exceptions
        assert isinstance(error, ServiceAsyncError)
        assert "`Channel`, `Line` of the scope can only be closed with await" in str(error)
        assert "`Channel.dispose`" in str(error)
        assert "aclose" in str(error)
        assert LOG == ["talk"]
        asyncio.run(scope.aclose())
        asyncio.run(scope.aclose())
        assert LOG == ["talk", "line", "channel"]
        LOG.clear()


@pytest.mark.parametrize("cls", [Wrapped, Awaitable])
def test_whatever_has_to_be_awaited_is(container, cls) -> None:
    """L22: how it was written does not matter; a coroutine that nobody may await is not begun."""
    container.add_scoped(cls)

    async def main() -> None:
        async with container.create_scope() as scope:
            scope.get(cls)

    for _ in range(3):
        asyncio.run(main())
    assert [cls.__name__.lower()] * 3 == LOG
    LOG.clear()
    scope = container.create_scope()
    with pytest.raises(ServiceCloseError), scope:
        scope.get(cls)
    assert LOG == []
    asyncio.run(scope.aclose())
    assert [cls.__name__.lower()] == LOG


def test_singleton_is_disposed_of_when_the_container_is_closed_with_await(container) -> None:
    """L22, L25."""

    class Engine:
        async def dispose(self) -> None:
            LOG.append("engine")

    container.add_singleton(Engine)
    container.get(Engine)
    with pytest.raises(ServiceCloseError, match="Engine"):
        container.close()
    assert LOG == []
    asyncio.run(container.aclose())
    assert LOG == ["engine"]


def test_what_comes_too_late_is_disposed_of_at_once(container) -> None:
    """L20, L22: its scope ended while it was made."""

    async def main(make: Callable[[asyncio.Event, asyncio.Event], Coroutine[Any, Any, Channel]]) -> None:
        started, go = asyncio.Event(), asyncio.Event()

        class Late(Channel): ...

        async def late() -> Late:
            await make(started, go)
            return Late()

        container.add_scoped(late)
        for _ in range(3):
            started.clear()
            go.clear()
            scope = container.create_scope()
            asking = asyncio.create_task(scope.aget(Late))
            await started.wait()
            await scope.aclose()
            assert LOG == []
            go.set()
            with pytest.raises(ServiceClosedError):
                await asking
            assert LOG == ["channel"]
            LOG.clear()

    async def make(started: asyncio.Event, go: asyncio.Event) -> Channel:
        started.set()
        await go.wait()
        return Channel()

    asyncio.run(main(make))


def test_what_comes_while_a_scope_is_closed_waits_with_the_others(container) -> None:
    """L22, L23: and is awaited before those that were there already."""
    started, ended = threading.Event(), threading.Event()

    class Late(Channel):
        async def dispose(self) -> None:
            LOG.append("late")

    def late() -> Late:
        started.set()
        ended.wait()
        return Late()

    def ask() -> None:
        with pytest.raises(ServiceClosedError):
            scope.get(Late)

    def ending() -> Iterator[str]:
        yield ""
        ended.set()
        asking.join()

    container.add_scoped(late).add_scoped(str, ending)
    scope, asking = container.create_scope(), threading.Thread(target=ask)
    scope.get(Channel)
    scope.get(str)
    asking.start()
    started.wait()
    with pytest.raises(ServiceCloseError, match="Channel"):
        scope.close()
    assert LOG == []
    asyncio.run(scope.aclose())
    assert LOG == ["late", "channel"]


def test_what_sync_code_makes_too_late_waits_for_somebody_who_awaits(container) -> None:
    """L22, L23: `aclose` closes it, as all that sync code has to leave."""

    class Late(Channel): ...

    def late() -> Late:
        scopes[-1].close()
        return Late()

    scopes = []
    container.add_scoped(late)
    for _ in range(3):
        scopes.append(container.create_scope())
        with pytest.raises(ServiceClosedError):
            scopes[-1].get(Late)
        assert LOG == []
        asyncio.run(scopes[-1].aclose())
        assert LOG == ["channel"]
        LOG.clear()
