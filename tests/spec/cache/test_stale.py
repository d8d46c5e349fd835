"""C9: values near and after the end of their time, and callers who do not wait for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.spec.cache.conftest import Clock
from tests.spec.cache.gates import LIMIT, Gate, fail, until, until_stored
from wireworks.cache import CacheService

pytestmark = pytest.mark.anyio


async def test_nothing_is_served_after_its_time_by_default(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make()
    await cache.set("key", 1)
    clock.now += 10

    assert await cache.get_or_set("key", lambda: 2) == 2
    assert (cache.stats.stale, cache.stats.refreshes) == (0, 0)


async def test_value_is_served_after_its_time_while_one_caller_makes_it_anew(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make(stale_while_revalidate=30)
    gate = Gate()
    await cache.set("key", 0)
    clock.now += 39

    assert await asyncio.gather(*(cache.get_or_set("key", gate.make) for _ in range(20))) == [0] * 20
    await asyncio.wait_for(gate.making.wait(), LIMIT)
    assert await cache.get_or_set("key", gate.make) == 0
    gate.go.set()
    await until(lambda: cache.stats.makings == 1 and gate.calls == 1)
    await until_stored(cache, 1)

    assert await cache.get_or_set("key", gate.make) == 1
    assert (gate.calls, cache.stats.refreshes, cache.stats.stale) == (1, 1, 21)


async def test_value_is_served_after_its_time_for_so_long_only(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make(stale_while_revalidate=30)
    await cache.set("key", 1)
    clock.now += 40

    assert await cache.get_or_set("key", lambda: 2) == 2


@pytest.mark.parametrize("rules", [{"stale_while_revalidate": 30}, {"stale_if_error": 30}])
async def test_value_whose_time_is_over_is_found_by_nobody_else(
    make: Callable[..., CacheService[int]], clock: Clock, rules: dict[str, Any]
) -> None:
    """Neither by other operations nor by a service without that rule."""
    cache = make(**rules)
    await cache.set("key", 1)
    assert await cache.get_ttl("key") == 10
    clock.now += 10

    assert (await cache.get("key"), await cache.get_many(["key"])) == (None, {})
    assert (await cache.exists("key"), await cache.get_ttl("key"), await cache.touch("key")) == (False, -2, False)
    assert await make().get_or_set("key", lambda: 2) == 2


@pytest.mark.parametrize("rules", [{}, {"stale_if_error": 30}])
async def test_touched_value_is_fresh_from_now_on(
    make: Callable[..., CacheService[int]], clock: Clock, rules: dict[str, Any]
) -> None:
    cache = make(**rules)
    await cache.set("key", 1)
    clock.now += 9

    assert await make().touch("key", ttl=5) is True
    assert await cache.touch("key", ttl=20) is True
    clock.now += 19

    assert await cache.get_ttl("key") == 1
    assert await cache.get_or_set("key", lambda: 2) == 1
    clock.now += 1
    assert await cache.get("key") is None


async def test_value_is_served_after_its_time_if_no_new_one_can_be_made(
    make: Callable[..., CacheService[int]], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    cache = make(stale_if_error=30)
    await cache.set("key", 1)
    clock.now += 39

    assert await asyncio.gather(*(cache.get_or_set("key", fail) for _ in range(5))) == [1] * 5
    assert cache.stats.stale == 5
    assert "`cache:v1:numbers:key` could not be made anew, so its callers get the value from before." in caplog.text
    assert await cache.get_or_set("key", lambda: 2) == 2


async def test_failure_is_the_callers_when_that_time_is_over_too(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make(stale_if_error=30)
    await cache.set("key", 1)
    clock.now += 40

    with pytest.raises(OSError, match="out of order"):
        await cache.get_or_set("key", fail)


@pytest.mark.parametrize("invalidate", ["delete", "clear", "invalidate_tags"])
async def test_what_was_invalidated_is_never_served(
    make: Callable[..., CacheService[int]], clock: Clock, invalidate: str
) -> None:
    cache = make(stale_if_error=30, stale_while_revalidate=30)
    await cache.set("key", 1, tags=["red"])
    clock.now += 10
    await getattr(cache, invalidate)(*{"delete": ["key"], "clear": [], "invalidate_tags": ["red"]}[invalidate])

    with pytest.raises(OSError, match="out of order"):
        await cache.get_or_set("key", fail)


async def test_failing_refresh_is_logged_and_the_value_stays(
    make: Callable[..., CacheService[int]], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    cache = make(stale_while_revalidate=30)
    await cache.set("key", 1)
    clock.now += 10

    assert await cache.get_or_set("key", fail) == 1
    await until(lambda: "could not be made anew behind its callers" in caplog.text)

    assert "out of order" in caplog.text
    assert await cache.get_or_set("key", lambda: 2) == 1


async def test_value_is_made_anew_before_its_end_the_likelier_the_slower(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    """XFetch: what takes seconds to make, and ends soon, is made anew by nearly everybody."""
    cache = make(early_refresh=1_000)
    calls: list[int] = []

    def slow() -> int:
        calls.append(1)
        clock.now += 3
        return len(calls)

    assert await cache.get_or_set("key", slow) == 1
    clock.now += 4
    assert await cache.get_or_set("key", slow) == 1
    await until_stored(cache, 2)
    assert cache.stats.refreshes == 1


async def test_value_that_took_no_time_is_not_made_anew_early(
    make: Callable[..., CacheService[int]], clock: Clock
) -> None:
    cache = make(early_refresh=1.0)
    await cache.get_or_set("key", lambda: 1)
    clock.now += 9.999

    for _ in range(100):
        assert await cache.get_or_set("key", lambda: 2) == 1
    assert cache.stats.refreshes == 0
