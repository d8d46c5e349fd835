"""A server that a test may kill, freeze and start again, and stores on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import ConnectionPool, Redis

from tests.servers import Valkey, run_valkey
from wireworks.cache._redis import RedisStore
from wireworks.cache._server import server_of

PATIENCE = 1.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[Valkey]:
    with run_valkey() as server:
        yield server


class Noted:
    """Note what a watcher is told."""

    def __init__(self) -> None:
        self.keys: list[bytes] = []
        self.losses = 0
        self.lost_once = asyncio.Event()

    def changed(self, key: bytes) -> None:
        self.keys.append(key)

    def lost(self) -> None:
        self.losses += 1
        self.lost_once.set()


@pytest.fixture
async def store(server: Valkey) -> AsyncIterator[RedisStore]:
    """A store with a client of its own."""
    pool = ConnectionPool.from_url(server.url)
    server_of(pool, PATIENCE)
    async with Redis.from_pool(pool) as client:
        store = RedisStore(client)
        yield store
        store.close()
        await asyncio.sleep(0)
