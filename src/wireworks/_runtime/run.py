"""Runs: the first making in a scope goes straight through its plan, and keeps what it makes in a list of its own (L26).

As long as one making uses a scope, nothing has to be claimed and nobody to be asked. Whoever else comes, from another
thread or task or out of a factory, turns the list into the dictionary that everybody uses. The run notices at its next
step that its scope holds something else, hands over what it has made since, and goes on as everybody does.

All this leans on one thing: between two instructions without a call no other thread runs, no garbage is collected and
no signal is handled. So no lock is held while a list is turned: a finalizer may ask for the same scope while the
dictionary is made, and whoever is first puts his own in place. Where that is not so, nothing runs straight
(`IS_POSSIBLE`).
"""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Iterable
from typing import Any, TypeAlias

from wireworks._model.provider import Provider
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._runtime.flight import HAS_GIL, Flight, flown_elsewhere
from wireworks._runtime.instances import Flown, Instances
from wireworks._runtime.tables import ENDED, Tables

IS_POSSIBLE: bool = HAS_GIL

_BEGINNING = RLock()
"""Guards, where threads run in parallel, that a scope begins one dictionary and no second."""

Made: TypeAlias = list[Any]

_RUNS = (list, tuple)


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

    def next(self, made: Made) -> int | None:
        """Return where in the list is what is being made, or is about to be; ``None`` when all is made."""
        for at, product in enumerate(made):
            if product is MISSING or _flies(product):
                return at
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
        made: dict[object, Any] | Made | tuple[Any, ...] | None = self.made
        while made is None or isinstance(made, _RUNS):
            if made is None:
                self._begin()
            else:
                self._turn(made)
            made = self.made
        return made

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
        flight = self._handed_over(made)
        if flight is not None:
            flight.land()
        if self.closed:
            raise self.gone()

    def fall(self, made: Made, error: BaseException) -> None:
        """Keep what a run has made before it failed, and tell those who wait for the rest."""
        table = made[0].table(made)
        if self.made is made:
            self.made = table
            return
        flight = self._handed_over(made)
        if flight is not None:
            flight.fail({}, error)

    def _begin(self) -> None:
        """Put an empty dictionary where there is nothing yet."""
        empty: dict[object, Any] = {}
        if HAS_GIL:
            self.made = empty if self.made is None else self.made
            return
        with _BEGINNING:
            self.made = empty if self.made is None else self.made
        if self._tables is ENDED:  # by another thread, meanwhile
            self.made = self.ended

    def _turn(self, made: Made | tuple[Any, ...]) -> None:
        """Put a dictionary in the place of the list of a run, unless the run or anybody else has been faster."""
        run: Run = made[0]
        now = list(made)
        table = run.table(now)
        at = run.next(now)
        if at is None or isinstance(made, tuple):
            self.made = table if self.made is made else self.made
            return
        flight = now[at] if _flies(now[at]) else flown_elsewhere(run.places[at - 1])
        table[flight.label] = flight
        aside = self.put_aside()
        flown = Flown(made, flight, table)
        # Without a call from here on: the run is still where it was, and notices at its next step.
        if self.made is made and made[at] is now[at]:
            self.made = table
            aside.flown = flown

    def _handed_over(self, made: Made) -> Flight | None:
        """Put what was made since the others came into their dictionary; return the flight they wait for.

        They may look at any moment: a product takes the place of its flight at once.
        """
        aside = self.aside
        flown = None if aside is None else aside.flown
        if aside is None or flown is None:
            return None
        _, flight, table = flown
        product = made[0].table(made).get(flight.label, MISSING)
        if table.get(flight.label) is flight:
            if product is MISSING:
                del table[flight.label]
            else:
                table[flight.label] = product
        aside.flown = None
        return flight


def _flies(product: object) -> bool:
    return product.__class__ is Flight
