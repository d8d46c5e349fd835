"""What services on the same store share: the makings in progress, the counts, and whether the store answers."""

from __future__ import annotations

import logging
from typing import Final
from weakref import WeakKeyDictionary

from wireworks.cache._background import Background
from wireworks.cache._errors import CacheStoreError
from wireworks.cache._flights import Flights
from wireworks.cache._generations import Generations
from wireworks.cache._levels import Levels
from wireworks.cache._store import Store
from wireworks.cache._tally import Tally
from wireworks.cache.events import Failed, Outage, OutageOver

_log: Final = logging.getLogger("wireworks.cache")


class Traffic:
    """The makings in progress on a store, what is known and counted there, and whether it answers."""

    def __init__(self) -> None:
        self.flights = Flights()
        self.background = Background()
        self.generations = Generations()
        self.levels = Levels(self.generations)
        self.tally = Tally()
        self.stats = self.tally.stats
        self.events = self.tally.events
        self.available = False
        """Whether the last operation had an answer; false before the first."""
        self._silent = False

    def answered(self) -> None:
        """Note an answer."""
        self.available = True
        if self._silent:
            self._silent = False
            _log.info("The cache store answers again.")
            if self.events.listeners:
                self.events.emit(OutageOver())

    def failed(self, error: CacheStoreError) -> None:
        """Count an operation that was not carried out; an outage is logged once, and so is its end."""
        self.stats.errors += 1
        if self.events.listeners:
            self.events.emit(Failed(error.what, error.reachable))
        if error.reachable:
            self.answered()
            _log.warning("A cache operation was refused: %s", error.what)
            return
        self.available = False
        _log.log(logging.DEBUG if self._silent else logging.WARNING, "The cache store is out of reach: %s", error.what)
        if not self._silent and self.events.listeners:
            self.events.emit(Outage())
        self._silent = True


_TRAFFIC: Final[WeakKeyDictionary[object, Traffic]] = WeakKeyDictionary()


def traffic_of(store: Store) -> Traffic:
    """Give what all services on the data of ``store`` share, for as long as its anchor lives."""
    anchor = store.anchor
    traffic = _TRAFFIC.get(anchor)
    if traffic is None:
        # Of two threads that come first together, one is too late, and takes what the other put there.
        traffic = _TRAFFIC.setdefault(anchor, Traffic())
        store.watch(traffic.levels)
    return traffic
