"""redis-py alone: look, make, store; what comes back is bytes, and nothing is typed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from typing import cast

from redis.asyncio import Redis

from bench.caching import Cache, Load, User


class ByHand:
    """Cache-aside as a person writes it first; a hit is left as the bytes that it is."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        found = await self._redis.get(f"users:{identifier}")
        if found is not None:
            return cast("User", found)  # what reading it costs is left out: raw is the least there is
        made = await load(identifier)
        await self._redis.set(f"users:{identifier}", made.model_dump_json(), ex=600)
        return made

    async def delete(self, identifier: str) -> object:
        """Forget a value."""
        return await self._redis.delete(f"users:{identifier}")

    def hit(self, identifier: str) -> Awaitable[object]:
        """Read the bytes."""
        return self._redis.get(f"users:{identifier}")


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Cache]:
    """Connect."""
    async with Redis.from_url(url) as redis:
        yield ByHand(redis)
