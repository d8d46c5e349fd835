"""C2, C11: a cluster whose nodes go away, and whose keys move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis, RedisCluster
from redis.crc import key_slot

from tests.servers import Valkey, run_cluster
from wireworks.cache import CacheManager, CacheService, CacheStoreError
from wireworks.cache._cluster import ClusterStore, cluster_of

pytestmark = pytest.mark.anyio

LONG = 60_000


@pytest.fixture
def nodes() -> Iterator[list[Valkey]]:
    with run_cluster() as nodes:
        yield nodes


@pytest.fixture
async def store(nodes: list[Valkey]) -> AsyncIterator[ClusterStore]:
    async with RedisCluster.from_url(nodes[0].url) as client:
        cluster_of(client, 1.0)
        store = ClusterStore(client)
        yield store
        store.close()
        await asyncio.sleep(0)


def node_of(key: bytes, nodes: list[Valkey]) -> int:
    return key_slot(key) * len(nodes) // 16384


async def back(store: ClusterStore) -> None:
    """Return when all nodes answer."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await store.ping()
            except CacheStoreError:
                await asyncio.sleep(0.01)


async def test_cluster_is_named_by_a_url(nodes: list[Valkey]) -> None:
    manager = CacheManager()
    manager.init(nodes[0].url.replace("redis:", "redis+cluster:"), operation_timeout=5)
    cache = CacheService(manager.client, "numbers", int)

    assert not manager.is_available
    assert await cache.set_many({number: number for number in range(20)})
    assert await cache.get_many(range(20)) == {number: number for number in range(20)}
    assert await cache.get_or_set(20, lambda: 20) == 20
    assert await cache.delete_many([1, 2, 30]) == 2
    assert await cache.invalidate_pattern("1*") == 10
    assert await cache.clear()
    assert await cache.get_many(range(20)) == {}
    assert manager.is_available
    assert await manager.ping()
    await manager.close()


async def test_cluster_that_is_not_there_is_a_server_that_is_away() -> None:
    manager = CacheManager()
    manager.init("redis+cluster://127.0.0.1:1", operation_timeout=5)

    assert not await manager.ping()
    assert not manager.is_available
    assert await CacheService(manager.client, "numbers", int).get_or_set("one", lambda: 1) == 1
    await manager.close()


async def test_key_that_moved_is_found_where_it_is_now(nodes: list[Valkey], store: ClusterStore) -> None:
    await store.set(b"other", b"1", LONG)
    old = node_of(b"key", nodes)
    new = (old + 1) % len(nodes)
    async with Redis.from_url(nodes[new].url) as client:
        name = await client.execute_command("CLUSTER MYID")
        await client.execute_command("CLUSTER SETSLOT", key_slot(b"key"), "NODE", name)
    async with Redis.from_url(nodes[old].url) as client:
        await client.execute_command("CLUSTER SETSLOT", key_slot(b"key"), "NODE", name)
    store.cluster.stale = False

    await store.set(b"key", b"1", LONG)

    assert await store.get(b"key") == b"1"
    async with Redis.from_url(nodes[new].url) as client:
        assert await client.get(b"key") == b"1"


async def test_what_was_deleted_while_a_node_was_away_is_not_found_any_more(
    nodes: list[Valkey], store: ClusterStore
) -> None:
    keys = [b"%d" % number for number in range(12)]
    await store.set_many([(key, key, LONG) for key in keys])
    away = node_of(keys[0], nodes)
    mine = [key for key in keys if node_of(key, nodes) == away]
    with nodes[away].stalled():
        for _ in range(2):
            with pytest.raises(CacheStoreError):
                await store.delete(mine)
        assert store.available is False
        others = [key for key in keys if key not in mine]
        assert await store.get_many(others) == others
    # Whichever node has them now.
    store.cluster.server(store.anchor.nodes_manager.get_node_from_slot(key_slot(keys[0]))).owed.settle(
        store.cluster.server(store.anchor.nodes_manager.get_node_from_slot(key_slot(keys[0]))).owed.debt()
    )
    await back(store)

    assert await store.get_many(keys) == [None if key in mine else key for key in keys]
    assert not store.cluster.owed


async def test_delete_that_is_refused_is_told_and_not_owed(nodes: list[Valkey], store: ClusterStore) -> None:
    await store.ping()
    async with Redis.from_url(nodes[node_of(b"key", nodes)].url) as client:
        await client.execute_command("CLUSTER DELSLOTS", key_slot(b"key"))

    with pytest.raises(CacheStoreError, match="The server refused UNLINK: CLUSTERDOWN"):
        await store.delete([b"key"])

    assert not store.cluster.owed
