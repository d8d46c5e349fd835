"""Who makes what is not there yet: places that are claimed, and what stands in them (L26)."""

from __future__ import annotations

from collections.abc import Mapping

from wireworks._model.provider import Provider
from wireworks._model.sentinel import MISSING
from wireworks._runtime.flight import MAKING, Flight, leave, take_off


class flying:  # noqa: N801 - used as a ``with`` statement's verb
    """Run user code as the making that ``flight`` stands for; if it raises, the flight has failed."""

    __slots__ = ("_flight", "_made", "_token")

    def __init__(self, flight: Flight, made: dict[object, object]) -> None:
        self._flight = flight
        self._made = made

    def __enter__(self) -> None:
        self._token = MAKING.set(self._flight)

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        leave(self._token)
        if error is not None:
            self._flight.fail(self._made, error)


def claim(made: dict[object, object], label: Provider, parent: Flight | None) -> tuple[object, bool]:
    """Return what stands in the place of ``label``, and whether it is a new flight that the caller has to fly.

    Otherwise it is the flight of somebody else, to be waited for, or what was made.
    """
    while True:
        found = made.get(label, MISSING)
        if found is MISSING:
            flight = take_off(label, parent)
            found = made.setdefault(label, flight)
            if found is flight:
                return flight, True
        if not isinstance(found, Flight) or not found.lost():
            return found, False
        made.pop(label, None)


def standing(made: Mapping[object, object], label: Provider) -> object:
    """Return what was made in the place of ``label``; ``MISSING`` while there is nothing, or a flight on its way."""
    found = made.get(label, MISSING)
    return MISSING if isinstance(found, Flight) else found
