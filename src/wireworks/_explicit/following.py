"""Overrides: which are in force, where they lead, and the circles they can make (L18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from itertools import count
from weakref import WeakKeyDictionary, WeakSet

from wireworks._model.wiring import Delegate, Override, Wired
from wireworks._text.message import Link
from wireworks._text.names import place_of
from wireworks.errors import ServiceCircularDependencyError

FOLLOWING: ContextVar[tuple[Wired, ...]] = ContextVar("wireworks_following", default=())
"""The overridden factories whose stand-ins run in this context."""


class _Clock:
    """Count the changes of overrides, so that whoever depends on them can tell whether to look again."""

    def __init__(self) -> None:
        self.now = 0
        self.standing: WeakSet[Override] = WeakSet()
        self._ticks = count(1)

    def tick(self) -> None:
        """Tell that an override was set or taken back."""
        self.now = next(self._ticks)


CLOCK = _Clock()
_FOUND: WeakKeyDictionary[Wired, tuple[int, frozenset[Override]]] = WeakKeyDictionary()
"""What ``in_force`` found, and when."""


def put(wired: Wired, other: object) -> Override:
    """Set an override on top of the others."""
    entry = Override(other)
    CLOCK.standing.add(entry)
    wired.overrides.append(entry)
    wired.__wireworks_overridden__()
    CLOCK.tick()
    return entry


def take_back(wired: Wired, entry: Override) -> None:
    """Remove an override, wherever in the stack it stands; do nothing where it was removed before."""
    if entry in wired.overrides:
        wired.overrides.remove(entry)
        entry.ended = True
        CLOCK.standing.discard(entry)
        CLOCK.tick()


def top(wired: Wired) -> Override | None:
    """Return the override in force: the last one of ``wired``, or else of what it is a copy of."""
    here: Wired | None = wired
    while here is not None:
        entry = next(reversed(here.overrides), None)
        if entry is not None:
            return entry
        here = here.__wireworks_origin__
    return None


def in_force(root: Wired) -> frozenset[Override]:
    """Return the overrides of whatever ``root`` may come to use, however far."""
    now = CLOCK.now
    known = _FOUND.get(root)
    if known is not None and known[0] == now:
        return known[1]
    if not CLOCK.standing:
        return frozenset()
    above = leading_to([root], used_by)
    found: dict[Wired, set[Override]] = {wired: set() for wired in above}
    for wired in above:
        entry = top(wired)
        if entry is not None:
            for user in users_of([wired], above):
                found[user].add(entry)
    for wired, entries in found.items():
        _FOUND[wired] = now, frozenset(entries)
    return _FOUND[root][1]


def leading_to(roots: Iterable[Wired], below_of: Callable[[Wired], Iterable[Wired]]) -> dict[Wired, list[Wired]]:
    """Return ``roots`` and everything that they lead to, with what leads to each."""
    above: dict[Wired, list[Wired]] = {root: [] for root in roots}
    waiting = list(above)
    while waiting:
        wired = waiting.pop()
        for below in below_of(wired):
            if below not in above:
                above[below] = []
                waiting.append(below)
            above[below].append(wired)
    return above


def users_of(goals: Iterable[Wired], above: Mapping[Wired, Iterable[Wired]]) -> set[Wired]:
    """Return all who lead to one of ``goals``, however far, by what ``leading_to`` returned."""
    found: set[Wired] = set()
    waiting = list(goals)
    while waiting:
        users = set(above[waiting.pop()]) - found
        found |= users
        waiting.extend(users)
    return found


def parts_of(wired: Wired) -> Iterator[Wired]:
    """Yield the factories among what ``wired`` was given, those that are handed over as they are included."""
    return _factories_in(wired.__wireworks_parts__().values())


def used_by(wired: Wired) -> Iterator[Wired]:
    """Yield the factories that ``wired`` uses: what stands in for it where it is overridden, or else its parts."""
    return _factories_in(_values_used(wired))


def _values_used(wired: Wired) -> Iterable[object]:
    entry = top(wired)
    return wired.__wireworks_parts__().values() if entry is None else (entry.other,)


def _factories_in(values: Iterable[object]) -> Iterator[Wired]:
    for value in values:
        if isinstance(value, Wired):
            yield value
        elif isinstance(value, Delegate):
            yield value.factory


def circular(wired: Wired, following: tuple[Wired, ...] = ()) -> ServiceCircularDependencyError:
    """Return the error for a factory that needs itself, told from one of those that are overridden.

    ``following`` are those that led to it; where one of them comes back by a call in user code, they are the way.
    """
    circle = _circle(wired)
    if not circle:
        before = following.index(wired) if wired in following else len(following)
        circle = [wired, *following[before + 1 :]]
    start = next((index for index, each in enumerate(circle) if top(each) is not None), 0)
    circle = [*circle[start:], *circle[: start + 1]]
    names = " -> ".join(f"`{each!r}`" for each in circle)
    return ServiceCircularDependencyError(
        f"`{circle[0]!r}` needs itself: {names}.",
        chain=[_link(above, wired) for above, wired in zip([None, *circle], circle, strict=False)],
        fix="override it with a factory that does not use it, or inject a `Delegate`.",
        see="circular-dependency",
    )


def _link(above: Wired | None, wired: Wired) -> Link:
    """Return the step of a chain to a factory, which stands in for the one above or is a part of it."""
    place = place_of(wired.__wireworks_parts__().provides)
    if above is not None and top(above) is not None:
        return Link("override", repr(wired), place)
    keywords = () if above is None else above.__wireworks_parts__().keywords
    parameter = next((name for name, value in keywords if value is wired), None)
    return Link("factory", repr(wired), place, parameter)


def _circle(factory: Wired) -> list[Wired]:
    """Return the factories on a way from ``factory`` back to itself, itself first; none where there is no such way."""
    came: dict[Wired, Wired] = {}
    waiting = [factory]
    while factory not in came:
        if not waiting:
            return []
        here = waiting.pop()
        for below in (value for value in _values_used(here) if isinstance(value, Wired)):
            if below not in came:
                came[below] = here
                waiting.append(below)
    way = [factory]
    while (before := came[way[-1]]) is not factory:
        way.append(before)
    return [factory, *way[:0:-1]]
