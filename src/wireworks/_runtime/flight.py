"""One making at a time: whoever comes while a service is made waits for it, in any thread, task or event loop (L26).

A flight stands in the place of the instance while it is made. No lock is held while user code runs, and that may be
anywhere: garbage may be collected for the smallest object, and a finalizer ask for what is being made. So what is done
here takes no lock where one thread runs at a time: it is done in one line without a call, or by one call of a ``set``.
"""

# ruff: noqa: SLF001 - a flight is put together here, in a function beside its class
# pyright: reportPrivateUsage=false

from __future__ import annotations

import os
import sys
from _thread import allocate_lock, get_ident
from collections.abc import Callable, Iterator
from contextvars import ContextVar, Token
from itertools import count
from types import FrameType
from typing import Any, ClassVar, Protocol, cast, final

from wireworks._model.provider import Provider

HAS_GIL: bool = getattr(sys, "_is_gil_enabled", lambda: True)()
"""Whether one thread runs at a time, so that nobody comes in between two instructions without a call."""

MAKING: ContextVar[Flight | None] = ContextVar("wireworks_making", default=None)
"""The innermost flight whose user code runs in this context; tasks and copied contexts inherit it."""


def leave(token: Token[Flight | None]) -> None:
    """Forget the making that ``MAKING.set`` returned ``token`` for; a coroutine may be closed in another context."""
    try:
        MAKING.reset(token)
    except ValueError:  # set in another context, which ends with whoever abandoned the coroutine
        return


ROOT = "wireworks_node"
"""The global under which a generated function shows the node that it makes."""


OWN = "wireworks_flight"
"""The global under which a generated function shows the name of the variable that holds its flight, if it has one."""


class Walker:
    """What makes a plan by walking it; a frame of the stack shows it as ``self``."""

    __slots__ = ()

    def flights(self) -> Iterator[Flight]:
        """Yield the makings that are under way in it, the innermost first."""
        raise NotImplementedError  # pragma: no cover - every walk has its own


class Asking:
    """What calls some classes itself when asked for them; a frame shows it as ``self``, and the class as ``make``."""

    def _root_of(self, make: object) -> object:
        """Return the node that is made by calling ``make``, if that is a class which is called so."""
        raise NotImplementedError  # pragma: no cover - whoever asks has its own


class Runner(Protocol):
    """A scope, as far as a run in it is concerned."""

    def flown_by(self, values: list[object]) -> Flight | None:
        """Return the flight of what a run is making that has its list among ``values``."""
        ...


class _Book:
    """What all flights share: numbers for those who wait, and how often this process was forked."""

    def __init__(self) -> None:
        self.numbers = count()
        self.era = 0
        self.survivor = 0

    def forked(self) -> None:
        """Start afresh in a child process, where of all threads only the forking one lives on."""
        self.era += 1
        self.survivor = get_ident()


_BOOK = _Book()
if hasattr(os, "register_at_fork"):  # pragma: no branch - absent on Windows alone
    os.register_at_fork(after_in_child=_BOOK.forked)


@final
class Flight:
    """The making of one service, from the claim to the landing; ``parent`` is the making that it is part of.

    It stands in the place of its ``label``, and lands in ``place``: another one if it turns out on the way that what is
    made belongs elsewhere. ``waits`` are those who wait for another flight as a part of it, or for its sake; ``wakers``
    wake those who wait for it. Both are ``None`` until there is somebody.
    """

    __slots__ = ("_era", "_thread", "error", "label", "parent", "place", "waits", "wakers")

    # `take_off` puts everything in place, which costs half of what a call of `__init__` would.
    __init__: ClassVar[Any] = object.__init__

    label: Provider
    place: Provider
    parent: Flight | None
    error: Exception | None
    waits: set[_waiting] | None
    wakers: list[Callable[[], None]] | None
    _thread: int
    _era: int

    def land(self) -> None:
        """Wake all who wait; what they wait for stands in its place by now, or has left it."""
        wakers, self.wakers = self.wakers, None
        for wake in wakers or ():
            wake()
        # A waiter may have put itself down between the two; it looks at the place again before it sleeps.

    def _call(self, wake: Callable[[], None]) -> None:
        """Have ``wake`` called when the flight lands."""
        fresh: list[Callable[[], None]] = []
        wakers = self.wakers = fresh if self.wakers is None else self.wakers
        wakers.append(wake)

    def waiting(self) -> set[_waiting]:
        """Return the set of those who wait for the sake of this flight; there is one from now on."""
        fresh: set[_waiting] = set()
        waits = self.waits = fresh if self.waits is None else self.waits
        return waits

    def fail(self, made: dict[object, object], error: BaseException) -> None:
        """Leave the place empty; waiters get an ordinary error, and take over after a cancellation or an interrupt."""
        if isinstance(error, Exception):
            self.error = error
        if made.get(self.label) is self:
            del made[self.label]
        self.land()

    def lost(self) -> bool:
        """Tell whether this flight was on its way in a thread that a fork left behind."""
        return self._era != _BOOK.era and self._thread != _BOOK.survivor

    def block(self, made: dict[object, object], waiter: Flight | None) -> None:
        """Wait in this thread until the flight has landed; raise what it failed with.

        Raises:
            ServiceCircularDependencyError: it waits, through others, for ``waiter``.
            ServiceAsyncError: a task of this very thread is flying it, so that waiting would never end.
        """
        with _waiting(self, waiter):
            if self._thread == get_ident() and not self.lost():
                from wireworks._runtime.hindrances import stuck  # hardly ever needed, and start-up is dear

                raise stuck(self.label)
            landed = allocate_lock()
            landed.acquire()
            self._call(landed.release)
            if made.get(self.label) is self:
                landed.acquire()
        if self.error is not None:
            raise self.error

    async def join(self, made: dict[object, object], waiter: Flight | None) -> None:
        """Wait in this task until the flight has landed; otherwise as ``block``."""
        from asyncio import get_running_loop

        with _waiting(self, waiter):
            loop = get_running_loop()
            landed = loop.create_future()

            def settle() -> None:
                if not landed.done():
                    landed.set_result(None)

            def wake() -> None:
                # A loop that is closed by now has nobody left to wake.
                if not loop.is_closed():
                    loop.call_soon_threadsafe(settle)

            self._call(wake)
            if made.get(self.label) is self:
                await landed
        if self.error is not None:
            raise self.error

    def chain(self) -> Iterator[Flight]:
        """Yield this flight and all that it is part of, the innermost first."""
        flight: Flight | None = self
        while flight is not None:
            yield flight
            flight = flight.parent


