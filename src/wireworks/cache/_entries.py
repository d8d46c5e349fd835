"""The embedded store's memory: bytes under keys, each with its end, bounded."""

from __future__ import annotations

import heapq
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from wireworks.cache._fork import rearm_in_children
from wireworks.cache._store import NO_EXPIRY, NO_KEY


class _Entry(NamedTuple):
    value: bytes
    end: float | None


class Entries:
    """Keep bytes under keys until their time is over or room is needed, least recently used first.

    Every method is atomic among threads; hold ``lock`` to make several of them one step. No other code runs under it.

    Args:
        max_entries: > 0.
        max_bytes: of keys and values together, > 0; what is bigger alone is not kept at all.
        clock: tells seconds; only differences count.
    """

    def __init__(self, *, max_entries: int, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        if max_entries < 1 or max_bytes < 1:
            what = f"Expected room for at least one entry, got {max_entries} entries of {max_bytes} bytes together."
            raise ValueError(what)
        self.lock = threading.RLock()
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._clock = clock
        self.clear()
        rearm_in_children(self)

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
            # Ends in order. An entry that was replaced leaves its old end behind, which is skipped when it comes up.
            self._ends: list[tuple[float, bytes]] = []
            self._bytes = 0

    def rearm(self) -> None:
        """Begin anew in a child process; what a thread of the parent was changing just then is given up."""
        whole = self.lock.acquire(blocking=False)
        self.lock = threading.RLock()
        if not whole:
            self.clear()

    def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        with self.lock:
            entry = self._live(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry.value

    def put(self, key: bytes, value: bytes, ttl: int | None) -> None:
        """Keep ``value`` for ``ttl`` milliseconds; ``None`` keeps it until room is needed."""
        with self.lock:
            self._remove(key)
            if len(key) + len(value) > self._max_bytes:
                return
            now = self._clock()
            end = None if ttl is None else now + ttl / 1000
            self._entries[key] = _Entry(value, end)
            self._bytes += len(key) + len(value)
            if end is not None:
                heapq.heappush(self._ends, (end, key))
            self._make_room(now)

    def replace(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` for as long as what was there would have been kept, or with no end if nothing was."""
        with self.lock:
            remaining = self.ttl(key)
            self.put(key, value, None if remaining < 0 else remaining)

    def remove(self, key: bytes) -> bool:
        """Forget a key; false if it was not there."""
        with self.lock:
            there = self._live(key) is not None
            self._remove(key)
            return there

    def ttl(self, key: bytes) -> int:
        """Tell how many milliseconds a key will be kept, at least 1, or ``NO_EXPIRY`` or ``NO_KEY``."""
        with self.lock:
            entry = self._live(key)
            if entry is None:
                return NO_KEY
            return NO_EXPIRY if entry.end is None else max(1, round((entry.end - self._clock()) * 1000))

    def touch(self, key: bytes, ttl: int | None) -> bool:
        """Keep a key for ``ttl`` milliseconds from now on, or with no end; false if it is not there."""
        with self.lock:
            entry = self._live(key)
            if entry is None:
                return False
            self.put(key, entry.value, ttl)
            return True

    def present(self) -> list[bytes]:
        """List the keys that are there."""
        with self.lock:
            now = self._clock()
            return [key for key, entry in self._entries.items() if entry.end is None or now < entry.end]

    def _live(self, key: bytes) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is not None and entry.end is not None and self._clock() >= entry.end:
            self._remove(key)
            return None
        return entry

    def _remove(self, key: bytes) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(key) + len(entry.value)

    def _make_room(self, now: float) -> None:
        while self._ends and self._ends[0][0] <= now:
            self._forget_at(*heapq.heappop(self._ends))
        while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
            self._remove(next(iter(self._entries)))
        if len(self._ends) > 2 * len(self._entries) + 64:
            self._ends = [(entry.end, key) for key, entry in self._entries.items() if entry.end is not None]
            heapq.heapify(self._ends)

    def _forget_at(self, end: float, key: bytes) -> None:
        entry = self._entries.get(key)
        if entry is not None and entry.end == end:
            self._remove(key)
