"""C7, C8, C11: what happens once in a long time to makings, and to those who wait for them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from redis.exceptions import RedisError

from tests.spec.cache.test_leases import Failing
from wireworks.cache import CacheService, MemoryStore
from wireworks.cache._cluster import Cluster
from wireworks.cache._flight import AbandonedError, Flight

pytestmark = pytest.mark.anyio

KEY = b"cache:v1:numbers:key"


async def test_flight_whose_event_loop_stands_still_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireworks.cache._flight._PULSE", 0.001)

    async def begun() -> Flight:
        return Flight(b"key", (), ())

    flight = await asyncio.to_thread(asyncio.run, begun())
    with pytest.raises(AbandonedError):
        await flight.landing()

    async def not_yet(_outcome: object, _limit: object) -> bool:
        return False

    # Once more without an exception thrown into coroutines, after which Python 3.11 does not tell what runs.
    monkeypatch.setattr("wireworks.cache._flight.outcome_of", not_yet)
    with pytest.raises(AbandonedError):
        await flight.landing()


async def test_flight_whose_event_loop_runs_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([False, False, True])

    async def look(_outcome: object, _limit: object) -> bool:
        return next(looks)

    monkeypatch.setattr("wireworks.cache._flight.outcome_of", look)

    await Flight(b"key", (), ()).landing()

    assert next(looks, None) is None


async def test_nothing_is_stored_without_the_generations_that_it_belongs_to() -> None:
    """C6: nor is a making held up."""
    cache = CacheService(Failing("add"), "numbers", int)

    assert await cache.set("key", 1) is False
    assert await cache.set_many({}) is True
    assert await cache.get_or_set("key", lambda: 2) == 2


async def test_nothing_is_stored_where_no_generation_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """C6: the same without an exception, after which Python 3.11 does not tell what runs."""

    async def unknown(*_arguments: object) -> None:
        return None

    monkeypatch.setattr("wireworks.cache._values.Values.stamp", unknown)
    cache = CacheService(MemoryStore(), "numbers", int)

    assert await cache.set("key", 1) is False
    assert await cache.get_or_set("key", lambda: 2) == 2
    assert await cache.get("key") is None


class Overtaken(MemoryStore):
    """A store in which somebody stores another value between two steps."""

    overtake = True

    async def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        if self.overtake:
            self.overtake = False
            await self.set(key, b"2", 60_000)
        return await super().claim(key, token, lease, seen)


async def test_value_that_was_replaced_while_it_was_touched_is_the_one_that_lasts() -> None:
    store = Overtaken()
    cache = CacheService(store, "numbers", int, use_jitter=False, stale_if_error=60)
    await cache.set("key", 1, ttl=10)

    assert await cache.touch("key", ttl=100)

    assert await cache.get("key") == 2
    assert await cache.get_ttl("key") == 100


async def test_cluster_that_does_not_tell_again_where_keys_are_is_asked_where_they_were() -> None:
    """C11: the nodes that are known may still answer."""

    async def refuse() -> None:
        raise RedisError("no node answers")

    manager = SimpleNamespace(slots_cache={0: "somewhere"})
    cluster = Cluster(1.0)

    await cluster.look(cast("Any", SimpleNamespace(nodes_manager=manager, initialize=refuse)))

    assert cluster.stale
