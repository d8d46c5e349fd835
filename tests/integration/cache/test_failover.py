"""C2, C11: another server becomes the primary; it is found, nothing stale is, and nobody is told more than a miss."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, suppress

import pytest
from redis.asyncio import Redis, RedisCluster
from redis.crc import key_slot
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from tests.integration.cache.conftest import Noted
from tests.servers import CLUSTERED, Valkey, run_cluster, run_sentinel, run_valkey
from wireworks.cache import CacheManager, CacheService, CacheStoreError
from wireworks.cache._cluster import ClusterStore, cluster_of
from wireworks.cache._redis import RedisStore
from wireworks.cache._server import server_of

pytestmark = [pytest.mark.anyio, pytest.mark.once]

LONG = 60_000


async def until(asked: Callable[[], Awaitable[object]]) -> None:
    """Ask until the answer is yes."""
    async with asyncio.timeout(30):
        while not await asked():  # noqa: ASYNC110 - the servers tell nobody
            await asyncio.sleep(0.02)


async def ask(server: Valkey, *command: str | int) -> object:
    async with Redis.from_url(server.url) as client:
        return await client.execute_command(*command)


async def follows(replica: Valkey) -> bool:
    async with Redis.from_url(replica.url) as client:
        return (await client.info("replication"))["master_link_status"] == "up"


@pytest.fixture
async def replica(server: Valkey) -> AsyncIterator[Valkey]:
    """Another server that has what the first one has."""
    with run_valkey() as replica:
        await ask(replica, "REPLICAOF", "127.0.0.1", server.port)
        await until(lambda: follows(replica))
        yield replica


async def test_sentinels_lead_to_the_server_that_takes_over(server: Valkey, replica: Valkey) -> None:
    with run_sentinel(server, "main") as address:
        async with Redis.from_url(f"redis://{address}") as sentinel:
            await until(lambda: answered(sentinel, "SENTINEL REPLICAS main"))
            manager = CacheManager()
            manager.init(f"redis+sentinel://{address}/main", operation_timeout=1)
            cache = CacheService(manager.client, "numbers", int, first_level=True)
            assert await cache.set_many({"kept": 1, "deleted": 1})
            assert await cache.get_many(["kept", "deleted"]) == {"kept": 1, "deleted": 1}
            await until(lambda: has(replica, "cache:v1:numbers:deleted"))

            server.kill()
            await cache.delete("deleted")
            assert await cache.get_or_set("made", lambda: 2) == 2
            await until(lambda: leads(replica))
            await until(lambda: cache.set("after", 3))

            assert await cache.get_many(["kept", "deleted", "after"]) == {"kept": 1, "after": 3}
            assert await ask(replica, "EXISTS", "cache:v1:numbers:after") == 1
            await manager.close()


async def answered(client: Redis, command: str) -> bool:
    with suppress(ResponseError):
        return bool(await client.execute_command(command))
    return False


async def has(server: Valkey, key: str) -> bool:
    async with Redis.from_url(server.url, single_connection_client=True) as client:
        with suppress(ResponseError):
            await client.execute_command("READONLY")  # of a cluster's node, which else gives what is its own alone
        return await client.exists(key) == 1


async def leads(server: Valkey) -> bool:
    with suppress(RedisConnectionError):  # who becomes the primary hangs up on everybody
        async with Redis.from_url(server.url) as client:
            return (await client.info("replication"))["role"] == "master"
    return False


async def test_server_that_is_no_primary_any_more_is_left_and_deletes_are_owed(server: Valkey, replica: Valkey) -> None:
    """What is said to it is not done, so it is said again to whoever is the primary then."""
    async with Redis.from_url(server.url) as client:
        server_of(client.connection_pool, 1.0)
        store = RedisStore(client)
        store.watch(noted := Noted())
        await store.set_many([(b"one", b"stale", LONG), (b"two", b"stale", LONG)])
        await store.read(b"one")
        await ask(replica, "REPLICAOF", "NO", "ONE")
        await ask(server, "REPLICAOF", "127.0.0.1", replica.port)

        for key in (b"one", b"two"):
            with pytest.raises(CacheStoreError, match="No answer to UNLINK") as refusal:
                await store.delete([key])
            assert not refusal.value.reachable
        assert noted.losses
        assert store.available is False
        await ask(server, "REPLICAOF", "NO", "ONE")
        await until(lambda: answers(store))

        assert await store.get_many([b"one", b"two"]) == [None, None]
        store.close()


async def answers(store: RedisStore | ClusterStore) -> bool:
    try:
        await store.ping()
    except CacheStoreError:
        return False
    return True


async def test_replica_takes_over_in_a_cluster() -> None:
    with ExitStack() as stack:
        nodes = stack.enter_context(run_cluster())
        replica = stack.enter_context(run_valkey(**CLUSTERED))
        first = nodes[0]
        await ask(replica, "CLUSTER MEET", "127.0.0.1", first.port)
        name = (await named(first)).decode()
        await until(lambda: obeys(replica, name))
        await until(lambda: follows(replica))
        manager = CacheManager()
        manager.init(nodes[1].url.replace("redis:", "redis+cluster:"), operation_timeout=1)
        cache = CacheService(manager.client, "numbers", int)
        assert await cache.set_many({number: number for number in range(20)})
        mine = [number for number in range(20) if key_slot(b"cache:v1:numbers:%d" % number) <= 16384 // 3 - 1]
        await until(lambda: has_all(replica, mine))

        first.kill()
        assert await cache.get_or_set(100, lambda: 100) == 100
        await cache.delete(mine[0])
        await until(lambda: cache.set(mine[1], -1))

        found = await cache.get_many(range(20))
        assert mine[0] not in found
        assert found[mine[1]] == -1
        assert len(found) == 19
        await manager.close()


async def named(node: Valkey) -> bytes:
    async with Redis.from_url(node.url) as client:
        name: bytes = await client.execute_command("CLUSTER MYID")
        return name


async def obeys(replica: Valkey, name: str) -> bool:
    """Have a node follow another one, as soon as it has heard of it."""
    async with Redis.from_url(replica.url) as client:
        return await answered(client, f"CLUSTER REPLICATE {name}")


async def has_all(replica: Valkey, numbers: list[int]) -> bool:
    return all([await has(replica, f"cache:v1:numbers:{number}") for number in numbers])


async def test_key_whose_slot_is_on_its_way_is_no_error_and_never_stale() -> None:
    with run_cluster() as nodes:
        async with RedisCluster.from_url(nodes[0].url) as client:
            cluster_of(client, 1.0)
            cache, store = CacheService(client, "numbers", int), ClusterStore(client)
            assert await cache.set("one", 1)
            slot = key_slot(b"cache:v1:numbers:one")
            old = slot * 3 // 16384
            new = (old + 1) % 3
            names = [(await named(node)).decode() for node in nodes]
            await ask(nodes[new], "CLUSTER SETSLOT", slot, "IMPORTING", names[old])
            await ask(nodes[old], "CLUSTER SETSLOT", slot, "MIGRATING", names[new])
            await ask(nodes[old], "MIGRATE", "127.0.0.1", nodes[new].port, "cache:v1:numbers:one", 0, 1000)

            assert await cache.get("one") is None
            assert await cache.get_or_set("one", lambda: 2) == 2
            assert not await cache.delete("one")
            assert await cache.get("one") is None
            for node in (new, old):
                await ask(nodes[node], "CLUSTER SETSLOT", slot, "NODE", names[new])

            assert await has(nodes[new], "cache:v1:numbers:one")
            assert await cache.get("one") is None
            assert not await has(nodes[new], "cache:v1:numbers:one")
            assert await cache.get_or_set("one", lambda: 3) == 3
            assert await cache.get("one") == 3
            store.close()
            await asyncio.sleep(0)
