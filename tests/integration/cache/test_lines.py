"""The lines to a server: one for each event loop, however many ask, gone with the loop, and not for children."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings

import pytest
from redis.asyncio import ConnectionPool, Redis

from tests.servers import Valkey
from wireworks.cache._redis import RedisStore

LONG = 60_000


async def lines(client: Redis) -> int:
    """Count the connections that listen to invalidations."""
    return sum("t" in each["flags"] for each in await client.client_list())


async def none_left(client: Redis) -> None:
    async with asyncio.timeout(5):
        while await lines(client):  # noqa: ASYNC110 - the server counts
            await asyncio.sleep(0.01)


@pytest.mark.anyio
async def test_there_is_one_line_however_many_services_ask(server: Valkey) -> None:
    async with Redis.from_url(server.url) as client:
        stores = [RedisStore(Redis.from_pool(client.connection_pool)) for _ in range(64)]

        await asyncio.gather(*(store.get(b"key") for store in stores))

        assert await lines(client) == 1
        stores[0].close()


@pytest.mark.anyio
@pytest.mark.parametrize("connections", [1, 10])
async def test_no_pool_is_used_up_by_those_who_ask(server: Valkey, connections: int) -> None:
    """In the seed's library 64 hits at once became 97 % misses."""
    pool = ConnectionPool.from_url(server.url, max_connections=connections)
    async with Redis.from_pool(pool) as client:
        store = RedisStore(client)
        await store.set(b"key", b"1", LONG)

        assert await asyncio.gather(*(store.get(b"key") for _ in range(64))) == [b"1"] * 64
        store.close()


@pytest.mark.anyio
async def test_line_ends_with_the_pool_that_it_was_made_for(server: Valkey) -> None:
    async with Redis.from_url(server.url) as other:
        client = Redis.from_url(server.url)
        await RedisStore(client).get(b"key")
        assert await lines(other) == 1

        await client.connection_pool.disconnect(inuse_connections=False)
        assert await lines(other) == 1
        del client
        gc.collect()

        await none_left(other)


@pytest.mark.anyio
async def test_line_ends_when_its_client_is_closed(server: Valkey) -> None:
    async with Redis.from_url(server.url) as other:
        client = Redis.from_url(server.url)
        store = RedisStore(client)
        await store.set(b"key", b"1", LONG)
        assert await lines(other) == 1

        await client.aclose()

        await none_left(other)
        assert await store.get(b"key") == b"1"  # as the client itself connects anew when it is used again
        await client.aclose()
        await none_left(other)


@pytest.mark.anyio
async def test_closed_store_can_be_asked_again(server: Valkey) -> None:
    async with Redis.from_url(server.url) as client:
        store = RedisStore(client)
        await store.set(b"key", b"1", LONG)
        store.close()
        await asyncio.sleep(0)

        assert await store.get(b"key") == b"1"
        store.close()


def test_each_event_loop_has_a_line_and_it_ends_without_a_word(server: Valkey) -> None:
    client = Redis.from_url(server.url)
    store = RedisStore(client)

    async def ask() -> bytes | None:
        await store.set(b"key", b"1", LONG)
        assert await lines(client) == 1
        await client.aclose()
        return await store.get(b"key")

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            assert asyncio.run(ask()) == b"1"
            gc.collect()


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
async def test_line_of_a_parent_is_not_used_by_its_child(server: Valkey) -> None:
    async with Redis.from_url(server.url) as client:
        store = RedisStore(client)
        await store.set(b"key", b"1", LONG)
        child = os.fork()
        if not child:
            try:
                os._exit(0 if asyncio.run(store.get(b"key")) == b"1" else 1)
            finally:
                os._exit(2)
        status = await asyncio.to_thread(os.waitpid, child, 0)

        assert os.waitstatus_to_exitcode(status[1]) == 0
        assert await asyncio.gather(*(store.get(b"key") for _ in range(10))) == [b"1"] * 10
        store.close()


@pytest.mark.anyio
async def test_caller_that_is_cancelled_leaves_the_order_of_answers_as_it_was(server: Valkey) -> None:
    async with Redis.from_url(server.url) as client:
        store = RedisStore(client)
        keys = [b"%d" % number for number in range(200)]
        await store.set_many([(key, key, LONG) for key in keys])

        for turn in range(20):
            tasks = [asyncio.create_task(store.get(key)) for key in keys]
            for _ in range(turn % 4):
                await asyncio.sleep(0)
            for task in tasks[::2]:
                task.cancel()
            found = await asyncio.gather(*tasks, return_exceptions=True)

            assert found[1::2] == keys[1::2]
        store.close()
