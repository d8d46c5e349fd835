"""C7: a factory that waits for its own value is told so, and does not hang."""

from __future__ import annotations

import asyncio

import pytest

from tests.spec.cache.gates import LIMIT, until
from wireworks.cache import CacheClient, CacheCycleError, CacheService, MemoryStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def cache(client: CacheClient) -> CacheService[int]:
    return CacheService(client, "numbers", int)


async def test_factory_that_asks_for_its_own_value_is_an_error(cache: CacheService[int]) -> None:
    async def make() -> int:
        return await cache.get_or_set("key", make)

    with pytest.raises(CacheCycleError) as error:
        await asyncio.wait_for(cache.get_or_set("key", make), LIMIT)

    assert error.value.keys == ("cache:v1:numbers:key", "cache:v1:numbers:key")
    assert error.value.what == (
        "A factory waits for the value that it is making: `cache:v1:numbers:key` -> `cache:v1:numbers:key`."
    )


async def test_cycle_by_way_of_another_store_and_a_task_is_an_error_with_its_path(cache: CacheService[int]) -> None:
    other = CacheService(MemoryStore(), "others", int)

    async def one() -> int:
        return sum(await asyncio.gather(cache.get_or_set("two", two), other.get_or_set("leaf", lambda: 1)))

    async def two() -> int:
        return await other.get_or_set("three", three)

    async def three() -> int:
        return await cache.get_or_set("one", one)

    with pytest.raises(CacheCycleError) as error:
        await asyncio.wait_for(cache.get_or_set("one", one), LIMIT)

    assert [key.rpartition(":")[2] for key in error.value.keys] == ["three", "one", "two", "three"]


async def test_two_factories_that_wait_for_each_other_are_told_so(cache: CacheService[int]) -> None:
    both = asyncio.Barrier(2)

    async def make(other: str) -> int:
        await both.wait()
        return await cache.get_or_set(other, lambda: 1)

    outcomes = await asyncio.wait_for(
        asyncio.gather(
            cache.get_or_set("one", lambda: make("two")),
            cache.get_or_set("two", lambda: make("one")),
            return_exceptions=True,
        ),
        LIMIT,
    )

    assert any(isinstance(outcome, CacheCycleError) for outcome in outcomes)


async def test_factories_that_need_the_same_value_are_no_cycle(cache: CacheService[int]) -> None:
    go = asyncio.Event()

    async def shared() -> int:
        await go.wait()
        return 1

    async def make() -> int:
        return await cache.get_or_set("shared", shared)

    async def top() -> int:
        go.set()
        return sum(await asyncio.gather(*(cache.get_or_set(key, make) for key in range(3))))

    assert await asyncio.wait_for(cache.get_or_set("top", top), LIMIT) == 3


async def test_values_that_are_needed_in_two_ways_are_no_cycle(cache: CacheService[int]) -> None:
    started, go = asyncio.Event(), asyncio.Event()

    async def shared() -> int:
        started.set()
        await go.wait()
        return 1

    async def side() -> int:
        return await cache.get_or_set("shared", shared)

    async def top() -> int:
        return sum(await asyncio.gather(*(cache.get_or_set(key, side) for key in ("left", "right"))))

    async def late() -> int:
        return await cache.get_or_set("top", top)

    first = asyncio.create_task(cache.get_or_set("top", top))
    await asyncio.wait_for(started.wait(), LIMIT)
    await until(lambda: cache.stats.misses == 5)  # top, its two sides, and the shared value for each
    second = asyncio.create_task(cache.get_or_set("late", late))
    await until(lambda: cache.stats.misses == 7)
    go.set()

    assert await asyncio.wait_for(asyncio.gather(first, second), LIMIT) == [2, 2]


async def test_task_that_a_factory_left_behind_may_ask_for_its_value(cache: CacheService[int]) -> None:
    made, left = asyncio.Event(), []

    async def afterwards() -> int:
        await made.wait()
        await cache.delete("key")
        return await cache.get_or_set("key", lambda: 2)

    async def make() -> int:
        left.append(asyncio.create_task(afterwards()))
        return 1

    assert await cache.get_or_set("key", make) == 1
    made.set()
    assert await asyncio.wait_for(left[0], LIMIT) == 2
