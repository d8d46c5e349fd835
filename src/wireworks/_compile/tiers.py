"""Resolvers that are interpreted at first and compiled once they are used again.

Most services of a start-up are asked for once, and walking a plan is cheaper than compiling it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from wireworks._compile.compiler import Compiler
from wireworks._compile.engine import Engine
from wireworks._compile.interpret import Evaluation
from wireworks._model.record import NamedTuple
from wireworks._plan.records import Node
from wireworks._runtime.scope import ServiceScope

Get: TypeAlias = Callable[[ServiceScope | None], Any]
AsyncGet: TypeAlias = Callable[[ServiceScope | None], Coroutine[Any, Any, Any]]


class Table(dict[Any, Any]):
    """A dictionary that makes what it lacks, so that a hit is one look-up and nothing else.

    ``plain`` has the same, but makes nothing: Python looks things up faster there.
    """

    __slots__ = ("_make", "plain")

    def __init__(self, make: Callable[[object], object]) -> None:
        super().__init__()
        self._make = make
        self.plain: dict[Any, Any] = {}

    def put(self, key: object, value: object) -> None:
        """Have ``value`` found under ``key``."""
        self[key] = self.plain[key] = value

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self.plain.clear()

    def __missing__(self, key: object) -> object:
        return self._make(key)


class Tiers(NamedTuple):
    """How the nodes of one graph become resolvers; ``after`` counts the interpreted calls, ``None`` means all."""

    engine: Engine
    compiler: Compiler
    after: int | None

    def sync(self, node: Node, install: Callable[[Get], None]) -> Get:
        """Return a resolver for sync code; when it is compiled, ``install`` puts the function in its place."""
        return _Walking(self, node, install)

    def awaiting(self, node: Node, install: Callable[[AsyncGet], None]) -> AsyncGet:
        """Return a resolver for async code; otherwise as ``sync``."""
        engine, compiler, after = self
        calls = 0

        async def resolve(scope: ServiceScope | None = None) -> Any:
            nonlocal calls
            calls += 1
            if after is not None and calls > after:
                compiled = compiler.awaiting(node)
                if compiled is not None:
                    install(compiled)
                    return await compiled(scope)
            return await Evaluation(engine, node, scope).arun()

        return resolve


class _Walking:
    """Make a node for sync code by walking the plan, and count how often.

    An object instead of a function with eight variables of its own: there is one for each service of a start-up, and
    the garbage collector looks at all that it consists of, again and again.
    """

    __slots__ = ("_calls", "_install", "_node", "_tiers")

    def __init__(self, tiers: Tiers, node: Node, install: Callable[[Get], None]) -> None:
        self._tiers = tiers
        self._node = node
        self._install = install
        self._calls = 0

    def __call__(self, scope: ServiceScope | None = None) -> Any:
        engine, compiler, after = self._tiers
        self._calls += 1
        if after is not None and self._calls > after:
            compiled = compiler.sync(self._node)
            if compiled is not None:
                self._install(compiled)
                return compiled(scope)
        return Evaluation(engine, self._node, scope).run()
