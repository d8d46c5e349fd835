"""C1, C2: the store of an application, with a server and without one."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.servers import Valkey
from wireworks.cache import CacheClient, CacheError, CacheManager, CacheService, MemoryStore, cachemanager

pytestmark = pytest.mark.anyio


async def test_manager_gives_a_client_and_a_pipeline_until_it_is_closed(manager: CacheManager) -> None:
    await manager.client.set("key", "1", ex=60)
    async with manager.pipeline() as pipe:
        pipe.incrby("key")
        pipe.get("key")
        pipe.exists("key", "other")
        answers = await pipe.execute()

    assert answers == [2, "2", 1]


async def test_services_and_the_client_see_the_same_values(manager: CacheManager) -> None:
    cache = CacheService(manager.client, "numbers", int)

    await cache.set("one", 1)
    await manager.client.set("cache:v1:numbers:two", "2")

    assert await manager.client.exists("cache:v1:numbers:one") == 1
    assert await cache.get("two") == 2


async def test_client_gives_bytes_where_they_are_asked_for_and_services_do_not_mind(valkey: Valkey) -> None:
    for url in (None, valkey.url):
        manager = CacheManager()
        manager.init(url, decode_responses=False, operation_timeout=5)
        cache = CacheService(manager.client, "values", bytes)

        await cache.set("key", b"\xff")

        stored = await manager.client.get("cache:v1:values:key")
        assert isinstance(stored, bytes)
        assert stored.endswith(b'"_w=="')
        assert await cache.get("key") == b"\xff"
        await manager.close()


async def test_manager_without_a_url_is_available_at_once() -> None:
    """In the seed's library `redis_url=None` broke every route."""
    manager = CacheManager()
    manager.init(redis_url=None)

    assert manager.is_available
    assert await manager.ping()
    assert await CacheService(manager.client, "numbers", int).get_or_set("one", lambda: 1) == 1
    await manager.close()


async def test_manager_is_available_when_its_server_answered_and_not_because_it_was_initialised(valkey: Valkey) -> None:
    """In the seed's library it only said that `init` was called."""
    manager = CacheManager()
    manager.init(valkey.url, operation_timeout=5)
    cache = CacheService(manager.client, "numbers", int)

    assert not manager.is_available
    await cache.get("one")
    assert manager.is_available
    await manager.close()


async def test_manager_is_not_available_when_its_server_does_not_answer() -> None:
    manager = CacheManager()
    manager.init("redis://127.0.0.1:1")

    assert not await manager.ping()
    assert not manager.is_available
    assert manager.stats.errors == 1
    await manager.close()


async def test_manager_that_was_never_initialised_keeps_values_in_the_process_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    manager = CacheManager()
    cache = CacheService(manager.client, "numbers", int)

    assert await cache.get_or_set("one", lambda: 1) == 1
    assert await CacheService(manager.client, "numbers", int).get("one") == 1
    assert manager.is_available
    assert [record.message for record in caplog.records] == [
        "The cache was not initialised: values are kept in this process. Call `cachemanager.init()`."
    ]


async def test_closed_manager_is_as_before_init_and_can_be_initialised_again(manager: CacheManager) -> None:
    await CacheService(manager.client, "numbers", int).set("one", 1)

    await manager.close()
    await manager.close()
    assert await CacheService(manager.client, "numbers", int).get("one") is None
    await manager.close()
    manager.init()
    assert manager.is_available


async def test_manager_that_is_initialised_twice_uses_the_last_store_and_closes_both(
    valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    manager = CacheManager()
    manager.init(valkey.url, operation_timeout=5)
    first: Any = manager.client
    await first.ping()

    manager.init()

    assert manager.client is not first
    assert "initialised again without having been closed" in caplog.text
    connection = await first.connection_pool.get_connection()
    await first.connection_pool.release(connection)
    await manager.close()
    assert not connection.is_connected


async def test_client_that_cannot_be_closed_does_not_keep_the_others_open(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    manager = CacheManager()
    closed = []

    async def fail() -> None:
        raise RuntimeError("Event loop is closed")

    async def note() -> None:
        closed.append(True)

    for closing in (fail, note):
        manager.init()
        monkeypatch.setattr(manager.client, "aclose", closing, raising=False)
    await manager.close()

    assert closed == [True]
    assert "A cache client could not be closed." in caplog.text


async def test_counts_are_those_of_the_store_in_force(manager: CacheManager) -> None:
    await CacheService(manager.client, "numbers", int).get("one")

    assert manager.stats.misses == 1


async def test_embedded_store_may_have_other_bounds() -> None:
    manager = CacheManager(embedded=lambda: MemoryStore(max_entries=2))
    manager.init()
    cache = CacheService(manager.client, "numbers", int)

    await cache.set_many({"one": 1, "two": 2})
    await cache.set("three", 3)

    assert await cache.get_many(["one", "two", "three"]) == {"two": 2, "three": 3}


def test_url_that_is_none_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="Redis URL must specify one of the following schemes"):
        CacheManager().init("http://localhost")


def test_there_is_a_manager_for_the_application() -> None:
    assert isinstance(cachemanager, CacheManager)


async def test_service_takes_a_client_of_the_users_own(valkey: Valkey) -> None:
    async with Redis.from_url(valkey.url) as client:
        cache = CacheService(client, "numbers", int)
        await cache.set("own", 1)

        assert await cache.get("own") == 1
        assert await cache.clear()


WITHOUT_REDIS = """
import asyncio, sys
sys.modules["redis"] = None
from wireworks.cache import CacheError, CacheManager, CacheService
manager = CacheManager()
try:
    manager.init("redis://localhost")
except CacheError as error:
    print(error)
manager.init()
print(asyncio.run(CacheService(manager.client, "numbers", int).get_or_set("one", lambda: 1)))
try:
    CacheService(object(), "numbers", int)
except TypeError as error:
    print(error)
"""


def test_everything_but_a_server_works_without_redis_py() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_REDIS], capture_output=True, text=True, timeout=30, check=False
    )

    assert done.stdout.splitlines() == [
        "A cache server is named, but redis-py is not installed.",
        "Fix: `pip install redis`, or name no server to keep values in this process.",
        "1",
        "Expected a `redis.asyncio.Redis` client or a `MemoryStore`, got `builtins.object`.",
        "Fix: pass what `RedisClient` or `cachemanager.client` gives.",
    ], done.stderr


def test_importing_the_cache_imports_neither_redis_nor_the_core() -> None:
    script = "import sys, wireworks.cache as cache; print([m for m in sys.modules if m.split('.')[0] == 'redis'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)

    assert done.stdout == "[]\n", done.stderr


async def test_error_of_the_cache_is_a_cache_error(client: CacheClient) -> None:
    with pytest.raises(CacheError) as error:
        await CacheService(client, "numbers", int).set("one", 1, ttl=0)

    assert error.value.fix in str(error.value)
