"""Values on a store with a first level before it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TypeVar

from wireworks.cache._codec import Codec
from wireworks.cache._keys import KeySpace
from wireworks.cache._near import ABSENT, Drawer, Entry, FirstLevel, Level, Reading
from wireworks.cache._packing import Packing
from wireworks.cache._record import KEPT_LONGER, read_record
from wireworks.cache._rules import Rules
from wireworks.cache._sharing import sharable
from wireworks.cache._store import NO_EXPIRY, Kept, Store
from wireworks.cache._values import MISSING, NO_ANSWER, NOTHING, UNKNOWN, Look, Values

T = TypeVar("T")


class NearValues(Values[T]):
    """Values of one type in one namespace on one store, those in memory that are much used.

    Args:
        store: where they are kept.
        codec: how they are written.
        packing: how that is packed.
        space: their keys.
        rules: what may be served.
        bounds: of the memory.

    Source: C10.
    """

    __slots__ = ("_bounds",)

    def __init__(
        self, store: Store, codec: Codec[T], packing: Packing, space: KeySpace, rules: Rules, bounds: FirstLevel
    ) -> None:
        super().__init__(store, codec, packing, space, rules)
        self._bounds = bounds

    async def look(self, key: bytes, longest: int = 0) -> Look:
        """Read a value, from memory if it is there; see :meth:`Values.look`."""
        level, drawer = self._here()
        entry = level.find(key, drawer)
        if entry is not None and (found := self._fresh(entry, level)) is not None:
            return found
        others = level.reading(key)
        if others is not None:
            await others.over.wait()
            entry = level.find(key, drawer)
            if entry is not None and (found := self._fresh(entry, level)) is not None:
                return found
            if others.found is not ABSENT:
                return await self._judged(key, others.found, entry, longest)
        reading, now = level.begin(key), level.clock()
        try:
            reading.found = await self.ask(self.store.read(key), NO_ANSWER)
            look = await self._judged(key, reading.found, entry, longest)
            self._keep(key, reading, look, now)
            return look
        finally:
            level.end(key, reading)

    async def look_many(self, keys: Sequence[bytes]) -> list[Look]:
        """Read several values, and those that are not in memory with one question to the store."""
        level, drawer = self._here()
        found: dict[bytes, Look] = {}
        for key in keys:
            entry = level.find(key, drawer)
            if entry is not None and (look := self._fresh(entry, level)) is not None:
                found[key] = look
        readings, now = {key: level.begin(key) for key in keys if key not in found}, level.clock()
        try:
            answer = await self.ask(self.store.read_many([*readings]), None) if readings else []
            for (key, reading), kept in zip(readings.items(), answer or (), strict=answer is not None):
                reading.found = kept
                found[key] = await self._judged(key, kept, None, 0)
                self._keep(key, reading, found[key], now)
        finally:
            for key, reading in readings.items():
                level.end(key, reading)
        return [found.get(key, UNKNOWN) for key in keys]

    async def _judged(self, key: bytes, kept: object, entry: Entry | None, longest: int) -> Look:
        """Tell what an answer of the store is worth, or what is in memory if there is none."""
        if isinstance(kept, Kept):
            return await self.judge(key, kept.value, longest)
        return NOTHING if kept is None else self._from_before(entry, self._here()[0], longest)

    def _keep(self, key: bytes, reading: Reading, look: Look, now: float) -> None:
        """Keep what was read in memory, if it may be served."""
        level, drawer = self._here()
        if not isinstance(reading.found, Kept) or look.value is MISSING or look.age >= 0:
            return
        level.put(self._entry(Entry(key, drawer, look.payload), reading.found, look, now), reading)
        # If a generation ended just now, the level was told of it before or after this.
        if not self._is_known(read_record(reading.found.value)):
            level.changed(key)

    def _here(self) -> tuple[Level, Drawer]:
        traffic = self.traffic
        level = traffic.levels.here(self._bounds, self.store)
        kind = (self.space.base, self.codec, self.packing)
        self.drawer = drawer = level.drawer(kind, self.codec.decode, traffic.tally)
        return level, drawer

    def _fresh(self, entry: Entry, level: Level) -> Look | None:
        remaining = entry.end - level.clock()
        if entry.left is not None or remaining <= 0:
            return None
        age = -1 if remaining == inf else min(-1, round(-1000 * remaining))
        return Look(self._value(entry), age, entry.cost, entry.head, near=True)

    def _from_before(self, entry: Entry | None, level: Level, longest: int) -> Look:
        """Give what is in memory where the store does not answer, as old as when it was last known to be right."""
        if entry is None:
            return UNKNOWN
        now = level.clock()
        known = min(entry.end, now if entry.left is None else entry.left)
        age = round(1000 * (now - known))
        return Look(self._value(entry), age, entry.cost, answered=False) if age < longest else UNKNOWN

    def _value(self, entry: Entry) -> object:
        return self.codec.decode(entry.payload) if entry.value is ABSENT else entry.value

    def _entry(self, entry: Entry, kept: Kept, look: Look, now: float) -> Entry:
        record = read_record(kept.value)
        if sharable(look.value):
            entry.value = look.value
        remaining = inf if kept.remaining == NO_EXPIRY else kept.remaining
        if record.flags & KEPT_LONGER:
            remaining = min(remaining, -look.age)
        entry.end = now + remaining / 1000
        entry.cost = look.cost
        entry.head = look.head
        if record.fingerprint:
            entry.needs = (self.space.generation, *(self.space.tag_key(tag) for tag, _ in record.stamp.tags))
        entry.name = self.space.name(entry.key)
        return entry
