"""Generations: a value belongs to those that its namespace and tags had when its making began, and ends with them.

A generation is eight random bytes under a key of its own. To end it, the key is deleted, whatever number of values
belong to it. What was read is known until the store tells of a change, so that reading a value asks nothing more.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from math import inf
from secrets import token_bytes
from typing import Final, NamedTuple

from wireworks.cache._fork import rearm_in_children
from wireworks.cache._store import NO_EXPIRY, Store

_SIZE: Final = 8
# How much longer than twice a value's time its generation is kept, in milliseconds: most values then need no more.
_LONGER: Final = 3_600_000
# So many are known at most; beyond, all are asked for anew.
_MANY: Final = 50_000


class Known(NamedTuple):
    """A generation as it was read, ``None`` if there is none, and when its key ends (milliseconds)."""

    generation: bytes | None
    end: float


class Generations:
    """What is known of the generations on a store; a watcher of it.

    Source: C6.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Known] = {}
        self._asked: dict[bytes, object] = {}
        self._lock = threading.Lock()
        self.known = self._known.get
        """Give what is known of the generation under a key, if anything is."""
        rearm_in_children(self)

    def rearm(self) -> None:
        """Begin anew in a child process, which is not told what its parent is told."""
        self._lock = threading.Lock()
        self.lost()

    def changed(self, key: bytes) -> None:
        """Forget what is known under a key, and what is just being read there."""
        with self._lock:
            self._known.pop(key, None)
            self._asked.pop(key, None)

    def lost(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()
            self._asked.clear()

    async def learn(self, store: Store, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give the generations under ``keys``; asks for those that are not known."""
        return [each.generation for each in await asyncio.gather(*(self._look(store, key) for key in keys))]

    def present(self, keys: Sequence[bytes], end: int) -> list[bytes] | None:
        """Give the generations under ``keys`` if all are known, and known to last until ``end``."""
        present: list[bytes] = []
        for key in keys:
            known = self.known(key)
            if known is None or not known.generation or known.end < end:
                return None
            present.append(known.generation)
        return present

    async def ensure(self, store: Store, keys: Sequence[bytes], ttl: int) -> list[bytes]:
        """Give the generations under ``keys``, new ones where there are none, and have them last for ``ttl``."""
        return await asyncio.gather(*(self._ensure(store, key, ttl) for key in keys))

    async def _ensure(self, store: Store, key: bytes, ttl: int) -> bytes:
        known = await self._look(store, key)
        lasting = 2 * ttl + _LONGER
        if known.generation and known.end < store.now() + ttl:
            await store.extend([key], lasting)
            self.changed(key)
            known = await self._look(store, key)  # it may have ended before
        return known.generation or await store.add(key, token_bytes(_SIZE), lasting)

    async def _look(self, store: Store, key: bytes) -> Known:
        known = self.known(key)
        if known is not None:
            return known
        with self._lock:
            asked = self._asked.setdefault(key, object())
        kept = await store.read(key)
        end = inf if kept is None or kept.remaining == NO_EXPIRY else store.now() + kept.remaining
        known = Known(None if kept is None else kept.value, end)
        with self._lock:
            # What changed meanwhile is not known, and so asked for again.
            if self._asked.get(key) is asked:
                del self._asked[key]
                if len(self._known) >= _MANY:
                    self._known.clear()
                self._known[key] = known
        return known
