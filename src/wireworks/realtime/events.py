"""What happens in rooms, told to whoever listens.

>>> from wireworks.realtime import Rooms
>>> rooms = Rooms()
>>> unsubscribe = rooms.events.subscribe(print)
>>> unsubscribe()
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

__all__ = (
    "BackplaneBack",
    "BackplaneLost",
    "Dropped",
    "Ended",
    "Event",
    "Events",
    "Joined",
    "Left",
    "Listener",
)

_log: Final = logging.getLogger("wireworks.realtime")


@dataclass(frozen=True, slots=True)
class Joined:
    """A connection of this process entered a room."""

    room: str
    member: str
    user: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """A connection of this process left a room, in whatever way."""

    room: str
    member: str
    user: str | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A reader was too slow for a message, and the policy left one out; ``total`` counts those of the connection."""

    member: str
    user: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Ended:
    """This side ended a connection: a limit, a policy, a dead peer, the end of the application."""

    member: str
    user: str | None
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class BackplaneLost:
    """Other processes are not heard, and do not hear what is published, until `BackplaneBack`."""

    reason: str


@dataclass(frozen=True, slots=True)
class BackplaneBack:
    """Other processes are heard again.

    ``lost`` counts the messages of this process that others did not get in those ``seconds``, or perhaps did not. What
    others published meanwhile is unknown: let clients fetch what they may have missed.
    """

    seconds: float
    lost: int


Event: TypeAlias = Joined | Left | Dropped | Ended | BackplaneLost | BackplaneBack
Listener: TypeAlias = Callable[[Event], object]


class Events:
    """Tell listeners what happens; one that fails is logged and harms nobody."""

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each event, in the thread where it happens; return what ends that."""
        self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            rest = list(self._listeners)
            if listener in rest:
                rest.remove(listener)
            self._listeners = tuple(rest)

        return unsubscribe

    def tell(self, event: Event) -> None:
        """Tell all listeners."""
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # noqa: BLE001 - whatever it is, it is the listener's
                _log.exception("a listener failed for %r", event)
