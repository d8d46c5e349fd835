"""C7: a value is made once for everybody who asks for it at the same time in one process."""

from __future__ import annotations

import asyncio
import sys
from contextvars import ContextVar
from typing import Any

import pytest

from tests.spec.cache.gates import LIMIT, Gate, callers, until
from wireworks.cache import CacheClient, CacheService, MemoryStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def cache(client: CacheClient) -> CacheService[int]:
    return CacheService(client, "numbers", int)


async def test_1000_cold_callers_share_one_making(cache: CacheService[int]) -> None:
    """In the seed's library they made 1,000."""
    gate = Gate()
    tasks = await callers(1_000, cache, gate)

    gate.go.set()

    assert await asyncio.gather(*tasks) == [1] * 1_000
    assert (gate.calls, cache.stats.makings) == (1, 1)


async def test_factory_that_is_faster_than_the_store_is_called_once_too(cache: CacheService[int]) -> None:
    """Who looked before the value was stored, and asks for it after, does not make it again."""
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        return len(calls)

    for key in range(20):
        assert await asyncio.gather(*(cache.get_or_set(key, make) for _ in range(200))) == [key + 1] * 200

    assert len(calls) == 20


async def test_services_made_for_each_request_share_a_making(client: CacheClient) -> None:
    gate = Gate()
    tasks = []
    for _ in range(5):
        tasks += await callers(1, CacheService(client, "numbers", int), gate)

    gate.go.set()

    assert await asyncio.gather(*tasks) == [1] * 5


async def test_keys_are_made_at_the_same_time(cache: CacheService[int]) -> None:
    gates = [Gate() for _ in range(3)]
    tasks = [(await callers(1, cache, gate, key=str(place)))[0] for place, gate in enumerate(gates)]

    for gate in reversed(gates):
        gate.go.set()

    assert await asyncio.gather(*tasks) == [1] * 3


async def test_waiters_get_values_of_their_own(client: CacheClient) -> None:
    """C10: what one does with a value does not change another's."""
    cache = CacheService(client, "lists", list[int])
    go = asyncio.Event()

    async def make() -> list[int]:
        await go.wait()
        return [1]

    tasks = [asyncio.create_task(cache.get_or_set("key", make)) for _ in range(3)]
    await until(lambda: cache.stats.misses == 3)
    go.set()
    lists = await asyncio.gather(*tasks)

    assert lists == [[1]] * 3
    assert len({id(one) for one in lists}) == 3


@pytest.mark.parametrize("cancelled", [0, 19, slice(0, 19), slice(1, 20)])
async def test_cancelled_callers_harm_nobody(cache: CacheService[int], cancelled: Any) -> None:
    """The first, the last, and all but one: the rest is served by the one making there is."""
    gate = Gate()
    tasks = await callers(20, cache, gate)
    gone = tasks[cancelled] if isinstance(cancelled, slice) else [tasks[cancelled]]

    for task in gone:
        task.cancel()
    await asyncio.wait(gone, timeout=LIMIT)
    gate.go.set()

    assert await asyncio.gather(*(task for task in tasks if task not in gone)) == [1] * (20 - len(gone))
    assert all(task.cancelled() for task in gone)
    assert (gate.calls, gate.cancelled) == (1, 0)
    assert await cache.get("key") == 1


async def test_making_is_cancelled_when_nobody_waits_and_its_end_is_awaited(cache: CacheService[int]) -> None:
    gate = Gate()
    tasks = await callers(3, cache, gate)

    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=LIMIT)

    assert gate.cancelled == 1
    assert await cache.get("key") is None
    gate.go.set()
    assert await cache.get_or_set("key", gate.make) == 2


async def test_caller_who_comes_after_the_last_one_left_gets_a_making_of_its_own(cache: CacheService[int]) -> None:
    started, ending, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow_to_end() -> int:
        started.set()
        try:
            return await asyncio.Future[int]()
        finally:
            ending.set()
            await ended.wait()

    first = asyncio.create_task(cache.get_or_set("key", slow_to_end))
    await asyncio.wait_for(started.wait(), LIMIT)
    first.cancel()
    await asyncio.wait_for(ending.wait(), LIMIT)

    assert await cache.get_or_set("key", lambda: 2) == 2
    assert not first.done()
    ended.set()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await cache.get("key") == 2


