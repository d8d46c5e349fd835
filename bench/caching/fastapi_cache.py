"""fastapi-cache2, on functions instead of endpoints."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager

from fastapi_cache import FastAPICache
from fastapi_cache.backends.redis import RedisBackend
from fastapi_cache.decorator import cache
from redis.asyncio import Redis

from bench.caching import Cache, Load, User, load


def key(_function, _namespace, *, args, **_others) -> str:  # noqa: ANN001, ANN003
    """Name a value."""
    return f"users:{args[0]}"


class Decorated:
    """Functions that are decorated, one for each way of making."""

    def __init__(self) -> None:
        self._functions: dict[Load, Load] = {}

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        if load not in self._functions:

            @cache(expire=600, key_builder=key)
            async def found(identifier: str) -> User:
                return await load(identifier)

            self._functions[load] = found
        return await self._functions[load](identifier)

    def hit(self, identifier: str) -> Awaitable[object]:
        """Call the decorated function."""
        return self.get(identifier, load)

    async def delete(self, identifier: str) -> object:
        """Forget a value."""
        return await FastAPICache.clear(key=f"users:{identifier}")


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Cache]:
    """Connect."""
    async with Redis.from_url(url) as redis:
        FastAPICache.init(RedisBackend(redis), prefix="cache")
        yield Decorated()
        FastAPICache.reset()
