"""The walk over explicit wiring: overrides are followed, and each provider keeps what it made itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, NoReturn, cast

from wireworks._compile.engine import Engine
from wireworks._compile.faults import already_made
from wireworks._compile.frame import Frame, Wait
from wireworks._compile.interpret import DEEPER, Evaluation
from wireworks._declare.maker import Maker
from wireworks._explicit.arguments import check_of_the_moment
from wireworks._explicit.following import FOLLOWING, circular, top
from wireworks._explicit.keeping import Keeper
from wireworks._model.sentinel import MISSING
from wireworks._model.wiring import Chosen, Wired
from wireworks._plan.explicit import wire
from wireworks._plan.path import links, way_back
from wireworks._plan.records import Node
from wireworks._runtime.claims import standing
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope
from wireworks.errors import ServiceAsyncError


class Walk(Evaluation):
    """One making by explicit wiring.

    Wiring itself goes in no circle, only overrides make one; so from the first of them on the walk is watched:
    ``_active`` are the factories under way here, and ``_via`` tells, of those that stand in for others, for which.
    """

    __slots__ = ("_active", "_sync", "_via")

    def __init__(self, root: Node, given: Mapping[str, object], positional: tuple[object, ...]) -> None:
        super().__init__(ALONE, root, None, given, positional)
        self._active: set[Wired] | None = None
        self._via: list[tuple[Frame, list[Wired]]] = []
        self._sync = False

    def run(self) -> Any:
        """Make it in this thread.

        Raises:
            ServiceAsyncError: something that is not there yet takes ``await``.
        """
        self._sync = True
        return super().run()

    def _refuse(self) -> None:
        refuse(self.root)

    def _reach(self, node: Node, above: Frame | None) -> object:
        wired: Wired = node.provider.subject
        if wired.overrides or wired.__wireworks_origin__ is not None or self._active is not None:
            return self._reach_watched(node, above)
        return self._begin(node, above)

    def _begin(self, node: Node, above: Frame | None) -> object:
        owner = self._outside if above is None else above.owner
        if not node.shared:
            self._stack.append(Frame(node, ALONE.root, None, owner))
            return DEEPER
        found = self._claim(node, cast("Keeper", node.provider.subject).home(), owner)
        if found is DEEPER:
            if self._sync and node.awaits:
                raise _needs_await((node,))
        elif self._positional and node is self.root and not isinstance(found, Wait):
            raise already_made(node)
        return found

    def _reach_watched(self, node: Node, above: Frame | None) -> object:
        """Reach a node that may be overridden, or come back to one that is."""
        wired: Wired = node.provider.subject
        via: list[Wired] = []
        if top(wired) is not None:
            if self._active is None:
                self._active = {frame.node.provider.subject for frame in self._stack}
            other = self._follow(wired, via)
            if not isinstance(other, Wired):
                return other
            wired, node = other, self._instead(other, as_root=above is None)
        if self._active is None:
            return self._begin(node, above)
        if wired in self._active:
            raise circular(wired)
        found = self._begin(node, above)
        if found is DEEPER:
            self._active.add(wired)
            self._via.append((self._stack[-1], via))
        return found

    def _follow(self, wired: Wired, via: list[Wired]) -> object:
        """Return what answers for ``wired`` in the end; write into ``via`` what led there."""
        outer = (*FOLLOWING.get(), *(each for _, between in self._via for each in between))
        here: object = wired
        while isinstance(here, Wired) and (entry := top(here)) is not None:
            if here in via or here in outer:
                raise circular(here, (*outer, *via))
            via.append(here)
            here = entry.other
        return here

    def _instead(self, other: Wired, *, as_root: bool) -> Node:
        """Return the node of what is made in the place of another, with its arguments where that was asked for."""
        node = wire(other, frozenset(self._given) if as_root else frozenset())
        if as_root:
            self.root = node
        if self._sync and node.is_async:
            refuse(node)
        return node

    def _call(self, frame: Frame) -> None:
        if frame.needs is not frame.node.needs:
            frame.product = frame.node.provider.subject.__wireworks_accepted__(frame.values[-1])
            return
        if not self._via:
            super()._call(frame)
            return
        token = FOLLOWING.set((*FOLLOWING.get(), *(each for _, via in self._via for each in via)))
        try:
            super()._call(frame)
        finally:
            FOLLOWING.reset(token)

    def _deliver(self, frame: Frame) -> None:
        product = frame.product
        if type(product) is Chosen:
            frame.needs = (*frame.needs, self._instead(product.option, as_root=frame.node is self.root))
            frame.product = MISSING
            return
        if self._active is not None:
            self._active.discard(frame.node.provider.subject)
            if self._via and self._via[-1][0] is frame:
                self._via.pop()
        if frame.flight is None or frame.home.made is frame.made:
            super()._deliver(frame)
            return
        # It was reset meanwhile: whoever asked gets what was made, and nobody else does.
        frame.flight.land()
        self._stack.pop()
        self._hand_up(product)


def walk(wired: Wired, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Walk:
    """Return the making of one product for a call with such arguments.

    Raises:
        ServiceParameterError: a keyword speaks of an argument of what is injected.
    """
    return Walk(node_of(wired, kwargs), kwargs, args)


def node_of(wired: Wired, kwargs: Mapping[str, Any]) -> Node:
    """Return the plan of calls that name such arguments; raises as ``walk``."""
    names = frozenset(kwargs)
    node: Node | None = wired.__wireworks_nodes__.get(names)
    if node is None:
        check_of_the_moment(wired, names)
        node = wire(wired, names)
    return node


def refuse(root: Node) -> None:
    """Raise ``ServiceAsyncError`` if anything that is not there yet takes ``await``, before anything is made."""
    came: dict[Node, Node | None] = {root: None}
    waiting = [root]
    for node in waiting:
        wired: Wired = node.provider.subject
        entry = top(wired)
        if entry is not None:
            below = [wire(entry.other)] if isinstance(entry.other, Wired) else []
        elif node.shared and standing(cast("Keeper", wired).home().made, node.provider) is not MISSING:
            continue
        elif node.awaits:
            raise _needs_await(way_back(node, came))
        else:
            below = [need for need in node.needs if need.is_async]
        for each in below:
            if each not in came:
                came[each] = node
                waiting.append(each)


def _needs_await(way: tuple[Node, ...]) -> ServiceAsyncError:
    asked, culprit = way[0].provider.subject, way[-1]
    made_by = f"`{culprit.provider.subject!r}` is made by an {culprit.making.value}"
    return ServiceAsyncError(
        f"`{asked!r}` cannot be had without await: {made_by}.",
        chain=links(way),
        fix="use `await provider.aget()`, or await what takes it first.",
        see="async-service",
    )


def _unbound(maker: Maker, scope: ServiceScope | None) -> NoReturn:
    raise AssertionError(maker, scope)  # pragma: no cover - explicit wiring has no type hints to bind


ALONE = Engine(Instances(), ContextVar("wireworks_alone", default=None), _unbound)
