"""Making a value once for everybody who asks for it at the same time, in whatever task, thread or event loop.

A flight is one making. It has a task of its own, so that no caller's end is its end; whoever wants its outcome rides
along.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from types import TracebackType
from typing import ClassVar, Final, NamedTuple, TypeAlias

from wireworks.cache._errors import CacheCycleError
from wireworks.cache._fork import rearm_in_children
from wireworks.cache._keys import decoded

_log: Final = logging.getLogger("wireworks.cache")

# How often one who waits for another event loop looks whether that loop still runs, in seconds.
_PULSE: Final = 0.5


class Made(NamedTuple):
    """What a flight brings: a value for the maker, and its bytes, from which everybody else reads one of their own."""

    value: object
    payload: bytes


class _AbandonedError(Exception):
    """Tell riders that nobody makes the value any more."""


class Flight:
    """One making in progress.

    Attributes:
        key: what is being made.
        loop: where it is made.
        outcome: what comes of it. It belongs to no event loop, and nobody who waits for it can cancel it.
        trace: where an exception in it comes from, without those who raised it again.
        stop: cancels its task; to be called in its loop.
        riders: how many wait.
        superseded: the value was invalidated or set meanwhile, so it must not be stored.
        storing: the value is on its way into the store.
        waits_for: the flights that its factory waits for, once for each time that it does.
    """

    __slots__ = ("key", "loop", "outcome", "riders", "stop", "storing", "superseded", "trace", "waits_for")

    def __init__(self, key: bytes) -> None:
        self.key = key
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
            _AbandonedError: if its event loop stopped before.
        """
        here = asyncio.get_running_loop()
        landed = asyncio.Event()

        def wake(_outcome: Future[Made]) -> None:
            with suppress(RuntimeError):  # the one who waited is gone, and the event loop too
                here.call_soon_threadsafe(landed.set)

        self.outcome.add_done_callback(wake)
        while not landed.is_set():
            try:
                async with asyncio.timeout(None if here is self.loop else _PULSE):
                    await landed.wait()
            except TimeoutError:
                if not self.loop.is_running():
                    raise _AbandonedError from None


Making: TypeAlias = Callable[[Flight], Awaitable[Made]]

_aboard: ContextVar[Flight | None] = ContextVar("wireworks.cache.aboard", default=None)
"""The flight whose factory is running here."""


class Flights:
    """The makings in progress on one store, one at most for each key.

    Source: C7.
    """

    # One for all stores, since a factory may wait for a value of another store. Nothing of others runs under it.
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self) -> None:
        self._flying: dict[bytes, Flight] = {}
        self.landed = 0
        """How many ended so far: while it stays the same, no value was made."""
        rearm_in_children(self)

    def rearm(self) -> None:
        """Begin anew in a child process, which has none of its parent's tasks."""
        Flights._lock = threading.Lock()
        self._flying.clear()

    async def share(self, key: bytes, make: Making) -> tuple[Made, bool]:
        """Give what ``make`` makes, or what somebody else is making under this key already.

        A caller that is cancelled harms nobody; when the last one is, the making is cancelled too, and its end awaited.
        An exception reaches everybody who waits; whoever asks later tries anew.

        Returns:
            What was made, and whether this call's ``make`` made it.

        Raises:
            CacheCycleError: if the making waits for this call.
        """
        while True:
            flight, mine = self._board(key)
            if mine:
                task = flight.loop.create_task(self._fly(flight, make))
                task.add_done_callback(partial(self._over, flight))
                flight.stop = task.cancel
            try:
                return await self._ride(flight), mine
            except _AbandonedError:
                if mine:  # its factory ended by a cancellation of its own
                    raise asyncio.CancelledError from None

    async def supersede(self, accepts: Callable[[bytes], bool] | Iterable[bytes]) -> None:
        """Keep values that are being made from being stored; who asks from now on gets a new one.

        Returns when those are stored that were on their way into the store already, so that a change to the store that
        follows comes after them.

        Args:
            accepts: the keys, or a test of keys.
        """
        with self._lock:
            keys = list(filter(accepts, self._flying)) if callable(accepts) else dict.fromkeys(accepts)
            flights = [flight for key in keys if (flight := self._flying.get(key)) is not None]
            for flight in flights:
                flight.superseded = True
                if not flight.storing:
                    del self._flying[flight.key]
        for flight in flights:
            if flight.storing:
                with suppress(_AbandonedError):
                    await flight.landing()

    def may_store(self, flight: Flight) -> bool:
        """Tell whether the value may be stored; after a yes, those who supersede it wait for its landing."""
        with self._lock:
            flight.storing = not flight.superseded
        return flight.storing

    def _board(self, key: bytes) -> tuple[Flight, bool]:
        aboard = _aboard.get()
        with self._lock:
            flight = self._flying.get(key)
            if flight is not None and flight.loop.is_running():
                _refuse_cycle(aboard, flight)
                flight.riders += 1
                mine = False
            else:
                if flight is not None:
                    flight.superseded = True
                flight = self._flying[key] = Flight(key)
                mine = True
            if aboard is not None:
                aboard.waits_for.append(flight)
        return flight, mine

    async def _fly(self, flight: Flight, make: Making) -> None:
        _aboard.set(flight)
        try:
            made = await make(flight)
        except asyncio.CancelledError:
            self._end(flight, None)
            raise
        except BaseException as error:
            self._end(flight, error)
            if isinstance(error, KeyboardInterrupt | SystemExit):  # they end the event loop as well
                raise
        else:
            self._end(flight, made)

    def _over(self, flight: Flight, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            if not flight.outcome.done():  # before it began
                self._end(flight, None)
        else:
            task.exception()  # which its riders have been told

    def _end(self, flight: Flight, outcome: Made | BaseException | None) -> None:
        with self._lock:
            self._forget(flight)
            self.landed += 1
        if isinstance(outcome, Made):
            flight.land(outcome)
        else:
            flight.fail(_AbandonedError() if outcome is None else outcome)

    async def _ride(self, flight: Flight) -> Made:
        aboard = _aboard.get()
        try:
            await flight.landing()
        except _AbandonedError:
            if self._disembark(flight):
                _stop(flight)
            raise
        except asyncio.CancelledError:
            if self._disembark(flight):
                _stop(flight)
                await _stopped(flight)
            raise
        finally:
            if aboard is not None:
                with self._lock:
                    aboard.waits_for.remove(flight)
        error = flight.outcome.exception()
        if error is not None:
            raise error.with_traceback(flight.trace)
        return flight.outcome.result()

    def _disembark(self, flight: Flight) -> bool:
        """Stop waiting, and tell whether nobody waits any more."""
        with self._lock:
            flight.riders -= 1
            if flight.riders or flight.outcome.done():
                return False
            flight.superseded = True
            self._forget(flight)
            return True

    def _forget(self, flight: Flight) -> None:
        if self._flying.get(flight.key) is flight:
            del self._flying[flight.key]


def _stop(flight: Flight) -> None:
    """Cancel a making that nobody waits for."""
    with suppress(RuntimeError):  # the event loop is closed, and so its tasks are over
        flight.loop.call_soon_threadsafe(flight.stop)


async def _stopped(flight: Flight) -> None:
    """Return when a making that was cancelled has ended."""
    with suppress(_AbandonedError):
        await flight.landing()
        error = flight.outcome.exception()
        if error is not None and not isinstance(error, _AbandonedError):
            _log.warning("The making of `%s` failed while it was cancelled.", decoded(flight.key), exc_info=error)


def _refuse_cycle(aboard: Flight | None, wanted: Flight) -> None:
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
