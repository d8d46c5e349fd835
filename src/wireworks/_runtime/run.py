"""Runs: the first making in a scope goes straight through its plan, and keeps what it makes in a list of its own (L26).

As long as one making uses a scope, nothing has to be claimed and nobody to be asked. Whoever else comes, from another
thread or task or out of a factory, turns the list into the dictionary that everybody uses. The run notices at its next
step that its scope holds something else, hands over what it has made since, and goes on as everybody does.

All this leans on one thing: between two instructions without a call no other thread runs. Where that is not so,
nothing runs straight (`IS_POSSIBLE`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from threading import Lock
from typing import Any, TypeAlias

from wireworks._model.provider import Provider
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._runtime.flight import Flight, flown_elsewhere
from wireworks._runtime.instances import Closed, Flown, Instances
from wireworks._runtime.tables import ENDED, Tables

IS_POSSIBLE: bool = getattr(sys, "_is_gil_enabled", lambda: True)()

_BUSY: Any = frozenset({"being turned into a dictionary"})

_SHARING = Lock()
"""Guards the turning of lists into dictionaries; no code of a user's runs inside."""

Made: TypeAlias = list[Any]

_RUNS = frozenset({list, tuple})


class Run(NamedTuple):
    """What one function makes straight away, in this order.

    Its lists begin with it; behind it stand the products, or ``MISSING``, or the flight of what is being awaited.
    Where nothing can come in between, it is a tuple of what was made instead.
    """

    places: tuple[Provider, ...]

    def blank(self) -> Made:
        """Return a list in which nothing is made yet."""
        return [self, *(MISSING for _ in self.places)]

    def table(self, made: Made) -> dict[object, Any]:
        """Return what was made by its place."""
        products = zip(self.places, made[1:], strict=True)
        return {place: product for place, product in products if product is not MISSING and not _flies(product)}

    def next(self, made: Made) -> Flight | None:
        """Return a flight for what is being made, or is about to be; ``None`` when all is made."""
        for place, product in zip(self.places, made[1:], strict=True):
            if product is MISSING:
                return flown_elsewhere(place)
            if _flies(product):
                flight: Flight = product
                return flight
        return None


class Shared(Instances):
    """Instances that one run may have to itself until somebody else comes.

    ``made`` is ``None`` at first, then the list of a run or the dictionary of everybody. Who finds ``None`` puts either
    there on the same line, without a call: nobody comes in between.
    """

    __slots__ = ("_tables",)

    _tables: Tables

    def all_made(self) -> dict[object, Any]:
        """Return the dictionary of what was made; a run that is under way notices."""
        made: dict[object, Any] = self.made
        if made.__class__ is dict or isinstance(made, Closed):
            return made
        with _SHARING:
            return self._turned()

    def flown_by(self, values: Iterable[object]) -> Flight | None:
        """Return the flight of what is being made by the run whose list is one of ``values``, if any is."""
        lists: list[Any] = [value for value in values if value.__class__ is list]
        if not any(each and each[0].__class__ is Run for each in lists):
            return None
        self.all_made()
        flown = None if self.aside is None else self.aside.flown
        # Who came too late with a list of his own waits for the flight, and does not fly it.
        return flown.flight if flown is not None and any(each is flown.made for each in lists) else None

    def rejoin(self, made: Made) -> None:
        """Put what a run has made where everybody looks, because somebody else has come.

        Raises:
            ServiceClosedError: the scope has ended meanwhile.
        """
        with _SHARING:
            flight = self._handed_over(made)
        if flight is not None:
            flight.land()
        if self.closed:
            raise self.gone()

    def fall(self, made: Made, error: BaseException) -> None:
        """Keep what a run has made before it failed, and tell those who wait for the rest."""
        with _SHARING:
            if self.made is None or self.made is made:
                self._put(made[0].table(made))
                return
            flight = self._handed_over(made)
        if flight is not None:
            flight.fail({}, error)

    def _turned(self) -> dict[object, Any]:
        empty: dict[object, Any] = {}  # here: garbage may be collected for it, and others come in
        self.made = empty if self.made is None else self.made  # on one line nobody comes in between
        made = self.made
        if made.__class__ in _RUNS:
            self.made = _BUSY  # from here on the run notices, and nobody else gets past the lock
            now: Made = list(made)  # the run may finish what it is making between one look and the next
            run: Run = now[0]
            table = run.table(now)
            flight = run.next(now)
            if flight is not None:
                self.put_aside().flown = Flown(made, flight, table)
                table[flight.label] = flight
            made = table
        self._put(made)
        return self.made  # type: ignore[no-any-return]  # the dictionary, or what stands for it after the end

    def _put(self, table: dict[object, Any]) -> None:
        self.made = table
        if self._tables is ENDED:  # by another thread, meanwhile
            self.made = self.ended

    def _handed_over(self, made: Made) -> Flight | None:
        """Put what was made since the others came into their dictionary; return the flight they wait for.

        They may look at any moment: a product takes the place of its flight at once.
        """
        flown = None if self.aside is None else self.aside.flown
        if flown is None:
            return None
        self.put_aside().flown = None
        _, flight, table = flown
        product = made[0].table(made).get(flight.label, MISSING)
        if table.get(flight.label) is flight:
            if product is MISSING:
                del table[flight.label]
            else:
                table[flight.label] = product
        return flight


def _flies(product: object) -> bool:
    return product.__class__ is Flight
