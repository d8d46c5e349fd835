"""Functions for nodes, made when first needed and kept; what is too deep for Python's stack stays interpreted."""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

from wireworks._compile.disposal import adispose_later, dispose_later
from wireworks._compile.engine import Engine
from wireworks._compile.faults import recursion
from wireworks._compile.interpret import Evaluation
from wireworks._compile.lower import Lowering, Parts
from wireworks._compile.module import load
from wireworks._compile.straight import Straight, course_of
from wireworks._compile.writer import Names
from wireworks._model.lifetime import Lifetime
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Node
from wireworks._runtime.claims import standing
from wireworks._runtime.flight import ROOT, Flight
from wireworks._runtime.scope import ServiceScope
from wireworks._text.names import name_of

DEEPEST = 200
"""How many levels a graph may have to be compiled; generated functions call each other, and Python's stack ends."""


class _Reference(NamedTuple):
    """A name in a function's globals that still has to be bound to the function of a node."""

    constants: dict[str, Any]
    name: str
    node: Node


class Compiler:
    """Compile the nodes of one graph for one container.

    ``calls`` holds the functions that serve factories, or how often such calls were made so far. ``is_off``: what was
    written to serve everybody does not, as registrations have changed since, or an override is open.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._functions: dict[tuple[Node, bool], Callable[..., Any]] = {}
        self._open: list[_Reference] = []
        self.calls: dict[object, Any] = {}
        self.is_off = False
        self._lock = RLock()

    def sync(self, node: Node) -> Callable[[ServiceScope | None], object] | None:
        """Return the function that makes ``node`` for sync code, or ``None`` where it has to be interpreted."""
        made = self.existing(node)
        if made is not MISSING:
            return _always(made)
        return self._asked(node, is_async=False) if not node.is_async and _compilable(node) else None

    def awaiting(self, node: Node) -> Callable[[ServiceScope | None], Any] | None:
        """Return the coroutine function that makes ``node``, or ``None`` where it has to be interpreted."""
        made = self.existing(node)
        if made is not MISSING:
            return _always_awaited(made)
        return self._asked(node, is_async=True) if _compilable(node) else None

    def _asked(self, node: Node, *, is_async: bool) -> Callable[..., Any]:
        """Return the function for who asks from outside, who may be the first in a scope."""
        course = course_of(node, self.existing, is_async=is_async)
        if course is None:
            return self.general(node, is_async=is_async)
        names = Names()
        title = names.function(f"get_{name_of(node.key)}")
        again = names.function(f"get_{name_of(node.key)}_again")
        names.constants[again] = self._later(node, names.constants, again, is_async=is_async)
        with self.binding(is_async=is_async) as parts:
            return self.loaded(Straight(parts, names, course, again, is_async=is_async), names, title)

    @contextmanager
    def binding(self, *, is_async: bool) -> Generator[Parts]:
        """Give what a function is written with; when it is, bind the other functions that it calls."""
        with self._lock:
            yield self.parts(self._getter, self.existing, is_async=is_async)
            self._bind(is_async=is_async)

    def is_settled(self, node: Node) -> bool:
        """Tell whether nothing that ``node`` needs takes ``await`` or is a singleton that is not there yet."""
        seen = {node}
        waiting = [node]
        for each in waiting:
            if self.existing(each) is not MISSING:
                continue
            if each.is_async or (each.shared and each.lifetime is Lifetime.SINGLETON):
                return False
            new = [need for need in each.needs if need not in seen]
            seen.update(new)
            waiting.extend(new)
        return True

    def _later(self, node: Node, constants: dict[str, Any], name: str, *, is_async: bool) -> Callable[..., Any]:
        """Return what compiles ``node`` for scopes that are in use, and puts that in its own place."""

        def again(scope: ServiceScope | None) -> Any:
            function = constants[name] = self.general(node, is_async=is_async)
            return function(scope)

        return again

    def general(self, node: Node, *, is_async: bool) -> Callable[..., Any]:
        """Return the function that makes ``node`` in any scope, whoever else uses it."""
        with self._lock:
            function = self._function(node, is_async=is_async)
            self._bind(is_async=is_async)
            return function

    def _bind(self, *, is_async: bool) -> None:
        while self._open:
            constants, name, other = self._open.pop()
            constants[name] = self._function(other, is_async=is_async)

    def _function(self, node: Node, *, is_async: bool) -> Callable[..., Any]:
        """Return the function of ``node``; what it refers to is bound later, so that depth costs no stack here."""
        function = self._functions.get((node, is_async))
        if function is None:
            compilable = _compilable(node) and (is_async or not node.is_async)
            function = (
                self._emitted(node, is_async=is_async) if compilable else self._interpreted(node, is_async=is_async)
            )
            self._functions[node, is_async] = function
        return function

    def _emitted(self, node: Node, *, is_async: bool) -> Callable[..., Any]:
        names = Names()
        title = names.function(f"get_{name_of(node.key)}")
        parts = self.parts(self._getter, self.existing, is_async=is_async)
        return self.loaded(Lowering(parts, names, node, is_async=is_async), names, title)

    def loaded(self, lowering: Lowering, names: Names, title: str) -> Callable[..., Any]:
        """Return the function that ``lowering`` writes under the name ``title``."""
        lowering.function(title)
        names.constants[ROOT] = lowering.root
        return load(lowering.writer.source(), title, names.constants)

    def parts(
        self, getter: Callable[[Names, Node], str], existing: Callable[[Node], object], *, is_async: bool
    ) -> Parts:
        """Return what generated code needs; how it finds other functions and singletons is the caller's choice."""
        return Parts(
            bind=self._engine.bind,
            home=self._engine.home,
            getter=getter,
            existing=existing,
            wait=lambda other: self._interpreted(other, is_async=is_async),
            dispose=partial(adispose_later if is_async else dispose_later, self._engine.current),
            explain=explain,
            give_up=_give_up,
            fall=_fall,
        )

    def _getter(self, names: Names, node: Node) -> str:
        name = names.function(f"get_{name_of(node.key)}")
        self._open.append(_Reference(names.constants, name, node))
        return name

    def _interpreted(self, node: Node, *, is_async: bool) -> Callable[..., Any]:
        engine = self._engine

        def run(scope: ServiceScope | None = None) -> object:
            return Evaluation(engine, node, scope).run()

        async def arun(scope: ServiceScope | None = None) -> object:
            return await Evaluation(engine, node, scope).arun()

        return arun if is_async else run

    def existing(self, node: Node) -> object:
        """Return the singleton of ``node`` if it is there."""
        if not node.shared or node.lifetime is not Lifetime.SINGLETON:
            return MISSING
        return standing(self._engine.home(node.provider).made, node.provider)


def _compilable(node: Node) -> bool:
    return node.height <= DEEPEST and node.lifetime is not Lifetime.SINGLETON


def _always(made: object) -> Callable[..., Any]:
    def resolve(_: ServiceScope | None = None) -> object:
        return made

    return resolve


def _always_awaited(made: object) -> Callable[..., Any]:
    async def resolve(_: ServiceScope | None = None) -> object:
        return made

    return resolve


def explain(error: RecursionError) -> None:
    """Raise what a recursion without end means; return if it means nothing of ours."""
    circle = recursion(error)
    if circle is not None:
        raise circle from None


def _give_up(flight: Flight, made: dict[object, object], error: BaseException) -> None:
    """Tell those who wait for a making that it came to nothing."""
    flight.fail(made, error)
    if isinstance(error, RecursionError):
        explain(error)


def _fall(scope: ServiceScope, made: list[Any], error: BaseException) -> None:
    """Tell those who wait for what a run makes that it came to nothing."""
    scope.fall(made, error)
    if isinstance(error, RecursionError):
        explain(error)
