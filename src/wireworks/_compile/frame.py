"""What a walk over a plan keeps of a making under way, and what it stops for."""

from __future__ import annotations

from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Node
from wireworks._runtime.flight import Flight
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope


class Wait(NamedTuple):
    """Somebody else makes what is needed: the flight, where it will land, and the making that waits."""

    flight: Flight
    made: dict[object, object]
    waiter: Flight | None


class Frame:
    """One making under way: what it needs still and has already, and whom its resources belong to.

    ``owner`` is the innermost making that is kept: this one or one it is part of. ``wired`` is what makes it instead of
    the node's factory, because it is overridden; what it makes is the word of whoever overrides, so nothing is added.
    """

    __slots__ = ("flight", "home", "made", "needs", "node", "owner", "product", "values", "wired")

    def __init__(self, node: Node, home: Instances, flight: Flight | None, owner: Flight | None) -> None:
        self.node = node
        self.home = home
        self.made = home.made
        self.flight = flight
        self.owner = flight or owner
        self.wired = node.wired if node.wired is not None and node.wired.overrides else None
        self.needs = node.needs if self.wired is None else ()
        self.values: list[object] = []
        self.product: object = MISSING

    @property
    def scope(self) -> ServiceScope | None:
        """The scope in force for whatever is made for this; there is none for what the container keeps."""
        return self.home if isinstance(self.home, ServiceScope) else None

    def is_spared(self) -> bool:
        """Tell whether there is nothing to put a decorator around, so that its factory is not called."""
        guard = self.node.guard
        return guard is not None and self.wired is None and self.values[self.needs.index(guard)] is None
