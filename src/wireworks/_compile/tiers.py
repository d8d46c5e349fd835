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


class Tiers(NamedTuple):
    """How the nodes of one graph become resolvers; ``after`` counts the interpreted calls, ``None`` means all."""

    engine: Engine
    compiler: Compiler
    after: int | None

    def sync(self, node: Node, install: Callable[[Get], None]) -> Get:
        """Return a resolver for sync code; when it is compiled, ``install`` puts the function in its place."""
        engine, compiler, after = self
        calls = 0

        def resolve(scope: ServiceScope | None = None) -> Any:
            nonlocal calls
            calls += 1
            if after is not None and calls > after:
                compiled = compiler.sync(node)
                if compiled is not None:
                    install(compiled)
                    return compiled(scope)
            return Evaluation(engine, node, scope).run()

        return resolve

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
