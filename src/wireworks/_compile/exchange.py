"""Injected functions that become faster while they are used: their code is exchanged, they stay the same objects (L13).

A function begins as one that hands every call on. Used again, it is written out for the graph as it stands, and once
more after the graph has changed.
"""

from __future__ import annotations

from _thread import RLock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Callable
from types import FunctionType
from typing import Any, Protocol

from wireworks._compile.compiler import Compiler
from wireworks._compile.filling import Asked, Filling
from wireworks._compile.fused import Fused, Shape, Surroundings
from wireworks._compile.wrapper import Filler
from wireworks._compile.writer import Names
from wireworks._runtime.tables import Tables
from wireworks.errors import ServiceError


class InContainer(Asked, Protocol):
    """Who is asked, and what its scopes share."""

    tables: Tables


class Exchange:
    """Keep one injected function as fast as the graph lets it be.

    Args:
        caller: who is asked for what is filled.
        shape: the function.
        filling: plans what is filled.
        filler: opens scopes.
        always: whether each call has a scope of its own, also inside another.
    """

    def __init__(self, caller: InContainer, shape: Shape, filling: Filling, filler: Filler, *, always: bool) -> None:
        self._caller = caller
        self._shape = shape
        self._filling = filling
        self._filler = filler
        self._always = always
        self._calls = 0
        self._seen: Compiler | None = None
        self._lock = RLock()  # garbage collected inside may call the function as well

    def __call__(self, slow: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function that users get; what it does not do itself it leaves to ``slow``."""

        def hand_on(*args: Any, **kwargs: Any) -> Any:
            if self._seen is not self._caller.resolvers.compiler:
                self._look(begun, hand_on)
            return slow(*args, **kwargs)

        template = _await_slow if self._shape.is_async else _call_slow
        begun = FunctionType(template.__code__, {"slow": hand_on}, self._shape.function.__name__)
        return begun

    def _look(self, begun: FunctionType, slow: Callable[..., Any]) -> None:
        """Write the function for a graph that it was not written for, if it has been used often enough."""
        resolvers = self._caller.resolvers
        self._calls += 1
        after = resolvers.compile_after
        if self._caller.choose is not None or after is None or self._calls <= after:
            return
        with self._lock:
            compiler = resolvers.compiler
            if self._seen is compiler:
                return
            try:
                written = self._written(compiler, slow, begun)
            except ServiceError:
                return  # whoever calls is told
            self._seen = compiler
            if written is not None:
                _exchange(begun, written)

    def _written(self, compiler: Compiler, slow: Callable[..., Any], begun: FunctionType) -> Callable[..., Any] | None:
        shape, tables = self._shape, self._caller.tables
        node = self._filling.node(frozenset(shape.filled), self._caller.resolvers)
        awaits = shape.is_async and not compiler.is_settled(node)
        fill = compiler.awaiting(node) if awaits else compiler.sync(node)
        if fill is None:
            return None
        open_scope = self._filler.open_scope if self._always else None
        around = Surroundings(compiler, slow, fill, awaits, tables, open_scope)
        names = Names(begun.__globals__)
        title = names.function(shape.function.__name__)
        with compiler.binding(is_async=shape.is_async) as parts:
            return compiler.loaded(Fused(parts, names, node, shape, around), names, title)


def _exchange(begun: FunctionType, written: Any) -> None:
    """Let a function do what ``written`` does, from its next call on."""
    begun.__globals__.update(written.__globals__)
    begun.__defaults__, begun.__kwdefaults__ = written.__defaults__, written.__kwdefaults__
    begun.__code__ = written.__code__


def _call_slow(*args: Any, **kwargs: Any) -> Any:
    return slow(*args, **kwargs)  # type: ignore[name-defined]  # noqa: F821 # pyright: ignore[reportUndefinedVariable] - each function has globals of its own


async def _await_slow(*args: Any, **kwargs: Any) -> Any:
    return await slow(*args, **kwargs)  # type: ignore[name-defined]  # noqa: F821 # pyright: ignore[reportUndefinedVariable] - as above
