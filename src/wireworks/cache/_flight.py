"""One making in progress, and those who wait for it, in whatever task, thread or event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextvars import ContextVar
from secrets import token_bytes
from types import TracebackType
from typing import Final, NamedTuple

from wireworks.cache._errors import CacheCycleError
from wireworks.cache._keys import decoded
from wireworks.cache._waiting import outcome_of

# How often one who waits for another event loop looks whether that loop still runs, in seconds.
_PULSE: Final = 0.5
_TOKEN: Final = 12


class Made(NamedTuple):
    """What a flight brings: a value for the maker, and its bytes, from which everybody else reads one of their own."""

    value: object
    payload: bytes


class AbandonedError(Exception):
    """Tell riders that nobody makes the value any more."""


class Flight:
    """One making in progress.

    Attributes:
        key: what is being made.
        tags: of the value.
        token: names this making in the store.
        former: the tokens of makings of this key that were given up, and may not have ended yet.
        loop: where it is made.
        outcome: what comes of it. It belongs to no event loop, and nobody who waits for it can cancel it.
        trace: where an exception in it comes from, without those who raised it again.
        stop: cancels its task; to be called in its loop.
        riders: how many wait.
        superseded: the value was invalidated or set meanwhile, so it must not be stored.
        storing: the value is on its way into the store.
        waits_for: the flights that its factory waits for, once for each time that it does.
    """

    __slots__ = (
        "former",
        "key",
        "loop",
        "outcome",
        "riders",
        "stop",
        "storing",
        "superseded",
        "tags",
        "token",
        "trace",
        "waits_for",
    )

    def __init__(self, key: bytes, tags: Collection[bytes], former: tuple[bytes, ...]) -> None:
        self.key = key
        self.tags = tags
        self.token = token_bytes(_TOKEN)
        self.former = former
        self.loop = asyncio.get_running_loop()
        self.outcome: Future[Made] = Future()
        self.outcome.set_running_or_notify_cancel()
        self.trace: TracebackType | None = None
        self.stop: Callable[[], object] = self.outcome.done
        self.riders = 1
        self.superseded = False
        self.storing = False
        self.waits_for: list[Flight] = []

    def land(self, made: Made) -> None:
        """Bring the value to everybody who waits."""
        self.outcome.set_result(made)

    def fail(self, error: BaseException) -> None:
        """Bring an exception to everybody who waits."""
        self.trace = error.__traceback__
        self.outcome.set_exception(error)

    async def landing(self) -> None:
        """Return when it has ended, in whatever way.

        Raises:
            AbandonedError: if its event loop stopped before.
        """
        here = asyncio.get_running_loop()
        while not await outcome_of(self.outcome, None if here is self.loop else _PULSE):
            if not self.loop.is_running():
                raise AbandonedError


ABOARD: Final[ContextVar[Flight | None]] = ContextVar("wireworks.cache.aboard", default=None)
"""The flight whose factory is running here."""


def refuse_cycle(aboard: Flight | None, wanted: Flight) -> None:
    """Raise if ``wanted`` waits, by way of others perhaps, for the flight that wants it."""
    if aboard is None:
        return
    ways: list[tuple[Flight, ...]] = [(wanted,)]
    seen: set[Flight] = set()
    while ways:
        way = ways.pop()
        if way[-1] is aboard:
            keys = tuple(decoded(flight.key) for flight in (aboard, *way))
            what = f"A factory waits for the value that it is making: {' -> '.join(f'`{key}`' for key in keys)}."
            raise CacheCycleError(what, fix="have the factory make its value without asking for it.", keys=keys)
        if way[-1] not in seen:
            seen.add(way[-1])
            ways.extend((*way, following) for following in way[-1].waits_for)
