"""aiocache, with the decorator that it offers against stampedes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiocache import Cache as Kinds
from aiocache import cached_stampede
from aiocache.serializers import PickleSerializer

from bench.caching import Cache, Load, User, load


class Decorated:
    """Functions that are decorated, one for each way of making."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._options = {"cache": Kinds.REDIS, "endpoint": parts.hostname, "port": parts.port, "namespace": "users"}
        self._functions: dict[Load, Load] = {}

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        if load not in self._functions:
            decorated = cached_stampede(
                lease=2, ttl=600, key_builder=lambda _, name: name, serializer=PickleSerializer(), **self._options
            )

            async def found(identifier: str) -> User:
                return await load(identifier)

            self._functions[load] = decorated(found)
        return await self._functions[load](identifier)

    def hit(self, identifier: str) -> Awaitable[object]:
        """Call the decorated function."""
        return self.get(identifier, load)

    async def delete(self, identifier: str) -> object:
        """Forget a value."""
        return [await function.cache.delete(identifier) for function in self._functions.values()]

    async def close(self) -> None:
        """Disconnect."""
        for function in self._functions.values():
            await function.cache.close()


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Cache]:
    """Connect."""
    cache = Decorated(url)
    try:
        yield cache
    finally:
        await cache.close()
