"""The first level: values in the memory of the process, each for as long as the store tells of no change.

It is filled by watched reads alone. Room is made by SIEVE: one queue, in which a hand goes from the oldest to the
newest, spares once what was used since it last came by, and takes the first that was not.
"""

from __future__ import annotations

import threading
from asyncio import AbstractEventLoop, Event, get_running_loop
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from wireworks.cache._keys import decoded
from wireworks.cache._tally import Tally
from wireworks.cache.events import Hit

ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class FirstLevel:
    """Bound the memory of a first level.

    Services on one store with the same bounds share one, for each event loop.

    Args:
        max_entries: how many values, > 0.
        max_bytes: how many bytes of keys and values as they are written, > 0; what is bigger alone is not kept. Values
            that are shared are kept as objects, which take more.

    Raises:
        ValueError: for a bound that leaves no room.

    Source: C10.
    """

    max_entries: int = 10_000
    max_bytes: int = 64 * 2**20

    def __post_init__(self) -> None:
        if self.max_entries < 1 or self.max_bytes < 1:
            what = f"Expected room for at least one value, got {self.max_entries} of {self.max_bytes} bytes together."
            raise ValueError(what)


def bounds_of(first_level: object) -> FirstLevel | None:
    """Read whether there is a first level, and how large it may become.

    Raises:
        TypeError: for anything else than a ``bool`` or a ``FirstLevel``.
    """
    if isinstance(first_level, bool):
        return FirstLevel() if first_level else None
    if isinstance(first_level, FirstLevel):
        return first_level
    what = f"Expected `True` or a `FirstLevel` as `first_level`, got `{type(first_level).__qualname__}`."
    raise TypeError(f"{what}\nFix: pass the bounds of the memory: `first_level=FirstLevel(max_entries=1_000)`.")


class Entry:
    """One value.

    Attributes:
        key: where it is stored.
        value: what all callers may share, or else ``ABSENT``.
        payload: from which each caller gets a value of its own.
        end: until when it is fresh, by the clock of its level.
        cost: how many milliseconds its making took.
        head: what tells it from what is stored later.
        left: since when changes are not heard of any more, so that it counts as stale.
        needs: the keys of generations that it ends with.
        name: of the value for callers, if that alone tells it apart.
        drawer: where it is found by its name.
        used: since the hand last came by.
        size: bytes of key and value.
        older: the one that came before it, in a ring.
        newer: the one that came after it.
    """

    __slots__ = (
        *("cost", "drawer", "end", "head", "key", "left", "name", "needs", "newer", "older", "payload", "size", "used"),
        "value",
    )

    def __init__(self, key: bytes, drawer: Drawer, payload: bytes) -> None:
        self.key = key
        self.drawer = drawer
        self.value = ABSENT
        self.payload = payload
        self.size = len(key) + len(payload)
        self.end = 0.0
        self.cost = 0
        self.head = b""
        self.left: float | None = None
        self.needs: tuple[bytes, ...] = ()
        self.name: str | None = None
        self.used = False
        self.older = self.newer = self


class Reading:
    """A reading of a key, which callers who come meanwhile share.

    Attributes:
        over: is set at its end.
        found: what the store gave; ``ABSENT`` if nobody got to know.
    """

    __slots__ = ("found", "over")

    def __init__(self) -> None:
        self.over = Event()
        self.found: object = ABSENT


class Drawer(dict[str, Entry]):
    """The values of one kind in one namespace, by the names that callers give them; those alone that may be served.

    Args:
        loop: the event loop in which changes are heard of.
        clock: tells seconds.
        decode: reads a payload.
        tally: where hits are counted.
    """

    __slots__ = ("__weakref__", "_clock", "_decode", "_events", "_loop", "_stats")

    def __init__(
        self,
        loop: AbstractEventLoop,
        clock: Callable[[], float],
        decode: Callable[[bytes], object],
        tally: Tally,
    ) -> None:
        super().__init__()
        self._loop = loop
        self._clock = clock
        self._decode = decode
        self._stats = tally.stats
        self._events = tally.events

    def take(self, name: str) -> object:
        """Give the value under a name, or ``ABSENT``: in another event loop too, which does not hear of changes."""
        entry = self.get(name)
        if entry is None or self._clock() >= entry.end or get_running_loop() is not self._loop:
            return ABSENT
        entry.used = True
        self._stats.hits += 1
        if self._events.listeners:
            self._events.emit(Hit(decoded(entry.key), "memory"))
        value = entry.value
        return self._decode(entry.payload) if value is ABSENT else value


