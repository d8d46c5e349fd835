"""A store that counts how often it is read, and that a test may take away."""

from __future__ import annotations

import asyncio
from typing import Any

from wireworks.cache import CacheStoreError, MemoryStore
from wireworks.cache._store import Kept


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Counting(MemoryStore):
    """A store that counts how often it is read, and may stop to answer."""

    def __init__(self) -> None:
        self.clock = Clock()
        super().__init__(clock=self.clock)
        self.reads: list[bytes] = []
        self.away = False

    def _read(self, *keys: bytes) -> None:
        self.reads += keys
        if self.away:
            raise CacheStoreError("It is away.", fix="wait.", reachable=False)

    async def read(self, key: bytes) -> Kept | None:
        if not key.startswith(b"gen:"):
            self._read(key)
            await asyncio.sleep(0)  # as a server's answer takes a while
        return await super().read(key)

    async def read_many(self, keys: Any) -> list[Kept | None]:
        self._read(*keys)
        return [await super(Counting, self).read(key) for key in keys]

    async def get(self, key: bytes) -> bytes | None:
        self._read(key)
        return await super().get(key)

    async def get_many(self, keys: Any) -> list[bytes | None]:
        self._read(*keys)
        return await super().get_many(keys)

    async def delete(self, keys: Any) -> int:
        self._read()
        return await super().delete(keys)
