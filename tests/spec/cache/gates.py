"""What the tests of making share: a factory that waits to be let on, and waiting for what must come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from wireworks.cache import CacheService

# Seconds after which waiting counts as hanging.
LIMIT = 10


class Gate:
    """An async factory that waits to be let on, and then gives how often it was called, or fails."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.making, self.go = asyncio.Event(), asyncio.Event()
        self.error = error
        self.calls = self.cancelled = 0

    async def make(self) -> int:
        self.calls += 1
        made = self.calls
        self.making.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return made


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds; it must come by itself."""
    async with asyncio.timeout(LIMIT):
        while not condition():  # noqa: ASYNC110 - there is no event for what others count
            await asyncio.sleep(0.001)


async def callers(number: int, service: CacheService[int], gate: Gate, key: str = "key") -> list[asyncio.Task[Any]]:
    """Have so many ask for a value that `gate` makes, and return when all of them wait for it."""
    before = service.stats.misses
    tasks = [asyncio.create_task(service.get_or_set(key, gate.make)) for _ in range(number)]
    # A caller counts its miss and waits for the making without a pause in between.
    await until(lambda: service.stats.misses == before + number)
    await asyncio.wait_for(gate.making.wait(), LIMIT)
    return tasks


async def fail() -> int:
    """Fail as a factory."""
    raise OSError("out of order")


async def until_stored(cache: CacheService[int], value: int) -> None:
    """Return when the value is there; it must come by itself."""
    async with asyncio.timeout(LIMIT):
        while await cache.get("key") != value:  # noqa: ASYNC110 - there is no event for what is made behind callers
            await asyncio.sleep(0.001)
