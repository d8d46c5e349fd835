"""cashews as its page shows it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager

from cashews import Cache as Cashews

from bench.caching import Cache, Load, User, load


class Decorated:
    """Functions that are decorated, one for each way of making."""

    def __init__(self, cache: Cashews, *, lock: bool) -> None:
        self._cache = cache
        self._lock = lock
        self._functions: dict[Load, Load] = {}

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        if load not in self._functions:
            decorated = self._cache(ttl="10m", key="users:{identifier}", lock=self._lock)

            async def found(identifier: str) -> User:
                return await load(identifier)

            self._functions[load] = decorated(found)
        return await self._functions[load](identifier)

    def hit(self, identifier: str) -> Awaitable[object]:
        """Call the decorated function."""
        return self.get(identifier, load)

    async def delete(self, identifier: str) -> object:
        """Forget a value."""
        return await self._cache.delete(f"users:{identifier}")


@asynccontextmanager
async def opened(url: str, *, client_side: bool = False, lock: bool = False) -> AsyncGenerator[Cache]:
    """Connect."""
    cache = Cashews()
    cache.setup(url, client_side=client_side)
    await cache.init()
    try:
        yield Decorated(cache, lock=lock)
    finally:
        await cache.close()
