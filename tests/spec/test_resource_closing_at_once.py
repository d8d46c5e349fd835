"""L20, L25: however many close at the same time, everything is closed once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.support.flights import LIMIT, start
from wireworks import ServiceClosedError, ServiceContainer, ServiceScope

Owner = ServiceContainer | ServiceScope


class Engine: ...


class Session: ...


def with_resources(factories: list[Callable], *, scoped: bool) -> tuple[ServiceContainer, Owner]:
    """Make a container and the one that owns what the factories make: a scope of it or itself."""
    container = ServiceContainer()
    for factory in factories:
        container.register(Engine, factory, "scoped" if scoped else "singleton")
    return container, container.create_scope() if scoped else container


owners = pytest.mark.parametrize("scoped", [False, True], ids=["container", "scope"])


@owners
def test_threads_that_close_at_once_close_everything_once(scoped) -> None:
    """L25: the others find nothing left to do."""
    log: list[str] = []
    together = threading.Barrier(4)

    def make() -> Iterator[Engine]:
        yield Engine()
        log.append("closed")

    _, owner = with_resources([make], scoped=scoped)
    owner.get(Engine)

    def close() -> None:
        together.wait(LIMIT)
        owner.close()

    for job in [start(close) for _ in range(4)]:
        job.result(LIMIT)
    assert log == ["closed"]


@owners
def test_tasks_that_close_at_once_close_everything_once(scoped) -> None:
    """L25: also while a teardown waits."""
    log: list[str] = []

    async def make() -> AsyncIterator[Engine]:
        yield Engine()
        log.append("closing")
        await asyncio.sleep(0)
        log.append("closed")

    async def main() -> None:
        _, owner = with_resources([make], scoped=scoped)
        await owner.aget(Engine)
        closing = asyncio.gather(*(owner.aclose() for _ in range(3)))
        await asyncio.wait_for(closing, LIMIT)

    asyncio.run(main())
    assert log == ["closing", "closed"]


@owners
def test_teardown_that_closes_its_own_region_again_is_harmless(scoped) -> None:
    """L25: it is closing already."""
    log: list[str] = []
    owner: Owner

    def make() -> Iterator[Engine]:
        yield Engine()
        owner.close()
        log.append("closed")

    _, owner = with_resources([make], scoped=scoped)
    owner.get(Engine)
    start(owner.close).result(LIMIT)
    assert log == ["closed"]


@owners
def test_nothing_new_is_made_once_closing_has_begun(scoped) -> None:
    """L25: while an older teardown still waits."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def make() -> AsyncIterator[Engine]:
        yield Engine()
        begun.set()
        await go.wait()

    async def main() -> None:
        container, owner = with_resources([make], scoped=scoped)
        container.add_transient(Session)
        await owner.aget(Engine)
        closing = asyncio.create_task(owner.aclose())
        await asyncio.wait_for(begun.wait(), LIMIT)
        for key in (Engine, Session):
            with pytest.raises(ServiceClosedError):
                owner.get(key)
        go.set()
        await asyncio.wait_for(closing, LIMIT)

    asyncio.run(main())


def test_singleton_that_is_finished_after_its_container_closed_is_closed_at_once() -> None:
    """Choice: as for a scope; the asker is told, and nothing stays open."""
    log: list[str] = []

    async def main() -> None:
        making, go = asyncio.Event(), asyncio.Event()

        async def make() -> AsyncIterator[Engine]:
            making.set()
            await go.wait()
            yield Engine()
            log.append("closed")

        container = ServiceContainer().add_singleton(make)
        asked = [asyncio.create_task(container.aget(Engine)) for _ in range(2)]
        await asyncio.wait_for(making.wait(), LIMIT)
        await asyncio.wait_for(container.aclose(), LIMIT)
        go.set()
        for one in asked:
            with pytest.raises(ServiceClosedError):
                await asyncio.wait_for(one, LIMIT)

    asyncio.run(main())
    assert log == ["closed"]


def test_container_closes_what_its_loop_did_not(recwarn) -> None:
    """L25, L26: the end of the loop that made an async singleton is not the end of the singleton."""
    log: list[str] = []

    async def make() -> AsyncIterator[Engine]:
        try:
            yield Engine()
        finally:
            log.append("closed")

    container = ServiceContainer().add_singleton(make)
    asyncio.run(container.aget(Engine))
    assert log == []
    asyncio.run(container.aclose())
    assert log == ["closed"]
    assert not recwarn.list
