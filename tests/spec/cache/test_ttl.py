"""C5: times to live, and the jitter on them."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest

from wireworks.cache import CacheClient, CacheService, CacheTTLError, MemoryStore

pytestmark = pytest.mark.anyio


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


NOTHING = 0, 0.0, -1, -0.5, timedelta(0), timedelta(seconds=-1)
NO_TTL: list[Any] = [*NOTHING, math.nan, math.inf, 2**60, 10**400, True, "60"]


@pytest.mark.parametrize("ttl", NO_TTL)
async def test_what_is_no_time_to_live_is_an_error_and_never_the_default(client: CacheClient, ttl: Any) -> None:
    """In the seed's library `ttl=0` meant the default."""
    cache = CacheService(client, "numbers", int)
    await cache.set("there", 1)

    for call in (
        cache.set("key", 1, ttl=ttl),
        cache.set_many({"key": 1}, ttl=ttl),
        cache.touch("there", ttl=ttl),
        cache.get_or_set("there", lambda: 2, ttl=ttl),
    ):
        with pytest.raises(CacheTTLError, match="Expected a time to live"):
            await call
    with pytest.raises(CacheTTLError, match="Expected a time to live"):
        CacheService(client, "numbers", int, default_ttl=ttl)

    assert not await cache.exists("key")


@pytest.mark.parametrize("ttl", [90, 90.0, timedelta(minutes=1.5)])
async def test_seconds_and_timedelta_say_the_same(client: CacheClient, ttl: float | timedelta) -> None:
    cache = CacheService(client, "numbers", int, use_jitter=False)

    await cache.set("key", 1, ttl=ttl)

    assert await cache.get_ttl("key") == 90


async def test_default_ttl_counts_where_a_call_does_not_say(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int, default_ttl=50, use_jitter=False)

    await cache.set("set", 1)
    await cache.get_or_set("made", lambda: 1)
    await cache.set("said", 1, ttl=20)

    assert [await cache.get_ttl(key) for key in ("set", "made", "said")] == [50, 50, 20]


async def test_value_is_gone_when_its_time_is_over() -> None:
    clock = Clock()
    cache = CacheService(MemoryStore(clock=clock), "numbers", int, default_ttl=10, use_jitter=False)
    await cache.set_many({"short": 1, "long": 2})
    await cache.touch("long", 20)

    clock.now += 9.999
    assert await cache.get_many(["short", "long"]) == {"short": 1, "long": 2}
    clock.now += 0.001
    assert await cache.get_many(["short", "long"]) == {"long": 2}
    assert await cache.get_ttl("short") == -2
    assert not await cache.exists("short")
    assert not await cache.delete("short")


async def test_time_to_live_of_a_millisecond_or_less_is_one(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)

    assert await cache.set("key", 1, ttl=0.000_001)
    assert await cache.set("key", 1, ttl=timedelta(microseconds=1))


@pytest.mark.parametrize("ttl", [0.5, 5, 9, 10, 600])
async def test_jitter_only_shortens_and_works_below_ten_seconds(ttl: float) -> None:
    """In the seed's library it went past the time that was promised, and did nothing below ten seconds."""
    clock = Clock()
    store = MemoryStore(clock=clock)
    cache = CacheService(store, "numbers", int, default_ttl=ttl)
    await cache.set_many(dict.fromkeys(range(200), 1))
    remaining = {await store.ttl(f"cache:v1:numbers:{number}".encode()) for number in range(200)}

    assert len(remaining) > 20
    assert min(remaining) >= ttl * 900
    assert max(remaining) <= ttl * 1000


async def test_ttl_of_what_is_not_there_is_minus_two_and_of_what_has_no_end_minus_one(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)
    await client.set("cache:v1:numbers:key", 1)

    assert await cache.get_ttl("other") == -2
    assert await cache.get_ttl("key") == -1
    assert await cache.touch("key", 20) is True
    assert 18 <= await cache.get_ttl("key") <= 20
    assert await cache.touch("other") is False