def take_off(label: Provider, parent: Flight | None) -> Flight:
    """Return a new flight, which is on its way in this thread."""
    flight: Flight = Flight()
    flight.label = flight.place = label
    flight.parent = parent
    flight._thread = get_ident()
    flight._era = _BOOK.era
    flight.error = flight.wakers = flight.waits = None
    if not HAS_GIL:  # later two might begin them at once
        flight.wakers, flight.waits = [], set()
    return flight


def flown_elsewhere(label: Provider) -> Flight:
    """Return a new flight, which is on its way in nobody knows which thread."""
    flight = take_off(label, None)
    flight._thread = -1
    return flight


class _waiting:  # noqa: N801 - used as a ``with`` statement's verb
    """Let it be known that ``waiter``, and all it is part of, waits for ``target``; refuse a circle.

    Everybody says so first, takes a number, and then looks for a circle among those with lower numbers: of those who
    close one together the last sees all the others, and is refused.
    """

    def __init__(self, target: Flight, waiter: Flight | None) -> None:
        self.target = target
        self.number = sys.maxsize
        # Who makes straight away has no flight until somebody looks.
        here = dict.fromkeys(_on_this_stack(sys._getframe(2)))  # as `inspect` and `logging` do
        self._chain = list(here if waiter is None else {**here, **dict.fromkeys(waiter.chain())})

    def __enter__(self) -> None:
        try:
            for flight in self._chain:
                flight.waiting().add(self)
            self.number = next(_BOOK.numbers)
            _refuse_circle(self, self._chain)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        for flight in self._chain:
            flight.waiting().discard(self)


def _on_this_stack(frame: FrameType | None) -> Iterator[Flight]:
    """Yield the makings whose frames lie on the stack, the innermost first."""
    last: object = None
    while frame is not None:
        code = frame.f_code
        if ROOT in frame.f_globals:
            yield from _in_generated(frame)
        elif code.co_argcount and code.co_varnames[0] == "self":
            walker = frame.f_locals.get("self")
            # By ``type``: nothing of an object of the user's may run here.
            if walker is not last and issubclass(type(walker), Walker):
                yield from cast("Walker", walker).flights()
                last = walker
        frame = frame.f_back


def _in_generated(frame: FrameType) -> Iterator[Flight]:
    values = list(frame.f_locals.values())
    flight = frame.f_locals.get(frame.f_globals.get(OWN, ""))
    # One that came too late for its place stands nowhere.
    if isinstance(flight, Flight) and any(
        value.__class__ is dict and value.get(flight.label) is flight for value in values
    ):
        yield flight
    for value in values:
        if hasattr(type(value), "flown_by"):
            flown = cast("Runner", value).flown_by(values)
            if flown is not None:
                yield flown


def _refuse_circle(waiting: _waiting, chain: list[Flight]) -> None:
    """Raise if what ``chain`` waits for from now on waits, over whatever, for any of it."""
    came: dict[Flight, Flight | None] = {waiting.target: None}
    for flight in (ahead := [waiting.target]):
        if flight in chain:
            back = [flight]
            while (here := came[back[-1]]) is not None:
                back.append(here)
            circle = [*reversed(chain[: chain.index(flight) + 1]), *reversed(back)]
            from wireworks._runtime.hindrances import circular  # as above

            raise circular([each.label for each in circle])
        for other in flight.waiting().copy():  # at once: others come and go meanwhile
            if other.number < waiting.number and other.target not in came:
                came[other.target] = flight
                ahead.append(other.target)