class Level:
    """Values in memory, bounded; used in one event loop, and told of changes by any thread.

    Args:
        bounds: how much is kept.
        loop: where the reads come from that fill it.
        clock: tells seconds.

    Source: C10.
    """

    def __init__(self, bounds: FirstLevel, loop: AbstractEventLoop, clock: Callable[[], float]) -> None:
        self.loop = loop
        self.clock = clock
        self._bounds = bounds
        self._lock = threading.Lock()
        self._drawers: WeakValueDictionary[Hashable, Drawer] = WeakValueDictionary()
        self._entries: dict[bytes, Entry] = {}
        self._dependent: dict[bytes, set[Entry]] = {}
        self._reading: dict[bytes, Reading] = {}
        self._bytes = 0
        # In the ring of entries the newest comes before it and the oldest after it.
        self._ring = self._hand = Entry(b"", Drawer(loop, clock, bytes, Tally()), b"")

    def drawer(self, kind: Hashable, decode: Callable[[bytes], object], tally: Tally) -> Drawer:
        """Give the values of one kind, by their names."""
        drawer = self._drawers.get(kind)
        if drawer is None:
            drawer = self._drawers[kind] = Drawer(self.loop, self.clock, decode, tally)
        return drawer

    def find(self, key: bytes, drawer: Drawer) -> Entry | None:
        """Give what is kept under a key for callers of a drawer, fresh or not; see :attr:`Entry.left`."""
        entry = self._entries.get(key)
        if entry is None or entry.drawer is not drawer:
            return None
        entry.used = True
        return entry

    def reading(self, key: bytes) -> Reading | None:
        """Give the reading of a key that is going on, unless the key changed since it began."""
        return self._reading.get(key)

    def begin(self, key: bytes) -> Reading:
        """Note that a key is being read; that is forgotten when the key changes meanwhile."""
        with self._lock:
            return self._reading.setdefault(key, Reading())

    def end(self, key: bytes, reading: Reading) -> None:
        """Note that a reading is over, and wake who waits for it."""
        reading.over.set()
        with self._lock:
            if self._reading.get(key) is reading:
                del self._reading[key]

    def put(self, entry: Entry, reading: Reading) -> None:
        """Keep what was read, unless it changed since the reading began."""
        with self._lock:
            if self._reading.get(entry.key) is not reading:
                return
            self._remove(entry.key)
            if entry.size > self._bounds.max_bytes:
                return
            while len(self._entries) >= self._bounds.max_entries or self._bytes + entry.size > self._bounds.max_bytes:
                self._evict()
            self._add(entry)

    def changed(self, key: bytes) -> None:
        """Forget what is under a key, what belongs to a generation under it, and what is just being read there."""
        with self._lock:
            self._reading.pop(key, None)
            self._remove(key)
            for entry in [*self._dependent.get(key, ())]:
                self._remove(entry.key)

    def drop(self, accepts: Callable[[bytes], bool]) -> None:
        """Forget what ``accepts`` takes, and whatever is just being read."""
        with self._lock:
            self._reading.clear()
            for key in [*filter(accepts, self._entries)]:
                self._remove(key)

    def lost(self) -> None:
        """Count everything as stale from now on, until it is read again."""
        with self._lock:
            self._reading.clear()
            now = self.clock()
            for entry in self._entries.values():
                if entry.left is None:
                    entry.left = now
                    if entry.name is not None:
                        entry.drawer.pop(entry.name, None)

    def rearm(self) -> None:
        """Begin anew in a child process, which hears of no change."""
        self._lock = threading.Lock()
        self._reading.clear()
        for key in [*self._entries]:
            self._remove(key)

    def _add(self, entry: Entry) -> None:
        self._entries[entry.key] = entry
        self._bytes += entry.size
        for need in entry.needs:
            self._dependent.setdefault(need, set()).add(entry)
        newest = self._ring.older
        newest.newer = self._ring.older = entry
        entry.older, entry.newer = newest, self._ring
        if entry.name is not None:
            entry.drawer[entry.name] = entry

    def _remove(self, key: bytes) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= entry.size
        for need in entry.needs:
            dependent = self._dependent[need]
            dependent.discard(entry)
            if not dependent:
                del self._dependent[need]
        if self._hand is entry:
            self._hand = entry.newer
        entry.older.newer, entry.newer.older = entry.newer, entry.older
        if entry.name is not None and entry.drawer.get(entry.name) is entry:
            del entry.drawer[entry.name]

    def _evict(self) -> None:
        hand = self._hand
        while hand.used or hand is self._ring:
            hand.used = False
            hand = hand.newer
        self._hand = hand
        self._remove(hand.key)
