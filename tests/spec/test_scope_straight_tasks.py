"""What the first making in a scope awaits, other tasks may ask for meanwhile (L26)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.flights import LIMIT
from tests.support.straight import First, Last, Second, Third, made_of
from wireworks import ServiceCircularDependencyError, ServiceResolutionError


def test_tasks_share_what_the_first_of_them_awaits() -> None:
    """L26: once per scope, also when tasks share it."""
    made: list[Third] = []

    async def make_third(first: First, second: Second) -> Third:
        begun.set()
        await go.wait()
        made.append(Third(first, second))
        return made[-1]

    async def main() -> None:
        async with container.create_scope() as scope:
            run = asyncio.ensure_future(scope.aget(Last))
            await begun.wait()
            others = [asyncio.ensure_future(scope.aget(Third)) for _ in range(3)]
            early = await scope.aget(Second)
            go.set()
            assert (await run).third.second is early
            assert {id(each) for each in await asyncio.gather(*others)} == {id(made[0])}

    container = made_of(make_third)
    begun, go = asyncio.Event(), asyncio.Event()
    asyncio.run(asyncio.wait_for(main(), LIMIT))
    assert len(made) == 1


def test_cancelled_task_leaves_the_making_to_one_who_waits() -> None:
    """L26: nobody hangs, nobody gets a half-made object, and nothing is made twice."""
    made: list[First] = []

    async def make_third(first: First, second: Second) -> Third:
        made.append(first)
        begun.set()
        await go.wait()
        return Third(first, second)

    async def main() -> None:
        async with container.create_scope() as scope:
            run = asyncio.ensure_future(scope.aget(Last))
            await begun.wait()
            other = asyncio.ensure_future(scope.aget(Last))
            await asyncio.sleep(0)
            run.cancel()
            go.set()
            assert (await other).third.first is made[0]
            with pytest.raises(asyncio.CancelledError):
                await run

    container = made_of(make_third)
    begun, go = asyncio.Event(), asyncio.Event()
    asyncio.run(asyncio.wait_for(main(), LIMIT))
    assert made[0] is made[1]


def test_sync_code_that_would_wait_for_its_own_loop_is_told_so() -> None:
    """L10, L26: it would never end."""

    async def make_third(first: First, second: Second) -> AsyncIterator[Third]:
        begun.set()
        await go.wait()
        yield Third(first, second)

    async def main() -> None:
        async with container.create_scope() as scope:
            run = asyncio.ensure_future(scope.aget(Third))
            await begun.wait()
            with pytest.raises(ServiceResolutionError):
                scope.get(Third)
            go.set()
            assert await run is scope.get(Third)

    container = made_of(make_third)
    begun, go = asyncio.Event(), asyncio.Event()
    asyncio.run(asyncio.wait_for(main(), LIMIT))


def test_circle_through_a_task_is_told() -> None:
    """L26: a factory that waits for a task, which asks for what the factory makes."""

    async def make_third(first: First, second: Second) -> Third:
        await asyncio.create_task(container.aget(Third))
        return Third(first, second)

    async def main() -> None:
        async with container.create_scope() as scope:
            with pytest.raises(ServiceCircularDependencyError):
                await asyncio.wait_for(scope.aget(Last), LIMIT)

    container = made_of(make_third)
    asyncio.run(main())
