"""What a store does: keep bytes under keys for a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

NO_EXPIRY: Final = -1
NO_KEY: Final = -2
"""What :meth:`Store.ttl` answers, as servers do, for a key that never expires and for one that is not there."""


class Store(Protocol):
    """Keep bytes under keys for a time; what every store does the same way.

    Times are whole milliseconds, > 0. Every method may raise ``CacheStoreError`` and nothing else of its own accord;
    each is one atomic step for a single key. One conformance suite runs on all stores.

    Source: C2.
    """

    @property
    def anchor(self) -> object:
        """What stores of the same data have in common: they share makings in progress and counts."""
        ...

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        ...

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        ...

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl``, in place of what was there."""
        ...

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its time."""
        ...

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, and count those that were there."""
        ...

    async def exists(self, key: bytes) -> bool:
        """Tell whether anything is kept under a key."""
        ...

    async def ttl(self, key: bytes) -> int:
        """Tell how long a key will be kept: ``NO_KEY`` if it is not, ``NO_EXPIRY`` if no end is set."""
        ...

    async def touch(self, key: bytes, ttl: int) -> bool:
        """Keep a key for ``ttl`` from now on; false if it is not there."""
        ...

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int:
        """Forget all keys that ``accepts`` takes, and count them.

        Args:
            search: a glob pattern that matches those keys, and perhaps others.
            accepts: the exact test.
        """
        ...

    async def ping(self) -> None:
        """Return if the store answers."""
        ...
