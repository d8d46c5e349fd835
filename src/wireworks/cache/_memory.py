"""The embedded store: in this process, with nothing to install or to run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from wireworks.cache._entries import Entries
from wireworks.cache._store import NO_KEY


class MemoryStore:
    """Keep values in this process; the store in force where no server is named.

    It does what a server does, and ends with the process. Threads and event loops may share it. It is bounded: expired
    entries go first, then the least recently used.

    Args:
        max_entries: how many values, > 0.
        max_bytes: how many bytes of keys and values together, > 0; what is bigger alone is not kept at all.
        clock: tells seconds; a test may give one that it moves by hand.

    Raises:
        ValueError: for a bound that leaves no room.

    Example:
        >>> import asyncio
        >>> from wireworks.cache import CacheService, MemoryStore
        >>> numbers = CacheService(MemoryStore(max_entries=100), "numbers", int)
        >>> asyncio.run(numbers.set("one", 1))
        True
        >>> asyncio.run(numbers.get("one"))
        1

    Source: C2.
    """

    def __init__(
        self,
        *,
        max_entries: int = 10_000,
        max_bytes: int = 64 * 2**20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.entries = Entries(max_entries=max_entries, max_bytes=max_bytes, clock=clock)

    @property
    def anchor(self) -> object:
        """The memory itself."""
        return self.entries

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        return self.entries.get(key)

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        return [self.entries.get(key) for key in keys]

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl`` milliseconds, in place of what was there."""
        self.entries.put(key, value, ttl)

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its milliseconds."""
        for key, value, ttl in items:
            self.entries.put(key, value, ttl)

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, and count those that were there."""
        return sum(self.entries.remove(key) for key in keys)

    async def exists(self, key: bytes) -> bool:
        """Tell whether anything is kept under a key; this does not count as using it."""
        return self.entries.ttl(key) != NO_KEY

    async def ttl(self, key: bytes) -> int:
        """Tell how many milliseconds a key will be kept, or ``NO_EXPIRY`` or ``NO_KEY``."""
        return self.entries.ttl(key)

    async def touch(self, key: bytes, ttl: int) -> bool:
        """Keep a key for ``ttl`` milliseconds from now on; false if it is not there."""
        return self.entries.touch(key, ttl)

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int:  # noqa: ARG002 - a server's need
        """Forget all keys that ``accepts`` takes, and count them."""
        return sum(self.entries.remove(key) for key in self.entries.present() if accepts(key))

    async def ping(self) -> None:
        """Return: it is always there."""
