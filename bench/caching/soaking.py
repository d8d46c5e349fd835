"""One process of the load of `bench.soak`: `python -m bench.caching.soaking URL MEMORY SECONDS`.

The memory that all processes share holds two numbers for each key: the version of its data, and the newest version
whose deletion from the cache was carried out. Whoever asks from then on has to get that version or a newer one.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from collections import Counter
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from random import Random

from pydantic import BaseModel

from wireworks.cache import CacheManager, CacheService, CacheStoreError

KEYS = 60  # the first half is never deleted
CALLERS = 16
TTL = 1.0
MAKING = 0.02
PATIENCE = 5.0  # who waits longer hangs
SLACK = 0.3  # as long as an operation may take
NUMBER = struct.Struct("=q")


class Versioned(BaseModel):
    """What is kept.

    Attributes:
        version: of the data when the making began.
        begun: when that was, by the clock that all processes share.
    """

    version: int
    begun: float


class Numbers:
    """The numbers that all processes share; each is written in one piece."""

    def __init__(self, memory: memoryview, first: int) -> None:
        self._memory = memory
        self._first = first

    def __getitem__(self, key: int) -> int:
        number: int = NUMBER.unpack_from(self._memory, 8 * (self._first + key))[0]
        return number

    def raise_to(self, key: int, number: int) -> None:
        """Write a number, unless a higher one is there."""
        if number > self[key]:
            NUMBER.pack_into(self._memory, 8 * (self._first + key), number)


class Load:
    """Callers of one process, and what they find.

    Args:
        manager: whose services are used.
        memory: the numbers of all processes.
    """

    def __init__(self, manager: CacheManager, memory: memoryview) -> None:
        client = manager.client
        self._values = CacheService(client, "soak", Versioned, TTL, use_jitter=False)
        # Only a deletion that raises nothing was carried out.
        self._strict = CacheService(client, "soak", Versioned, TTL, use_jitter=False, strict=True)
        self._versions, self._deleted = Numbers(memory, 0), Numbers(memory, KEYS)
        self._random = Random()  # noqa: S311  # a choice of what to do
        self.counts: Counter[str] = Counter()
        self.steady: list[tuple[str, float]] = []
        self.longest = 0.0

    async def call(self, end: float) -> None:
        """Be a caller."""
        while time.monotonic() < end:
            begin = time.monotonic()
            key = self._random.randrange(KEYS)
            changes = key >= KEYS // 2 and self._random.random() < 1 / 10
            self.counts["calls"] += 1
            try:
                async with asyncio.timeout(PATIENCE):
                    await (self.change(key) if changes else self.ask(key))
            except TimeoutError:
                self.counts["hung"] += 1
            except Exception:  # noqa: BLE001  # it is counted: nobody was promised one
                self.counts["errors"] += 1
            self.longest = max(self.longest, time.monotonic() - begin)
            await asyncio.sleep(self._random.uniform(0, 0.02))

    async def ask(self, key: int) -> None:
        """Ask for a value, and look at it."""
        begin, least = time.monotonic(), self._deleted[key]
        tags = () if key < KEYS // 2 else (f"of {key % 3}",)
        found = await self._values.get_or_set(key, partial(self.make, key), tags=tags)
        self.counts["hits"] += found.begun < begin - MAKING
        self.counts["too old"] += begin - found.begun > TTL + MAKING + SLACK
        # Who asks while a value is being made in this process gets that one, and it is not stored.
        self.counts["from before a deletion"] += found.version < least and begin - found.begun > MAKING + SLACK

    async def make(self, key: int) -> Versioned:
        """Make a value, which takes its time."""
        made = Versioned(version=self._versions[key], begun=time.monotonic())
        self.counts["makings"] += 1
        if key < KEYS // 2:
            self.steady.append((str(key), made.begun))
        await asyncio.sleep(MAKING)
        return made

    async def change(self, key: int) -> None:
        """Change data, and then delete what was made from it, alone or with all that have its tag."""
        version = time.monotonic_ns()
        self._versions.raise_to(key, version)
        try:
            if self._random.random() < 1 / 4:
                await self._strict.invalidate_tags(f"of {key % 3}")
                self.counts["tags"] += 1
            else:
                await self._strict.delete(key)
                self.counts["deletions"] += 1
        except CacheStoreError:
            return
        self._deleted.raise_to(key, version)


async def load(url: str, memory: memoryview, seconds: float) -> dict[str, object]:
    """Run the callers of this process."""
    manager = CacheManager()
    manager.init(url)
    try:
        running = Load(manager, memory)
        end = time.monotonic() + seconds
        await asyncio.gather(*(running.call(end) for _ in range(CALLERS)))
    finally:
        await manager.close()
    return {**running.counts, "steady": running.steady, "longest": running.longest}


def main(url: str, name: str, seconds: str) -> None:
    """Run, and print what was found."""
    shared = SharedMemory(name)
    resource_tracker.unregister(f"/{name}", "shared_memory")  # it is the parent's
    memory = memoryview(shared.buf or b"")
    try:
        found = asyncio.run(load(url, memory, float(seconds)))
    finally:
        memory.release()
        shared.close()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
