"""Where providers keep what they made: one home for each set of overrides that what is kept depends on."""

from __future__ import annotations

from itertools import count
from typing import Protocol

from wireworks._explicit.following import CLOCK, in_force
from wireworks._model.key import Key
from wireworks._model.wiring import Override, Wired
from wireworks._runtime.exits import Exit, Resource
from wireworks._runtime.instances import Instances

_STAMPS = count()


class Keeper(Protocol):
    """A provider that keeps what it made."""

    def home(self) -> Home:
        """Return where it keeps what it made, under the overrides in force."""
        ...


class Home(Instances):
    """What one provider keeps; it can be emptied and used again. ``stamp`` tells when a resource was opened here."""

    __slots__ = ("stamp",)

    what = "the resources"

    def __init__(self) -> None:
        super().__init__()
        self.stamp = -1

    def keeps(self, key: Key, resource: Resource, is_async: bool = False) -> bool:  # noqa: FBT001, FBT002 - as there
        """Remember to close ``resource`` when it is shut down, and when it was opened."""
        self.stamp = next(_STAMPS)
        return super().keeps(key, resource, is_async)

    def empty(self) -> list[Exit]:
        """Forget everything, and return what has to be closed."""
        exits, self.exits = self.exits, None
        self.made = {}
        self._let_go()
        return exits or []


class Shelf:
    """The homes of one provider: for everybody, for one thread, or for one context.

    While overrides are in force that the product depends on, it is made afresh in a home of its own. Homes of overrides
    that have ended are given up, but for those where something has to be closed.
    """

    __slots__ = ("_now", "homes")

    def __init__(self) -> None:
        self.homes: dict[frozenset[Override], Home] = {frozenset(): Home()}
        self._now = (0, self.homes[frozenset()])

    def home(self, owner: Wired) -> Home:
        """Return the home of what ``owner`` makes under the overrides in force."""
        seen, home = self._now
        now = CLOCK.now
        if seen == now:
            return home
        for overrides, old in list(self.homes.items()):
            if any(entry.ended for entry in overrides) and not old.exits:
                self.homes.pop(overrides, None)
        home = self.homes.setdefault(in_force(owner), Home())
        self._now = (now, home)
        return home
