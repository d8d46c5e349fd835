"""Explicit wiring written out: the function a person would write in place of a factory, once it is called again (L17).

It serves calls of one shape while no override is in force on anything that it may use; all else is walked. A provider
that keeps what it makes, or chooses among others, is called for it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from wireworks._compile.compiler import DEEPEST, Compiler
from wireworks._compile.head import CallShape, Head, present
from wireworks._compile.lower import Lowering, Parts
from wireworks._compile.module import load
from wireworks._compile.spelling import NESTING
from wireworks._compile.writer import Names
from wireworks._explicit.following import CLOCK, in_force, top
from wireworks._explicit.walk import ALONE, node_of
from wireworks._model.wiring import Wired
from wireworks._plan.records import Node
from wireworks._runtime.flight import ROOT
from wireworks._text.names import name_of

Slow: TypeAlias = Callable[[tuple[Any, ...], dict[str, Any], bool], Any]

MOST = 16
"""How many shapes of calls are kept for one provider."""


class Policy:
    """When providers are written out: ``after`` so many calls of a shape; ``None`` means never."""

    def __init__(self) -> None:
        self.after: int | None = 1


POLICY = Policy()


def written_for(
    wired: Wired, args: tuple[Any, ...], kwargs: Mapping[str, Any], slow: Slow
) -> Callable[..., Any] | None:
    """Return a new function for calls of this shape, if there were enough of them and it can be written.

    What the function does not do itself it leaves to ``slow``.

    Raises:
        ServiceParameterError: a keyword speaks of an argument of what is injected.
    """
    node, shape = node_of(wired, kwargs), CallShape(len(args), frozenset(kwargs))
    table, after = wired.__wireworks_written__, POLICY.after
    calls = table.get(shape, 0) + 1
    if after is None or (len(table) >= MOST and shape not in table):
        return None
    table[shape] = calls
    now = CLOCK.now
    if calls <= after or not _is_writable(node, shape) or _is_overridden(wired):
        return None
    function = table[shape] = _write(shape, node, slow, now)
    return function


def _is_writable(node: Node, shape: CallShape) -> bool:
    told = not node.shared and not node.is_async and not _chooses(node)
    return told and node.height <= DEEPEST and shape.is_plain


def _is_overridden(wired: Wired) -> bool:
    """Tell whether an override is in force on it or on anything that it may use."""
    return top(wired) is not None or bool(in_force(wired))


def _chooses(node: Node) -> bool:
    wired: Wired = node.provider.subject
    return wired.__wireworks_recipe__().chooses


def _write(shape: CallShape, node: Node, slow: Slow, now: int) -> Callable[..., Any]:
    names = Names()
    names.locals.update(shape.names)
    title = names.function(f"make_{name_of(node.key)}")
    ticks = names.function("now")

    def other(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, kwargs = present(args, kwargs)
        now, mine = CLOCK.now, CallShape(len(args), frozenset(kwargs)) == shape
        is_overridden = mine and _is_overridden(node.provider.subject)
        if mine and not is_overridden:
            names.constants[ticks] = now
        return slow(args, kwargs, is_overridden)

    with _COMPILER.binding(is_async=False) as parts:
        lowering = _Written(parts, names, node, shape, ticks)
        lowering.write(title, names.constant(other, "other"))
    names.constants[ROOT] = node
    names.constants[ticks] = now
    return load(lowering.writer.source(), title, names.constants)


class _Written(Lowering):
    """Write the function that makes one product, its caller passing what ``shape`` says.

    ``ticks`` is the name of the time at which no override was in force.
    """

    def __init__(self, parts: Parts, names: Names, root: Node, shape: CallShape, ticks: str) -> None:
        super().__init__(parts, names, root, is_async=False, taken=shape.names)
        self._head = Head(self.writer, names, shape)
        self._ticks = ticks

    def write(self, title: str, other: str) -> None:
        """Write the function under the name ``title``; ``other`` is the name of what does everything else."""
        with self.writer.block(f"def {title}({self._head.text}):"):
            changed = f"{self._name(CLOCK, 'clock')}.now != {self._ticks}"
            with self.writer.block(f"if {self._head.is_other(changed)}:"):
                self.writer.line(f"return {other}({self._head.passed})")
            self._transient(self.root)

    def _node(self, node: Node, depth: int) -> str:
        self._budget -= 1
        if node.shared or _chooses(node) or self._budget < 0 or depth > NESTING:
            return f"{self._name(node.provider.subject, f'{name_of(node.key)}_factory')}()"
        return self._inline(node, depth)

    def _calling(self, node: Node, passed: list[str]) -> str:
        if node is not self.root:
            return super()._calling(node, passed)
        places = sum(not argument.by_name for argument in node.arguments)
        return super()._calling(node, [*passed[:places], *self._head.positional, *passed[places:]])


_COMPILER = Compiler(ALONE)
