"""C9: callers wait no longer than was said, and take an old value or an error instead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.spec.cache.conftest import Clock
from tests.spec.cache.gates import LIMIT, Gate, fail, until, until_stored
from wireworks.cache import CacheManager, CacheService, CacheTimeoutError, CacheTTLError, MemoryStore

pytestmark = pytest.mark.anyio


async def test_slow_making_goes_on_behind_a_caller_who_takes_the_old_value(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make(stale_if_error=30, soft_timeout=0.01)
    gate = Gate()
    await cache.set("key", 0)
    clock.now += 10

    assert await cache.get_or_set("key", gate.make) == 0
    gate.go.set()
    await until_stored(cache, 1)
    assert (gate.calls, gate.cancelled) == (1, 0)


async def test_fast_making_is_waited_for(make: Callable[..., CacheService[int]], clock: Clock) -> None:
    cache = make(stale_if_error=30, soft_timeout=LIMIT, hard_timeout=2 * LIMIT)
    await cache.set("key", 0)
    clock.now += 10

    assert await cache.get_or_set("key", lambda: 1) == 1
    clock.now += 10
    assert await cache.get_or_set("key", fail) == 1


async def test_nobody_waits_longer_than_was_said_and_the_making_is_cancelled(
    make: Callable[..., CacheService[int]],
) -> None:
    cache = make(hard_timeout=0.01)
    gate = Gate()

    with pytest.raises(
        CacheTimeoutError, match=r"`cache:v1:numbers:key` was not made in 0[.]01 seconds[.]\nFix: allow"
    ):
        await cache.get_or_set("key", gate.make)

    await until(lambda: gate.cancelled == 1)
    assert await cache.get_or_set("key", lambda: 2) == 2


async def test_making_that_does_not_let_itself_be_cancelled_holds_up_nobody(
    make: Callable[..., CacheService[int]],
) -> None:
    cache, go = make(hard_timeout=0.01), asyncio.Event()

    async def stubborn() -> int:
        while not go.is_set():
            try:
                await go.wait()
            except asyncio.CancelledError:
                continue
        return 1

    with pytest.raises(CacheTimeoutError):
        await cache.get_or_set("key", stubborn)
    assert await cache.get_or_set("key", lambda: 2) == 2
    go.set()


async def test_old_value_serves_where_a_new_one_takes_too_long(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make(stale_if_error=30, hard_timeout=0.01)
    gate = Gate()
    await cache.set("key", 0)
    clock.now += 10

    assert await cache.get_or_set("key", gate.make) == 0
    await until(lambda: gate.cancelled == 1)


async def test_making_behind_a_caller_is_cancelled_when_the_whole_time_is_over(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    """Otherwise one that hangs would be waited for by nobody, and for ever."""
    cache = make(stale_if_error=30, soft_timeout=0.01, hard_timeout=0.02)
    gate = Gate()
    await cache.set("key", 0)
    clock.now += 10

    assert await cache.get_or_set("key", gate.make) == 0
    await until(lambda: gate.cancelled == 1)


async def test_caller_who_leaves_before_time_is_over_ends_a_making_of_its_own(
    make: Callable[..., CacheService[int]],
) -> None:
    cache = make(hard_timeout=LIMIT)
    gate = Gate()
    task = asyncio.create_task(cache.get_or_set("key", gate.make))
    await asyncio.wait_for(gate.making.wait(), LIMIT)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert gate.cancelled == 1


async def test_store_that_is_closed_gives_up_what_is_made_behind_callers() -> None:
    manager = CacheManager()
    manager.init()
    cache = CacheService(manager.client, "numbers", int, 0.001, use_jitter=False, stale_while_revalidate=60)
    gate = Gate()
    await cache.set("key", 0)
    await asyncio.sleep(0.005)
    assert await cache.get_or_set("key", gate.make) == 0
    await asyncio.wait_for(gate.making.wait(), LIMIT)

    await manager.close()

    assert gate.cancelled == 1


@pytest.mark.parametrize(
    ("rules", "what"),
    [
        ({"early_refresh": -1.0}, "Expected 0 or more as `early_refresh`, got -1.0."),
        ({"early_refresh": float("nan")}, "Expected 0 or more as `early_refresh`, got nan."),
        ({"soft_timeout": 1}, "`soft_timeout` says when to take a value whose time is over, and none is kept."),
        (
            {"soft_timeout": 2, "hard_timeout": 1, "stale_if_error": 9},
            "`soft_timeout` (2) never comes before `hard_timeout` (1).",
        ),
    ],
)
async def test_rule_that_can_never_apply_is_an_error(rules: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match="\nFix: ") as error:
        CacheService(MemoryStore(), "numbers", int, **rules)

    assert str(error.value).splitlines()[0] == what


@pytest.mark.parametrize("name", ["stale_while_revalidate", "stale_if_error", "soft_timeout", "hard_timeout"])
async def test_time_of_a_rule_is_a_time(name: str) -> None:
    rules: dict[str, Any] = {name: 0}
    with pytest.raises(CacheTTLError):
        CacheService(MemoryStore(), "numbers", int, **rules)
