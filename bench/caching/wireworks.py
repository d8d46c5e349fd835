"""wireworks with its defaults: a server alone, nothing kept in the process."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from bench.caching import Cache, Load, User
from wireworks.cache import CacheManager, CacheService


class Wireworks:
    """The service as its page shows it."""

    def __init__(self, users: CacheService[User]) -> None:
        self._users = users
        self.delete = users.delete
        self.hit = users.get

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        return await self._users.get_or_set(identifier, partial(load, identifier))


@asynccontextmanager
async def opened(url: str, *, first_level: bool = False) -> AsyncGenerator[Cache]:
    """Connect."""
    manager = CacheManager()
    manager.init(url)
    try:
        yield Wireworks(CacheService(manager.client, "users", User, 600, first_level=first_level))
    finally:
        await manager.close()
