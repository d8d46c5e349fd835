"""What happens in the cache, told to whoever listens; nothing is done where nobody does.

>>> import asyncio
>>> from wireworks.cache import CacheService, MemoryStore
>>> from wireworks.cache.events import Hit, Miss
>>> numbers = CacheService(MemoryStore(), "numbers", int)
>>> unsubscribe = numbers.events.subscribe(print)
>>> asyncio.run(numbers.get("one"))
Miss(key='cache:v1:numbers:one')
>>> unsubscribe()
"""

from __future__ import annotations

import inspect
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from wireworks.cache._keys import unescape

__all__ = (
    "Event",
    "Events",
    "Failed",
    "Hit",
    "Listener",
    "Made",
    "Miss",
    "NotStored",
    "Outage",
    "OutageOver",
    "Refresh",
    "Stale",
    "Unreadable",
)

_log: Final = logging.getLogger("wireworks.cache")


@dataclass(frozen=True, slots=True)
class _Keyed:
    key: str

    @property
    def namespace(self) -> str:
        """The namespace of the service."""
        return unescape(self.key.split(":", 3)[2])


@dataclass(frozen=True, slots=True)
class Hit(_Keyed):
    """A value was found: in the memory of the process, or in the store."""

    level: Literal["memory", "store"]


@dataclass(frozen=True, slots=True)
class Miss(_Keyed):
    """No value was found, or none that is fresh."""


@dataclass(frozen=True, slots=True)
class Stale(_Keyed):
    """A value was given after its time, as the rules of the service allow."""


@dataclass(frozen=True, slots=True)
class Refresh(_Keyed):
    """A value is made anew behind its callers."""


@dataclass(frozen=True, slots=True)
class Made(_Keyed):
    """A factory ended.

    Attributes:
        key: of the value.
        seconds: how long it took.
        error: what it raised, or what was wrong with what it made; ``asyncio.CancelledError`` when nobody waited for
            it any more; ``None`` if all went well.
    """

    seconds: float
    error: BaseException | None


@dataclass(frozen=True, slots=True)
class NotStored(_Keyed):
    """A value was made and not stored, as it was changed, or its making taken over, meanwhile."""


@dataclass(frozen=True, slots=True)
class Unreadable(_Keyed):
    """What is stored is no value of the model, or was tampered with; it counts as a miss."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The store did not carry out an operation; ``reachable`` if it answered, and refused."""

    what: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Outage:
    """The store does not answer, for the first time since it last did."""


@dataclass(frozen=True, slots=True)
class OutageOver:
    """The store answers again."""


Event: TypeAlias = Hit | Miss | Stale | Refresh | Made | NotStored | Unreadable | Failed | Outage | OutageOver
Listener: TypeAlias = Callable[[Event], object]


class Events:
    """Tell listeners what happens on one store, whichever service it happens to.

    Attributes:
        listeners: those of now; nothing is put together for nobody.

    Source: C12.
    """

    def __init__(self) -> None:
        self.listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every event from now on.

        It is called where the event happens, in whatever thread, and holds that up: let it count, or hand on. What it
        raises is logged, and harms nobody.

        Returns:
            What ends it.

        Raises:
            TypeError: if it cannot be called, or is async.
        """
        if not callable(listener) or inspect.iscoroutinefunction(listener):
            what = f"Expected a function that listens, got {listener!r}."
            raise TypeError(f"{what}\nFix: pass a function with one parameter, the event, and without `async`.")
        # Two subscriptions of one listener are two.
        once: Listener = lambda event: listener(event)  # noqa: E731, PLW0108 - an identity of its own
        with self._lock:
            self.listeners += (once,)

        def unsubscribe() -> None:
            with self._lock:
                self.listeners = tuple(each for each in self.listeners if each is not once)

        return unsubscribe

    def emit(self, event: Event) -> None:
        """Tell all listeners."""
        for listener in self.listeners:
            try:
                listener(event)
            except Exception:  # noqa: BLE001 - of others, and about nothing of ours
                _log.exception("A listener failed at %r.", event)
