"""The embedded store: in this process, with nothing to install or to run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from wireworks.cache._entries import Entries
from wireworks.cache._leases import Leases
from wireworks.cache._store import NO_KEY, Kept, Watcher


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
        self._leases = Leases(self.entries)

    @property
    def anchor(self) -> object:
        """The memory itself."""
        return self.entries

    @property
    def available(self) -> bool:
        """It always is."""
        return True

    def close(self) -> None:
        """Do nothing: there is no connection, and the values stay."""

    def now(self) -> int:
        """Tell the time by its clock, in milliseconds."""
        return round(self.entries.clock() * 1000)

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher`` of changes, for as long as it lives."""
        self.entries.watch(watcher)

    async def read(self, key: bytes) -> Kept | None:
        """Give what is kept under a key, if anything is, and for how long yet."""
        with self.entries.lock:
            value = self.entries.get(key)
            return None if value is None else Kept(value, self.entries.ttl(key))

    async def read_many(self, keys: Sequence[bytes]) -> list[Kept | None]:
        """Give what is kept under each key, in the order of ``keys``, and for how long yet."""
        return [await self.read(key) for key in keys]

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        return self.entries.get(key)

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        return [self.entries.get(key) for key in keys]

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl`` milliseconds, in place of what was there and of what is being made."""
        with self.entries.lock:
            self._leases.drop(key)
            self.entries.put(key, value, ttl)

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its milliseconds."""
        for item in items:
            await self.set(*item)

    async def add(self, key: bytes, value: bytes, ttl: int) -> bytes:
        """Keep ``value`` if nothing is there, give what is there now; it makes room for others last."""
        with self.entries.lock:
            there = self.entries.get(key)
            if there is not None:
                return there
            self.entries.put(key, value, ttl, lasting=True)
            return value

    async def extend(self, keys: Sequence[bytes], ttl: int) -> None:
        """Keep those keys that are there for at least ``ttl`` milliseconds from now on."""
        for key in keys:
            self.entries.extend(key, ttl)

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys and what is being made under them, and count those that were there."""
        with self.entries.lock:
            for key in keys:
                self._leases.drop(key)
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
        with self.entries.lock:
            there = dict.fromkeys([*self.entries.present(), *self._leases.leased()])
            return await self.delete([*filter(accepts, there)])

    async def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        """Give what is kept under a key, or else the right to make it, or ``False`` if another has it."""
        return self._leases.claim(key, token, lease, seen)

    async def settled(self, key: bytes, limit: int) -> None:
        """Return when value or lease have changed since a claim was refused; after ``limit`` at the latest."""
        await self._leases.settled(key, limit)

    async def renew(self, key: bytes, token: bytes, lease: int) -> bool:
        """Hold a lease for so many milliseconds from now on; false if it is not this token's any more."""
        return self._leases.renew(key, token, lease)

    async def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        """Keep ``value`` and end the lease; false, and nothing done, if it is not this token's any more."""
        return self._leases.fill(key, token, value, ttl)

    async def release(self, key: bytes, token: bytes) -> None:
        """End a lease, if it is this token's."""
        self._leases.release(key, token)

    async def ping(self) -> None:
        """Return: it is always there."""
