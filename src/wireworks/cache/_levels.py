"""The first levels of a process for one store, and how they hear of changes."""

from __future__ import annotations

import threading
from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable, Iterable
from time import monotonic
from typing import TypeAlias

from wireworks.cache._fork import rearm_in_children
from wireworks.cache._generations import Generations
from wireworks.cache._memory import MemoryStore
from wireworks.cache._near import FirstLevel, Level
from wireworks.cache._store import Store

_Place: TypeAlias = tuple[AbstractEventLoop, FirstLevel]


class Levels:
    """Hold the first levels for one store, and hand on what it tells of changes.

    There is one for each event loop: what was read in a loop, the line of that loop tells the changes of, and only
    while the loop runs.

    Args:
        generations: hear of a change first, so that what is just put into a level can be checked against them.

    Source: C10.
    """

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lock = threading.Lock()
        self._levels: dict[_Place, Level] = {}
        self._all: tuple[Level, ...] = ()
        rearm_in_children(self)

    def here(self, bounds: FirstLevel, store: Store) -> Level:
        """Give the first level of the running event loop."""
        loop = get_running_loop()
        level = self._levels.get((loop, bounds))
        return self._open(loop, bounds, store) if level is None else level

    def _open(self, loop: AbstractEventLoop, bounds: FirstLevel, store: Store) -> Level:
        clock = store.entries.clock if isinstance(store, MemoryStore) else monotonic
        with self._lock:
            levels = {place: level for place, level in self._levels.items() if not place[0].is_closed()}
            level = levels[loop, bounds] = Level(bounds, loop, clock)
            self._levels = levels
            self._all = tuple(levels.values())
        return level

    def changed(self, key: bytes) -> None:
        """Forget what is known under a key."""
        self._generations.changed(key)
        for level in self._all:
            level.changed(key)

    def forget(self, keys: Iterable[bytes]) -> None:
        """Forget what is known under keys that this process changed itself; what is being read may be from before."""
        for key in keys:
            self.changed(key)

    def drop(self, accepts: Callable[[bytes], bool]) -> None:
        """Forget what ``accepts`` takes, as this process forgot it in the store."""
        for level in self._all:
            level.drop(accepts)

    def lost(self) -> None:
        """Note that changes are not heard of any more."""
        self._generations.lost()
        for level in self._all:
            level.lost()

    def rearm(self) -> None:
        """Begin anew in a child process, which has none of its parent's event loops."""
        self._lock = threading.Lock()
        self._levels = {}
        for level in self._all:
            level.rearm()
        self._all = ()
