"""The embedded store's memory: bytes under keys, each with its end, bounded."""

from __future__ import annotations

import heapq
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple
from weakref import ref

from wireworks.cache._fork import rearm_in_children
from wireworks.cache._store import NO_EXPIRY, NO_KEY, Watcher

# So many lasting entries are passed over in search of one that may go.
_PASSED: Final = 16


class _Entry(NamedTuple):
    value: bytes
    end: float | None
    lasting: bool


class Entries:
    """Keep bytes under keys until their time is over or room is needed, least recently used first.

    Every method is atomic among threads; hold ``lock`` to make several of them one step. Only watchers run
    under it, which note what they are told and do nothing else.

    Args:
        max_entries: > 0; lasting ones do not count.
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
        self.clock = clock
        self._watchers: list[ref[Watcher]] = []
        self.clear()
        rearm_in_children(self)

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher`` of every change from now on, for as long as it lives."""
        with self.lock:
            self._watchers = [*(each for each in self._watchers if each() is not None), ref(watcher)]

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
            # Ends in order. An entry that was replaced leaves its old end behind, which is skipped when it comes up.
            self._ends: list[tuple[float, bytes]] = []
            self._bytes = self._lasting = 0
            for watching in self._watchers:
                if (watcher := watching()) is not None:
                    watcher.lost()

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

    def put(self, key: bytes, value: bytes, ttl: int | None, *, lasting: bool = False) -> None:
        """Keep ``value`` for ``ttl`` milliseconds; ``None`` keeps it until room is needed.

        A lasting one gives way to others that are used less recently, unless there are too many of its kind.
        """
        with self.lock:
            self._remove(key)
            now = self.clock()
            if len(key) + len(value) <= self._max_bytes:
                self._add(key, _Entry(value, None if ttl is None else now + ttl / 1000, lasting))
            self._changed(key)
            self._make_room(now)

    def _add(self, key: bytes, entry: _Entry) -> None:
        self._entries[key] = entry
        self._bytes += len(key) + len(entry.value)
        self._lasting += entry.lasting
        if entry.end is not None:
            heapq.heappush(self._ends, (entry.end, key))

    def replace(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` for as long as what was there would have been kept, or with no end if nothing was."""
        with self.lock:
            remaining = self.ttl(key)
            self.put(key, value, None if remaining < 0 else remaining)

    def remove(self, key: bytes) -> bool:
        """Forget a key; false if it was not there."""
        with self.lock:
            there = self._live(key) is not None
            if there:
                self._forget(key)
            return there

    def ttl(self, key: bytes) -> int:
        """Tell how many milliseconds a key will be kept, at least 1, or ``NO_EXPIRY`` or ``NO_KEY``."""
        with self.lock:
            entry = self._live(key)
            if entry is None:
                return NO_KEY
            return NO_EXPIRY if entry.end is None else max(1, round((entry.end - self.clock()) * 1000))

    def touch(self, key: bytes, ttl: int | None) -> bool:
        """Keep a key for ``ttl`` milliseconds from now on, or with no end; false if it is not there."""
        with self.lock:
            entry = self._live(key)
            if entry is None:
                return False
            self.put(key, entry.value, ttl, lasting=entry.lasting)
            return True

    def extend(self, key: bytes, ttl: int) -> None:
        """Keep a key that is there for at least ``ttl`` milliseconds from now on."""
        with self.lock:
            if NO_EXPIRY < self.ttl(key) < ttl:
                self.touch(key, ttl)

    def present(self) -> list[bytes]:
        """List the keys that are there."""
        with self.lock:
            now = self.clock()
            return [key for key, entry in self._entries.items() if entry.end is None or now < entry.end]

    def _live(self, key: bytes) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is not None and entry.end is not None and self.clock() >= entry.end:
            self._forget(key)
            return None
        return entry

    def _forget(self, key: bytes) -> None:
        self._remove(key)
        self._changed(key)

    def _remove(self, key: bytes) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(key) + len(entry.value)
            self._lasting -= entry.lasting

    def _changed(self, key: bytes) -> None:
        for watching in self._watchers:
            if (watcher := watching()) is not None:
                watcher.changed(key)

    def _make_room(self, now: float) -> None:
        while self._ends and self._ends[0][0] <= now:
            self._forget_at(*heapq.heappop(self._ends))
        while len(self._entries) - self._lasting > self._max_entries or self._bytes > self._max_bytes:
            self._forget(self._least())
        if len(self._ends) > 2 * len(self._entries) + 64:
            self._ends = [(entry.end, key) for key, entry in self._entries.items() if entry.end is not None]
            heapq.heapify(self._ends)

    def _least(self) -> bytes:
        """Give what was not used for longest; lasting ones count as used when their turn has come."""
        key = next(iter(self._entries))
        for _ in range(_PASSED):
            if not self._entries[key].lasting:
                break
            self._entries.move_to_end(key)
            key = next(iter(self._entries))
        return key

    def _forget_at(self, end: float, key: bytes) -> None:
        entry = self._entries.get(key)
        if entry is not None and entry.end == end:
            self._forget(key)
