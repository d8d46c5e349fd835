"""C2, C11: a server that is down, stands still, comes back, or refuses; and connections that are all in use."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis

from tests.servers import Valkey, run_valkey
from tests.spec.cache.gates import Gate, callers
from wireworks.cache import CacheManager, CacheService, CacheStoreError

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[Valkey]:
    """A server that a test may kill."""
    with run_valkey() as server:
        yield server


@pytest.fixture
async def manager(server: Valkey) -> AsyncIterator[CacheManager]:
    manager = CacheManager()
    manager.init(server.url, socket_timeout=10, socket_connect_timeout=10, operation_timeout=2)
    yield manager
    await manager.close()


@pytest.fixture
def cache(manager: CacheManager) -> CacheService[int]:
    return CacheService(manager.client, "numbers", int)


async def everything(cache: CacheService[int]) -> list[object]:
    return [
        await cache.get("key", default=-1),
        await cache.get_many(["key"]),
        await cache.set("key", 1),
        await cache.set_many({"key": 1, "other": 2}),
        await cache.delete("key"),
        await cache.delete_many(["key"]),
        await cache.exists("key"),
        await cache.get_ttl("key"),
        await cache.touch("key"),
        await cache.invalidate_pattern("*"),
        await cache.clear(),
        await cache.get_or_set("key", lambda: 7),
    ]


NOTHING = [-1, {}, False, False, False, 0, False, -2, False, 0, False, 7]


async def test_cache_whose_server_is_down_is_always_empty_and_answers_at_once(
    server: Valkey, manager: CacheManager, cache: CacheService[int]
) -> None:
    """In the seed's library each of these calls took six seconds."""
    await cache.set("key", 1)
    server.kill()
    began = time.monotonic()

    assert await everything(cache) == NOTHING

    assert time.monotonic() - began < 3
    assert cache.stats.errors == len(NOTHING)
    assert not manager.is_available


async def test_cache_whose_server_stands_still_is_always_empty_and_waits_no_longer_than_was_set(server: Valkey) -> None:
    """In the seed's library each operation took six seconds, and nobody could say how long it may."""
    manager = CacheManager()
    manager.init(server.url, socket_timeout=10, socket_connect_timeout=10, operation_timeout=1)
    cache = CacheService(manager.client, "numbers", int)
    await cache.set("key", 1)
    with server.stalled():
        began = time.monotonic()
        assert await cache.get_or_set("key", lambda: 7) == 7
        assert 1 <= time.monotonic() - began < 3
        began = time.monotonic()
        assert [await cache.get("key", default=-1) for _ in range(1_000)] == [-1] * 1_000
        assert time.monotonic() - began < 1

    assert await manager.ping()
    assert await cache.get("key") == 1
    await manager.close()


async def test_callers_of_a_server_that_is_down_share_a_making(server: Valkey, cache: CacheService[int]) -> None:
    server.kill()
    gate = Gate()
    tasks = await callers(100, cache, gate)

    gate.go.set()

    assert await asyncio.gather(*tasks) == [1] * 100
    assert gate.calls == 1


async def test_cache_works_again_when_its_server_is_back(
    server: Valkey, manager: CacheManager, cache: CacheService[int]
) -> None:
    await asyncio.gather(*(cache.set(str(number), number) for number in range(50)))
    server.kill()
    assert await cache.get_or_set("key", lambda: 1) == 1
    assert not manager.is_available
    server.start()
    assert await manager.ping()

    assert await cache.get_or_set("key", lambda: 2) == 2
    assert await cache.get("key") == 2
    assert manager.is_available


async def test_restart_of_the_server_between_two_calls_is_not_noticed(server: Valkey, cache: CacheService[int]) -> None:
    """A connection that was closed meanwhile is replaced, and the command sent again."""
    await asyncio.gather(*(cache.set(str(number), number) for number in range(50)))
    server.kill()
    server.start()

    assert await cache.set("key", 1) is True
    assert cache.stats.errors == 0


async def test_outage_is_logged_once_and_so_is_its_end(
    server: Valkey, manager: CacheManager, cache: CacheService[int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "wireworks.cache")
    server.kill()
    for _ in range(3):
        await cache.get("key")
    server.start()
    await manager.ping()
    for _ in range(3):
        await cache.get("key")

    first, last = caplog.messages
    assert first.startswith("The cache store is out of reach: No answer to GET (ConnectionError): ")
    assert last == "The cache store answers again."


async def test_strict_cache_raises_when_its_server_does_not_answer(server: Valkey, manager: CacheManager) -> None:
    cache = CacheService(manager.client, "numbers", int, strict=True)
    server.kill()
    calls: list[Any] = [
        cache.get("key"),
        cache.get_many(["key"]),
        cache.set("key", 1),
        cache.set_many({"key": 1, "other": 2}),
        cache.delete("key"),
        cache.exists("key"),
        cache.get_ttl("key"),
        cache.touch("key"),
        cache.invalidate_pattern("*"),
        cache.clear(),
        cache.get_or_set("key", lambda: 1),
    ]

    for call in calls:
        with pytest.raises(CacheStoreError, match="No answer to ") as error:
            await call
        assert not error.value.reachable
        assert error.value.__cause__ is not None

    assert cache.stats.errors == len(calls)
    assert cache.stats.makings == 0


async def test_server_that_refuses_is_available_and_the_refusal_is_logged(
    manager: CacheManager, cache: CacheService[int], caplog: pytest.LogCaptureFixture
) -> None:
    await manager.client.pipeline().execute_command("RPUSH", "cache:v1:numbers:key", "1").execute()

    assert await cache.get_or_set("key", lambda: 7) == 7

    assert manager.is_available
    assert cache.stats.errors == 1
    assert "A cache operation was refused: The server refused GET: WRONGTYPE" in caplog.text


@pytest.mark.parametrize("connections", [1, 10, 50])
async def test_64_hits_at_the_same_time_are_hits(server: Valkey, connections: int) -> None:
    """In the seed's library the pool ran out and 97 % of them became misses."""
    manager = CacheManager()
    manager.init(server.url, max_connections=connections, operation_timeout=5)
    cache = CacheService(manager.client, "numbers", int)
    await cache.set("key", 1)

    for _ in range(5):
        assert await asyncio.gather(*(cache.get("key") for _ in range(64))) == [1] * 64

    assert (cache.stats.hits, cache.stats.misses, cache.stats.errors) == (320, 0, 0)
    await manager.close()


@pytest.mark.parametrize("kind", [ConnectionPool, BlockingConnectionPool])
async def test_64_hits_are_hits_also_on_a_small_pool_of_the_users_own(
    server: Valkey, kind: type[ConnectionPool]
) -> None:
    async with Redis.from_pool(kind.from_url(server.url, max_connections=4)) as client:
        await CacheService(client, "numbers", int).set_many({"key": 1, "other": 2})

        # A service for each, as for each request.
        asked = (CacheService(client, "numbers", int).get("key") for _ in range(64))
        written = (CacheService(client, "numbers", int).set_many({"a": 1, "b": 2}) for _ in range(16))

        assert await asyncio.gather(*asked) == [1] * 64
        assert await asyncio.gather(*written) == [True] * 16


async def test_cancelled_caller_leaves_no_answer_behind_for_the_next(cache: CacheService[int]) -> None:
    await cache.set_many({number: number for number in range(100)})

    for number in range(100):
        task = asyncio.create_task(cache.get(number))
        for _ in range(number % 5):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert await cache.get(99 - number) == 99 - number
