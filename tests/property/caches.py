"""Caches on every store, for a model: two processes' worth of services, and a clock that the model moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from itertools import count
from typing import Any

import pytest
from redis.asyncio import Redis, RedisCluster

from wireworks.cache import CacheService, MemoryStore
from wireworks.cache._cluster import ClusterStore
from wireworks.cache._lease import LEASE
from wireworks.cache._redis import RedisStore
from wireworks.cache._store import Store

UNIT = 1_000
"""The seconds of the model's hour: so long that it does not matter how long an example takes on a server."""
LEASED = 4
"""How many units a lease lasts here."""


class Clock:
    """Shows seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 2_000_000_000.0

    def __call__(self) -> float:
        return self.now


class Place:
    """A store, as two processes see it.

    Attributes:
        clock: by which values end.
        loop: in which everything happens.
        processes: which process each of the two services is of.
    """

    processes = (0, 1)

    def __init__(self, loop: asyncio.AbstractEventLoop, backends: tuple[Any, Any]) -> None:
        self.clock = Clock()
        self.loop = loop
        self.backends = backends
        self._prefixes = map("model{}".format, count())
        self._prefix = ""

    def begin(self) -> None:
        """Begin an example, which finds nothing of the one before."""
        self._prefix = next(self._prefixes)

    def service(self, who: int, namespace: str, **rules: Any) -> CacheService[int]:
        """Return a service of one of the processes."""
        return CacheService(self.backends[who], namespace, int, use_jitter=False, prefix=self._prefix, **rules)

    async def passes(self, units: int) -> None:
        """Let time pass."""
        self.clock.now += units * UNIT

    async def heard(self) -> None:
        """Return when all processes have heard what has changed so far."""


class Memory(Place):
    """The embedded store, which belongs to one process."""

    processes = (0, 0)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop, (None, None))
        store = MemoryStore(clock=self.clock)
        self.backends = (store, store)


class Server(Place):
    """Servers, whose clock nobody can move: the ends of all keys are moved instead."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clients: tuple[Any, Any], raw: Redis | RedisCluster) -> None:
        super().__init__(loop, clients)
        self._raw = raw
        self._stores: list[Store] = [
            ClusterStore(client) if isinstance(client, RedisCluster) else RedisStore(client) for client in clients
        ]

    async def passes(self, units: int) -> None:
        await super().passes(units)
        over = []
        async for key in self._raw.scan_iter(match=f"*{self._prefix}*", count=1_000):
            remaining = await self._raw.pttl(key) - units * UNIT * 1000
            # What has a little left is over by the clock of the model, which does not count the time of the example.
            if remaining < UNIT * 1000 / 2:
                over.append(key)
            await self._raw.pexpire(key, 1 if key in over else remaining)
        for key in over:
            while await self._raw.exists(key):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.001)
        await self.heard()

    async def heard(self) -> None:
        for store in self._stores:
            await store.ping()


@contextmanager
def memory() -> Iterator[Memory]:
    """Offer the embedded store."""
    with asyncio.Runner() as runner:
        yield Memory(runner.get_loop())


@contextmanager
def server(url: str, monkeypatch: pytest.MonkeyPatch, kind: Callable[..., Any] = Redis.from_url) -> Iterator[Server]:
    """Offer a server, or with ``RedisCluster.from_url`` a cluster."""
    with asyncio.Runner() as runner:
        opening = _opened(runner.get_loop(), url, kind)
        place = runner.run(anext(opening))
        for store in (RedisStore, ClusterStore):
            monkeypatch.setattr(store, "now", lambda _store: round(place.clock() * 1000))
        try:
            yield place
        finally:
            runner.run(anext(opening, None))


async def _opened(loop: asyncio.AbstractEventLoop, url: str, kind: Callable[..., Any]) -> AsyncIterator[Server]:
    async with AsyncExitStack() as stack:
        first, second, raw = [await stack.enter_async_context(_client(kind, url)) for _ in range(3)]
        place = Server(loop, (first, second), raw)
        await place.heard()
        yield place
        for store in place._stores:  # noqa: SLF001 - of this module
            store.close()
        await asyncio.sleep(0)


@asynccontextmanager
async def _client(kind: Callable[..., Any], url: str) -> AsyncIterator[Any]:
    async with kind(url) as client:
        yield client


def leases_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have leases last for so many units of the model."""
    assert LEASE < UNIT * 1000
    monkeypatch.setattr("wireworks.cache._lease.LEASE", LEASED * UNIT * 1000)
    monkeypatch.setattr("wireworks.cache._shelf.LEASE", LEASED * UNIT * 1000)