async def test_making_that_outlives_its_cancellation_is_not_stored(cache: CacheService[int]) -> None:
    started = asyncio.Event()

    async def stubborn() -> int:
        started.set()
        try:
            return await asyncio.Future[int]()
        except asyncio.CancelledError:
            return 1

    caller = asyncio.create_task(cache.get_or_set("key", stubborn))
    await asyncio.wait_for(started.wait(), LIMIT)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller

    assert await cache.get("key") is None


async def test_failure_while_a_making_is_cancelled_is_logged(
    cache: CacheService[int], caplog: pytest.LogCaptureFixture
) -> None:
    started = asyncio.Event()

    async def untidy() -> int:
        started.set()
        try:
            return await asyncio.Future[int]()
        finally:
            raise OSError("tidying up failed")

    caller = asyncio.create_task(cache.get_or_set("key", untidy))
    await asyncio.wait_for(started.wait(), LIMIT)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller

    assert "The making of `cache:v1:numbers:key` failed while it was cancelled." in caplog.text
    assert "tidying up failed" in caplog.text


async def test_making_that_is_cancelled_before_it_begins_ends_its_caller() -> None:
    """Its task is stopped from outside, as at the end of an event loop."""
    cache = CacheService(MemoryStore(), "numbers", int)
    before = asyncio.all_tasks()
    caller = asyncio.create_task(cache.get_or_set("key", lambda: 1))
    await asyncio.sleep(0)  # the caller waits now, and the making begins next

    [making] = asyncio.all_tasks() - before - {caller}
    making.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(caller, LIMIT)
    assert cache.stats.makings == 0


async def test_failure_reaches_all_waiters_once_and_the_next_caller_tries_anew(cache: CacheService[int]) -> None:
    gate = Gate(error := ValueError("no luck"))
    tasks = await callers(20, cache, gate)

    gate.go.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)

    assert outcomes == [error] * 20
    assert gate.calls == 1
    assert not await cache.exists("key")
    assert await cache.get_or_set("key", lambda: 2) == 2


async def test_traceback_of_a_shared_failure_does_not_grow_with_its_waiters(cache: CacheService[int]) -> None:
    gate = Gate(error := ValueError("no luck"))
    tasks = await callers(50, cache, gate)
    gate.go.set()
    await asyncio.gather(*tasks, return_exceptions=True)

    depth, trace = 0, error.__traceback__
    while trace is not None:
        depth, trace = depth + 1, trace.tb_next

    assert depth < 15


async def test_failure_of_a_sync_factory_is_the_callers(cache: CacheService[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        await cache.get_or_set("key", lambda: 1 // 0)


async def test_factory_that_cancels_itself_cancels_its_own_caller_alone(cache: CacheService[int]) -> None:
    """The others try with their own."""
    gate = Gate(asyncio.CancelledError())
    [first] = await callers(1, cache, gate)
    second = asyncio.create_task(cache.get_or_set("key", lambda: 2))
    await until(lambda: cache.stats.misses == 2)

    gate.go.set()

    assert await second == 2
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.skipif(sys.version_info < (3, 12), reason="tasks begin later here")
async def test_making_may_end_before_its_task_is_known(cache: CacheService[int]) -> None:
    """An eager task runs as soon as it is made."""
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    try:
        assert await cache.get_or_set("key", lambda: 1) == 1
        assert await asyncio.gather(*(cache.get_or_set("other", lambda: 2) for _ in range(10))) == [2] * 10
    finally:
        loop.set_task_factory(None)


async def test_factory_runs_in_the_context_of_the_first_caller(cache: CacheService[int]) -> None:
    number: ContextVar[int] = ContextVar("number")
    number.set(7)

    assert await cache.get_or_set("key", number.get) == 7
