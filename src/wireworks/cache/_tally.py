"""What happens on a store: counted, and told to whoever listens."""

from __future__ import annotations

from wireworks.cache._keys import decoded
from wireworks.cache._stats import CacheStats
from wireworks.cache.events import Events, Hit, Made, Miss, NotStored, Refresh, Stale, Unreadable


class Tally:
    """Count what happens on a store, and tell it to whoever listens.

    Source: C12.
    """

    def __init__(self) -> None:
        self.stats = CacheStats()
        self.events = Events()

    def hit(self, key: bytes, *, near: bool) -> None:
        """Note that a value was found, in memory perhaps."""
        self.stats.hits += 1
        if self.events.listeners:
            self.events.emit(Hit(decoded(key), "memory" if near else "store"))

    def miss(self, key: bytes) -> None:
        """Note that no value was found."""
        self.stats.misses += 1
        if self.events.listeners:
            self.events.emit(Miss(decoded(key)))

    def stale(self, key: bytes) -> None:
        """Note that a value was given after its time."""
        self.stats.stale += 1
        if self.events.listeners:
            self.events.emit(Stale(decoded(key)))

    def refresh(self, key: bytes) -> None:
        """Note that a value is made anew behind its callers."""
        self.stats.refreshes += 1
        if self.events.listeners:
            self.events.emit(Refresh(decoded(key)))

    def made(self, key: bytes, seconds: float, error: BaseException | None) -> None:
        """Note that a factory ended."""
        if self.events.listeners:
            self.events.emit(Made(decoded(key), seconds, error))

    def not_stored(self, key: bytes) -> None:
        """Note that what was made may not be stored."""
        if self.events.listeners:
            self.events.emit(NotStored(decoded(key)))

    def unreadable(self, key: bytes, reason: str) -> None:
        """Note that what is stored cannot be read."""
        self.stats.unreadable += 1
        if self.events.listeners:
            self.events.emit(Unreadable(decoded(key), reason))
