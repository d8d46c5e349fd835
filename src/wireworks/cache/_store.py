"""What a store does: keep bytes under keys for a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

NO_EXPIRY: Final = -1
NO_KEY: Final = -2
"""What :meth:`Store.ttl` answers, as servers do, for a key that never expires and for one that is not there."""


class Kept(NamedTuple):
    """What is kept under a key, and for how many milliseconds yet; ``NO_EXPIRY`` if no end is set."""

    value: bytes
    remaining: int


class Watcher(Protocol):
    """Be told when what was read from a store is so no more; in whatever thread, and without waiting for anything."""

    def changed(self, key: bytes) -> None:
        """Note that a key was set, deleted or evicted, or that its time is over."""
        ...

    def lost(self) -> None:
        """Note that any key may have changed."""
        ...


class Store(Protocol):
    """Keep bytes under keys for a time; what every store does the same way.

    Times are whole milliseconds, > 0. Every method may raise ``CacheStoreError`` and nothing else of its own accord;
    each is one atomic step for a single key. One conformance suite runs on all stores.

    A key may be leased to one who makes its value: setting or deleting it ends the lease, and only the holder's value
    is taken (:meth:`claim`, :meth:`fill`).

    Source: C2, C8.
    """

    @property
    def anchor(self) -> object:
        """What stores of the same data have in common: they share makings in progress and counts."""
        ...

    @property
    def available(self) -> bool | None:
        """Whether it can be asked; ``None`` if nobody knows yet."""
        ...

    def close(self) -> None:
        """Give back what the way to it takes; it can be asked again."""
        ...

    def now(self) -> int:
        """Tell the time by the clock that ends are counted by, in milliseconds."""
        ...

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher``, for as long as it lives, of changes of keys that :meth:`read` or :meth:`add` gave."""
        ...

    async def read(self, key: bytes) -> Kept | None:
        """Give what is kept under a key, if anything is; watchers are told when that changes."""
        ...

    async def read_many(self, keys: Sequence[bytes]) -> list[Kept | None]:
        """Give what is kept under each key, in the order of ``keys``; watched as by :meth:`read`."""
        ...

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        ...

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        ...

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl``, in place of what was there; whoever was making one may not store it."""
        ...

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its time; see :meth:`set`."""
        ...

    async def add(self, key: bytes, value: bytes, ttl: int) -> bytes:
        """Keep ``value`` for ``ttl`` if nothing is there, and give what is there now; watched as by :meth:`read`."""
        ...

    async def extend(self, keys: Sequence[bytes], ttl: int) -> None:
        """Keep those keys that are there for at least ``ttl`` from now on."""
        ...

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, and count those that were there; whoever was making one may not store it.

        What a store could not delete because it was away is forgotten first thing when it is back; it raises all the
        same.
        """
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
        """Forget all keys that ``accepts`` takes, and what is being made under them, and count those that were there.

        Args:
            search: a glob pattern that matches those keys, and perhaps others.
            accepts: the exact test.
        """
        ...

    async def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        """Give what is kept under a key, or else the right to make it for ``lease`` milliseconds.

        Args:
            key: what to make.
            token: names the one who would make it.
            lease: how long, unless it is renewed.
            seen: what is kept does not count if it begins so; nothing is ``b""``. What is empty never counts.

        Returns:
            What is kept; else whether the lease is this token's now, and not somebody else's.
        """
        ...

    async def settled(self, key: bytes, limit: int) -> None:
        """Return when value or lease have changed since a :meth:`claim` was refused; after ``limit`` at the latest."""
        ...

    async def renew(self, key: bytes, token: bytes, lease: int) -> bool:
        """Hold a lease for ``lease`` milliseconds from now on; false if it is not this token's any more."""
        ...

    async def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        """Keep ``value`` for ``ttl`` and end the lease; false, and nothing done, if it is not this token's any more."""
        ...

    async def release(self, key: bytes, token: bytes) -> None:
        """End a lease, if it is this token's."""
        ...

    async def ping(self) -> None:
        """Return if the store answers."""
        ...
