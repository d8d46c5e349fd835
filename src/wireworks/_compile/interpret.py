"""The meaning of a plan: walk it and make what it says. Generated code must do the same, only faster.

The walk keeps a stack of its own, so a graph may be deeper than Python's. It stops wherever something has to be waited
for, and whoever drives it waits: a thread by blocking, a task by awaiting.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Generator, Iterator, Mapping
from functools import partial
from typing import Any, cast

from wireworks._compile.disposal import adispose_later, dispose_later
from wireworks._compile.engine import Engine
from wireworks._compile.faults import (
    Walk,
    already_made,
    check_product,
    home_of,
    never_yielded,
    no_value,
    recursion,
    refuse_async,
)
from wireworks._compile.frame import Frame, Wait
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._model.provider import Source
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Constant, Given, Node, Supply
from wireworks._runtime.claims import claim
from wireworks._runtime.exits import first_step
from wireworks._runtime.flight import MAKING, Flight, leave
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope

_NOTHING: Mapping[str, object] = {}
DEEPER = object()
"""What a walk finds where it has put a new frame on the stack."""


class Evaluation(Walk):
    """One walk from the node that was asked for down to what it needs, and back up with the instances."""

    __slots__ = ("_engine", "_given", "_outside", "_positional", "_result", "_scope", "_stack")

    def __init__(
        self,
        engine: Engine,
        root: Node,
        scope: ServiceScope | None,
        given: Mapping[str, object] = _NOTHING,
        positional: tuple[object, ...] = (),
    ) -> None:
        self._engine = engine
        self.root = root
        self._scope = scope
        self._given = given
        self._positional = positional
        self._outside = MAKING.get()
        if self._outside is not None and engine.watch is not None:
            engine.watch(root, self._outside)
        self._stack: list[Frame] = []
        self._result: object = MISSING

    def run(self) -> Any:
        """Make it in this thread.

        Raises:
            ServiceAsyncError: something that is not there yet takes ``await``; nothing was made.
        """
        if self.root.is_async:
            self._refuse()
        try:
            while (pending := self._advance()) is not None:
                flight, made, waiter = cast("Wait", pending)
                flight.block(made, waiter)
        except BaseException as error:
            self._abort(error)
            raise
        return self._result

    def _refuse(self) -> None:
        refuse_async(self.root, self._engine, self._scope)

    async def arun(self) -> Any:
        """Make it in this task."""
        try:
            while (pending := self._advance()) is not None:
                if isinstance(pending, Frame):
                    await self._awaited(pending)
                else:
                    await pending.flight.join(pending.made, pending.waiter)
        except BaseException as error:
            self._abort(error)
            raise
        return self._result

    def flights(self) -> Iterator[Flight]:
        """Yield the makings that are under way in it, the innermost first."""
        # One that could not even begin has none.
        return (frame.flight for frame in reversed(getattr(self, "_stack", ())) if frame.flight is not None)

    def _advance(self) -> Wait | Frame | None:
        """Go on until something has to be waited for; return it, or ``None`` at the end."""
        while self._result is MISSING:
            frame = self._stack[-1] if self._stack else None
            if frame is not None and len(frame.values) == len(frame.needs):
                if frame.is_spared():
                    frame.product = None
                else:
                    self._call(frame)
                    if frame.node.awaits and frame.wired is None:
                        return frame
                self._deliver(frame)
                continue
            need = self.root if frame is None else frame.needs[len(frame.values)]
            found = self._reach(need, frame)
            if isinstance(found, Wait):
                return found
            if found is not DEEPER:
                self._hand_up(found)
        return None

    def _hand_up(self, instance: object) -> None:
        if self._stack:
            self._stack[-1].values.append(instance)
        else:
            self._result = instance

    def _reach(self, node: Node, above: Frame | None) -> object:
        """Return what is there already, or somebody to wait for, or put a new frame on the stack."""
        scope = self._scope if above is None else above.scope
        if node.source is not Source.FACTORY:
            return self._ready(node, scope)
        owner = self._outside if above is None else above.owner
        if not node.shared:
            home = above.home if above is not None else scope or self._engine.root
            self._stack.append(Frame(node, home, None, owner))
            return DEEPER
        singleton = node.lifetime is Lifetime.SINGLETON
        home = self._engine.home(node.provider) if singleton else home_of(node, scope, self.root)
        return self._claim(node, home, owner)

    def _claim(self, node: Node, home: Instances, owner: Flight | None) -> object:
        made = home.all_made()
        found, mine = claim(made, node.provider, owner)
        if mine:
            self._stack.append(Frame(node, home, cast("Flight", found), owner))
            return DEEPER
        if isinstance(found, Flight):
            return Wait(found, made, owner)
        if node.given:
            raise already_made(node)
        return found

    def _ready(self, node: Node, scope: ServiceScope | None) -> object:
        if node.source is Source.INSTANCE:
            return node.provider.subject
        home = home_of(node, scope, self.root)
        return home if node.source is Source.SCOPE else home.value_of(node.key, partial(no_value, self.root, node))

    def _call(self, frame: Frame) -> None:
        """Call the factory; what it hands over becomes the frame's product."""
        node = frame.node
        token = None if frame.owner is None else MAKING.set(frame.owner)
        try:
            if frame.wired is not None:
                frame.product = frame.wired(**{name: self._given[name] for name in node.given})
                return
            positional, keywords = self._arguments(frame)
            frame.product = node.factory(*positional, **keywords)
            if node.making is Making.GENERATOR:
                self._start(frame)
            elif not node.awaits:
                if self._may_dispose(frame):
                    dispose_later(self._engine.current, node, *self._disposing(frame))
                self._set_up(frame)
        finally:
            if token is not None:
                MAKING.reset(token)

    def _arguments(self, frame: Frame) -> tuple[list[object], dict[str, object]]:
        values = iter(frame.values)
        positional: list[object] = []
        keywords: dict[str, object] = {}
        for name, by_name, supply in frame.node.arguments:
            value = self._value(supply, frame, values)
            if by_name:
                keywords[name] = value
            else:
                positional.append(value)
        positional.extend(self._extra(frame))
        return positional, keywords

    def _extra(self, frame: Frame) -> tuple[object, ...]:
        return self._positional if frame.node is self.root else ()

    def _value(self, supply: Supply, frame: Frame, values: Iterator[object]) -> object:
        if isinstance(supply, Node):
            return next(values)
        if isinstance(supply, Constant):
            return supply.value
        if isinstance(supply, Given):
            return self._given[supply.name]
        return self._engine.bind(supply, frame.scope)

    def _set_up(self, frame: Frame) -> None:
        """Assign attributes and call methods after construction; their values stand behind those of the arguments."""
        steps = frame.node.steps
        if not steps:
            return
        nodes = sum(isinstance(argument.supply, Node) for argument in frame.node.arguments)
        values = iter(frame.values[nodes:])
        for name, call, supply in steps:
            value = self._value(supply, frame, values)
            if call:
                getattr(frame.product, name)(value)
            else:
                setattr(frame.product, name, value)

    def _start(self, frame: Frame) -> None:
        generator = cast("Generator[object, None, None]", frame.product)
        frame.product = next(generator, MISSING)
        if frame.product is MISSING:
            raise never_yielded(frame.node)
        self._keeper(frame).hold(frame.node.key, generator)
        self._set_up(frame)

    async def _awaited(self, frame: Frame) -> None:
        token = None if frame.owner is None else MAKING.set(frame.owner)
        try:
            if frame.node.making is Making.AWAIT:
                frame.product = await cast("Awaitable[object]", frame.product)
                if self._may_dispose(frame):
                    await adispose_later(self._engine.current, frame.node, *self._disposing(frame))
            else:
                await self._astart(frame)
            self._set_up(frame)
        finally:
            if token is not None:
                leave(token)
        self._deliver(frame)

    async def _astart(self, frame: Frame) -> None:
        generator = cast("AsyncGenerator[object, None]", frame.product)
        try:
            frame.product = await first_step(generator)
        except StopAsyncIteration:
            raise never_yielded(frame.node) from None
        await self._keeper(frame).ahold(frame.node.key, generator)

    def _may_dispose(self, frame: Frame) -> bool:
        seen = frame.node.seen
        return frame.node.disposes if seen is None else type(frame.product) is not seen.plain

    def _disposing(self, frame: Frame) -> tuple[Instances | None, object, list[object]]:
        """Return who owns the product, if anybody does (nothing may keep it), and what it is made of."""
        positional, keywords = self._arguments(frame)
        kept = self._scope is not None or any(each.flight is not None for each in self._stack)
        return self._keeper(frame) if kept else None, frame.product, [*positional, *keywords.values()]

    def _keeper(self, frame: Frame) -> Instances:
        """Return who closes what a frame makes; the making that it is part of may have moved on the way."""
        owner = frame.owner
        if owner is None or owner.place is owner.label or frame.home is not self._engine.home(owner.label):
            return frame.home
        return self._engine.home(owner.place)

    def _deliver(self, frame: Frame) -> None:
        """Check the product, put it in its place, and hand it to whoever needs it."""
        node = frame.node
        if frame.wired is None:
            check_product(node, frame.product)
        if frame.flight is not None:
            if frame.home.made is not frame.made:
                raise frame.home.gone()
            self._land(frame, frame.flight)
        self._stack.pop()
        self._hand_up(frame.product)

    def _land(self, frame: Frame, flight: Flight) -> None:
        if flight.place is flight.label:
            frame.made[flight.place] = frame.product
        else:
            # Others may have been faster there; everybody gets what they have made.
            home = frame.home if flight.label.lifetime is Lifetime.SCOPED else self._engine.home(flight.place)
            frame.product = home.made.setdefault(flight.place, frame.product)
            frame.made.pop(flight.label, None)
        flight.land()

    def _abort(self, error: BaseException) -> None:
        """Give up every making under way, and tell those who wait for one; a stack at its end is told as a circle."""
        for frame in reversed(self._stack):
            if frame.flight is not None:
                frame.flight.fail(frame.made, error)
        circle = recursion(error) if isinstance(error, RecursionError) else None
        if circle is not None:
            raise circle from None
