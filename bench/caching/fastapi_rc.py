"""fastapi-rc: the service whose face wireworks has."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi_rc import CacheService, cachemanager

from bench.caching import Cache, Load, User


class Service:
    """The service as its example shows it."""

    def __init__(self, users: CacheService[User]) -> None:
        self._users = users
        self.delete = users.delete
        self.hit = users.get

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        return await self._users.get_or_set(identifier, lambda: load(identifier))


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Cache]:
    """Connect."""
    cachemanager.init(url)
    try:
        yield Service(CacheService(cachemanager.client, "users", User, 600))
    finally:
        await cachemanager.close()
