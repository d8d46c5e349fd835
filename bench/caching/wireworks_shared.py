"""wireworks with the first level in memory, of values that nobody can change: all callers share one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bench.caching import Cache, Load, User
from wireworks.cache import CacheManager, CacheService


class Frozen(BaseModel):
    """The same value, unchangeable."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    joined: datetime


class Shared:
    """The service as its page shows it."""

    def __init__(self, users: CacheService[Frozen]) -> None:
        self._users = users
        self.delete = users.delete
        self.hit = users.get

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""

        async def frozen() -> Frozen:
            return Frozen.model_validate((await load(identifier)).model_dump())

        return User.model_validate((await self._users.get_or_set(identifier, frozen)).model_dump())


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Cache]:
    """Connect."""
    manager = CacheManager()
    manager.init(url)
    try:
        yield Shared(CacheService(manager.client, "frozen", Frozen, 600, first_level=True))
    finally:
        await manager.close()
