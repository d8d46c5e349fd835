"""L26: tasks of one loop that race for a service get one object."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.flights import LIMIT, Engine, Gate, Session, waiting
from wireworks import ServiceAsyncError, ServiceContainer

TASKS = 20


class Slow: ...


def test_tasks_that_race_for_an_async_singleton_get_one_object() -> None:
    """L26."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        tasks = await waiting(gate, *(container.aget(Engine) for _ in range(TASKS)))
        gate.go.set()
        engines = await asyncio.wait_for(asyncio.gather(*tasks), LIMIT)
        assert len({id(engine) for engine in engines}) == 1
        assert gate.made == 1
        assert container.get(Engine) is engines[0]

    asyncio.run(main())


def test_tasks_that_share_a_scope_get_one_object_of_it() -> None:
    """L26: a scoped service once per scope, its teardown once as well."""
    log: list[str] = []

    async def resource(engine: Engine) -> AsyncIterator[Session]:
        await asyncio.sleep(0)
        log.append("open")
        yield Session(engine)
        log.append("close")

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_scoped(gate.make).add_scoped(resource)
        async with container.create_scope() as scope:
            asked = [scope.aget(Session), scope.aget(Engine), container.aget(Session)]
            tasks = await waiting(gate, *asked)
            gate.go.set()
            session, engine, same = await asyncio.wait_for(asyncio.gather(*tasks), LIMIT)
            assert same is session
            assert session.engine is engine
        assert gate.made == 1

    asyncio.run(main())
    assert log == ["open", "close"]


def test_tasks_in_scopes_of_their_own_make_their_own_at_the_same_time() -> None:
    """L26: a making in one scope holds up no other scope."""

    async def main() -> None:
        both = asyncio.Barrier(2)

        async def make() -> Engine:
            await both.wait()
            return Engine()

        container = ServiceContainer().add_scoped(make)

        async def request() -> Engine:
            async with container.create_scope() as scope:
                return await scope.aget(Engine)

        found = await asyncio.wait_for(asyncio.gather(request(), request()), LIMIT)
        assert found[0] is not found[1]

    asyncio.run(main())


def test_tasks_that_ask_along_different_ways_share_the_singleton_below() -> None:
    """L26: directly, through a singleton and through a transient."""

    class Other:
        def __init__(self, engine: Engine) -> None:
            self.engine = engine

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        container.add_singleton(Session).add_transient(Other)
        asked = [container.aget(key) for key in (Session, Engine, Other, Session)]
        tasks = await waiting(gate, *asked)
        gate.go.set()
        one, engine, other, two = await asyncio.wait_for(asyncio.gather(*tasks), LIMIT)
        assert one is two
        assert one.engine is engine is other.engine
        assert gate.made == 1

    asyncio.run(main())


def test_slow_async_singleton_blocks_no_other_service() -> None:
    """L26."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        tasks = await waiting(gate, container.aget(Engine))
        container.add_singleton(Slow)
        assert await asyncio.wait_for(container.aget(Slow), LIMIT) is container.get(Slow)
        gate.go.set()
        await asyncio.wait_for(tasks[0], LIMIT)

    asyncio.run(main())


def test_singleton_below_a_slow_async_one_is_free_as_soon_as_it_is_made() -> None:
    """L26."""

    async def main() -> None:
        making, go = asyncio.Event(), asyncio.Event()

        async def make_slow(session: Session) -> Slow:
            making.set()
            await go.wait()
            return Slow()

        container = ServiceContainer().add_singleton(make_slow)
        container.add_singleton(Session).add_singleton(Engine)
        task = asyncio.create_task(container.aget(Slow))
        await asyncio.wait_for(making.wait(), LIMIT)
        session = await asyncio.wait_for(container.aget(Session), LIMIT)
        assert container.get(Engine) is session.engine
        go.set()
        await asyncio.wait_for(task, LIMIT)

    asyncio.run(main())


def test_sync_get_while_the_async_making_runs_is_refused_not_hung() -> None:
    """L10, L26: on the loop's own thread nobody could ever finish it."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make).add_singleton(Session)
        tasks = await waiting(gate, container.aget(Session))
        for key in (Engine, Session):
            with pytest.raises(ServiceAsyncError, match="make"):
                container.get(key)
        gate.go.set()
        assert await asyncio.wait_for(tasks[0], LIMIT) is container.get(Session)

    asyncio.run(main())


def test_sync_get_of_what_an_async_making_waits_to_give_away_is_free() -> None:
    """L26: a sync service already made for an unfinished async one is there for `get`."""

    async def main() -> None:
        making, go = asyncio.Event(), asyncio.Event()

        async def make_slow(engine: Engine) -> Slow:
            making.set()
            await go.wait()
            return Slow()

        container = ServiceContainer().add_singleton(make_slow).add_singleton(Engine)
        task = asyncio.create_task(container.aget(Slow))
        await asyncio.wait_for(making.wait(), LIMIT)
        assert container.get(Engine) is container.get(Engine)
        go.set()
        await asyncio.wait_for(task, LIMIT)

    asyncio.run(main())


def test_waiter_that_is_cancelled_disturbs_nobody() -> None:
    """L26: neither the maker nor the other waiters."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        tasks = await waiting(gate, *(container.aget(Engine) for _ in range(4)))
        tasks[2].cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(tasks[2], LIMIT)
        gate.go.set()
        rest = [tasks[0], tasks[1], tasks[3]]
        engines = await asyncio.wait_for(asyncio.gather(*rest), LIMIT)
        assert len({id(engine) for engine in engines}) == 1
        assert gate.made == 1

    asyncio.run(main())
