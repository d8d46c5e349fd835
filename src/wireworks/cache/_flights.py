"""Making a value once for everybody who asks for it at the same time, in whatever task, thread or event loop.

A flight is one making. It has a task of its own, so that no caller's end is its end; whoever wants its outcome rides
along.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from typing import ClassVar, Final, TypeAlias, TypeVar

from wireworks.cache._flight import ABOARD, AbandonedError, Flight, Made, refuse_cycle
from wireworks.cache._fork import rearm_in_children
from wireworks.cache._keys import decoded

T = TypeVar("T")

Making: TypeAlias = Callable[[Flight], Awaitable[Made]]

_log: Final = logging.getLogger("wireworks.cache")


class Flights:
    """The makings in progress on one store, one at most for each key.

    Source: C7.
    """

    # One for all stores, since a factory may wait for a value of another store. Nothing of others runs under it.
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self) -> None:
        self._flying: dict[bytes, Flight] = {}
        # What was given up goes on until it ends; who makes the value anew must not wait for that.
        self._given_up: dict[bytes, Flight] = {}
        rearm_in_children(self)

    def rearm(self) -> None:
        """Begin anew in a child process, which has none of its parent's tasks."""
        Flights._lock = threading.Lock()
        self._flying.clear()
        self._given_up.clear()

    async def share(self, key: bytes, make: Making, tags: Collection[bytes] = ()) -> tuple[Made, bool]:
        """Give what ``make`` makes, or what somebody else is making under this key already.

        A caller that is cancelled harms nobody; when the last one is, the making is cancelled too, and its end awaited.
        An exception reaches everybody who waits; whoever asks later tries anew.

        Returns:
            What was made, and whether this call's ``make`` made it.

        Raises:
            CacheCycleError: if the making waits for this call.
        """
        while True:
            flight, mine = self._board(key, tags)
            if mine:
                task = flight.loop.create_task(self._fly(flight, make))
                task.add_done_callback(partial(self._over, flight))
                flight.stop = task.cancel
            try:
                return await self._ride(flight), mine
            except AbandonedError:
                if mine:  # its factory ended by a cancellation of its own
                    raise asyncio.CancelledError from None

    async def supersede(self, accepts: Callable[[Flight], bool] | Iterable[bytes]) -> None:
        """Keep values that are being made from being stored; who asks from now on gets a new one.

        Returns when those are stored that were on their way into the store already, so that a change to the store that
        follows comes after them.

        Args:
            accepts: the keys, or a test of makings.
        """
        with self._lock:
            if callable(accepts):
                flights = [*filter(accepts, self._flying.values())]
            else:
                flights = [flight for key in {*accepts} if (flight := self._flying.get(key)) is not None]
            for flight in flights:
                flight.superseded = True
                if not flight.storing:
                    self._give_up(flight)
        for flight in flights:
            if flight.storing:
                with suppress(AbandonedError):
                    await flight.landing()

    def may_store(self, flight: Flight) -> bool:
        """Tell whether the value may be stored; after a yes, those who supersede it wait for its landing."""
        with self._lock:
            flight.storing = not flight.superseded
        return flight.storing

    def _board(self, key: bytes, tags: Collection[bytes]) -> tuple[Flight, bool]:
        aboard = ABOARD.get()
        with self._lock:
            flight = self._flying.get(key)
            if flight is not None and flight.loop.is_running():
                refuse_cycle(aboard, flight)
                flight.riders += 1
                mine = False
            else:
                if flight is not None:
                    flight.superseded = True
                    self._give_up(flight)
                past = self._given_up.get(key)
                flight = self._flying[key] = Flight(key, tags, () if past is None else (*past.former, past.token))
                mine = True
            if aboard is not None:
                aboard.waits_for.append(flight)
        return flight, mine

    async def _fly(self, flight: Flight, make: Making) -> None:
        ABOARD.set(flight)
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
            past = self._given_up.get(flight.key)
            if past is not None and (past is flight or past.token in flight.former):
                del self._given_up[flight.key]
        if isinstance(outcome, Made):
            flight.land(outcome)
        else:
            flight.fail(AbandonedError() if outcome is None else outcome)

    async def _ride(self, flight: Flight) -> Made:
        aboard = ABOARD.get()
        try:
            await flight.landing()
        except AbandonedError:
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
            self._give_up(flight)
            return True

    def _give_up(self, flight: Flight) -> None:
        self._forget(flight)
        self._given_up[flight.key] = flight

    def _forget(self, flight: Flight) -> None:
        if self._flying.get(flight.key) is flight:
            del self._flying[flight.key]


def _stop(flight: Flight) -> None:
    """Cancel a making that nobody waits for."""
    with suppress(RuntimeError):  # the event loop is closed, and so its tasks are over
        flight.loop.call_soon_threadsafe(flight.stop)


async def _stopped(flight: Flight) -> None:
    """Return when a making that was cancelled has ended."""
    with suppress(AbandonedError):
        await flight.landing()
        error = flight.outcome.exception()
        if error is not None and not isinstance(error, AbandonedError):
            _log.warning("The making of `%s` failed while it was cancelled.", decoded(flight.key), exc_info=error)


async def aside(work: Callable[[], Awaitable[T]]) -> T:
    """Do something on nobody's behalf: no factory waits for it; in a task of its own."""
    ABOARD.set(None)
    return await work()
