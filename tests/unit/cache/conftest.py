"""The stores that the conformance suites run on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis, RedisCluster

from tests.servers import Valkey, run_cluster, run_redis, run_valkey
from wireworks.cache import MemoryStore
from wireworks.cache._cluster import ClusterStore
from wireworks.cache._memory_client import MemoryClient
from wireworks.cache._redis import RedisStore
from wireworks.cache._store import Store


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


class WallClock:
    """The clock of a server, which nobody can move."""

    async def passes(self, seconds: float) -> None:
        """Wait until so much time is over."""
        await asyncio.sleep(seconds + 0.005)


class Kept:
    """A store, the client that sees the same data, and the time that passes there."""

    def __init__(self, store: Store, client: Redis | RedisCluster | MemoryClient, clock: Clock | WallClock) -> None:
        self.store = store
        self.client = client
        self.clock = clock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does something else as well is no server that is away."""
    monkeypatch.setattr("wireworks.cache._server.PATIENCE", 5.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    with run_redis() as url:
        yield url


@pytest.fixture(scope="session")
def cluster() -> Iterator[list[Valkey]]:
    with run_cluster() as nodes:
        yield nodes


SERVERS = ["valkey", *(["redis"] if shutil.which("redis-server") else [])]


@pytest.fixture(params=["memory", *SERVERS, "cluster"])
async def kept(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Kept]:
    """An empty store of each kind."""
    async with _store(request, clock) as kept:
        yield kept


@pytest.fixture(params=["memory", *SERVERS])
async def plain(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Kept]:
    """An empty store of each kind whose client has all keys in one place."""
    async with _store(request, clock) as kept:
        yield kept


@asynccontextmanager
async def _store(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Kept]:
    if request.param == "memory":
        memory = MemoryStore(clock=clock)
        yield Kept(memory, MemoryClient(memory, decode_responses=False), clock)
        return
    server = request.getfixturevalue(request.param)
    if request.param == "cluster":
        async with RedisCluster.from_url(server[0].url) as nodes:
            await nodes.flushall(target_nodes=RedisCluster.ALL_NODES)
            cluster = ClusterStore(nodes)
            await cluster.ping()
            yield Kept(cluster, nodes, WallClock())
            cluster.close()
        return
    async with Redis.from_url(server.url if request.param == "valkey" else server) as client:
        await client.flushdb()
        store = RedisStore(client)
        yield Kept(store, client, WallClock())
        store.close()
