"""Factories of a container written out: the call of a person who has everything at hand but the arguments (L11, L15).

A function serves calls of one shape, for the graph as it stands and while no override is open; all else is handed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wireworks._compile.compiler import DEEPEST, Compiler
from wireworks._compile.filling import Asked
from wireworks._compile.head import CallShape, Head, is_off
from wireworks._compile.lower import Lowering, Parts
from wireworks._compile.writer import Names
from wireworks._declare.keys import asked_with
from wireworks._model.provider import Source
from wireworks._model.record import NamedTuple
from wireworks._plan.records import Constant, Given, Node, Supply
from wireworks._text.names import name_of


class Place(NamedTuple):
    """The argument that stands at ``number`` among those passed by position."""

    number: int


class Named(NamedTuple):
    """The argument that is passed by the name ``name``."""

    name: str


class Passed(NamedTuple):
    """The calls that a function serves.

    It serves until ``compiler`` is off. ``given`` says what each parameter of the service gets: a ``Place``, a
    ``Named``, or else the value itself. ``is_bound`` tells whether it makes things in a scope, which then is its first
    argument; ``slow`` does everything else, for a scope, a tuple and a dictionary.
    """

    caller: Asked
    compiler: Compiler
    shape: CallShape
    given: Mapping[str, object]
    is_bound: bool
    is_async: bool
    slow: Callable[..., Any]


def written(node: Node, passed: Passed) -> Callable[..., Any] | None:
    """Return the function that makes ``node`` with the arguments of the moment, or ``None`` if it has to be walked."""
    fetches = node.shared or node.source is not Source.FACTORY
    if fetches and passed.given:
        return None
    if not passed.shape.is_plain or node.height > DEEPEST or (node.is_async and not passed.is_async):
        return None
    names = Names()
    names.locals.update(passed.shape.names)
    title = names.function(f"make_{name_of(node.key)}")
    with passed.compiler.binding(is_async=passed.is_async) as parts:
        return passed.compiler.loaded(_Making(parts, names, node, passed, fetches=fetches), names, title)


class _Making(Lowering):
    """Write the function that makes ``root`` with the caller's arguments."""

    def __init__(self, parts: Parts, names: Names, root: Node, passed: Passed, *, fetches: bool) -> None:
        super().__init__(parts, names, root, is_async=passed.is_async, taken=passed.shape.names)
        self._passed = passed
        self._fetches = fetches
        self._resolvers = passed.caller.resolvers
        self._head = Head(self.writer, names, passed.shape, self._scope if passed.is_bound else "")
        self._slow = self._name(passed.slow, "other")
        self._seen = self._scope if passed.is_bound else "None"

    def function(self, title: str) -> None:
        """Write the function under the name ``title``; one that is awaited looks at the graph when it is."""
        off = is_off(self._names, self._passed.compiler)
        head, line = self._head, self.writer.line
        inner = self._names.function(f"a{title}") if self._async else ""
        others = head.is_other() if self._async else head.is_other(off)
        with self.writer.block(f"def {title}({head.text}):"):
            with self.writer.block(f"if {others}:"):
                line(f"return {self._slow}({self._seen}, {head.passed})")
            if not self._async:
                self._make()
                return
            line(f"return {inner}({', '.join(head.all)})")
        line("\n")
        with self.writer.block(f"async def {inner}({', '.join(head.all)}):"):
            with self.writer.block(f"if {off}:"):
                line(f"return await {self._slow}({self._seen}, {head.exactly})")
            self._make()

    def _make(self) -> None:
        node, line, scope = self.root, self.writer.line, self._scope
        if self._fetches:
            self._fetch(node)
            return
        if self._passed.is_bound:
            with self.writer.block(f"if {scope}.closed:"):
                line(f"raise {scope}.gone()")
        elif node.needs_scope or node.leaks or node.wants_scope:
            found, this = self._name(self._resolvers.home_of, "home_of"), self._name(node, f"{name_of(node.key)}_node")
            line(f"{scope} = {found}({this})")
        else:
            self._scope = self._products.owner = self._scopes[None] = "None"
        self._transient(node)

    def _fetch(self, node: Node) -> None:
        """Write the question for what is kept, as anybody asks it."""
        key = self._name(asked_with(node.key), f"{name_of(node.key)}_key")
        if self._passed.is_bound:
            asked = f"{self._scope}.{'aget' if self._async else 'get'}({key})"
        else:
            table = self._resolvers.root_agets if self._async else self._resolvers.root_gets
            asked = f"{self._name(table, 'gets')}[{key}]()"
        self.writer.line(f"return {self._await}{asked}")

    def _value(self, supply: Supply, depth: int) -> str:
        if not isinstance(supply, Given):
            return super()._value(supply, depth)
        found = self._passed.given[supply.name]
        if isinstance(found, Place):
            return self._head.positional[found.number]
        return found.name if isinstance(found, Named) else self._literal(Constant(found))

    def _node(self, node: Node, depth: int) -> str:
        # What a decorator wraps takes the arguments too, and so has to be in this function.
        return self._inline(node, depth) if node.given else super()._node(node, depth)
