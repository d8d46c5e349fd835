"""Generated code to be read: everything that making one service calls, as one text; nothing is compiled or made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wireworks._compile.compiler import DEEPEST, Compiler
from wireworks._compile.lower import Lowering
from wireworks._compile.straight import Straight, course_of
from wireworks._compile.writer import Names
from wireworks._model.lifetime import Lifetime
from wireworks._plan.path import links
from wireworks._plan.records import Node
from wireworks._text.names import name_of

_WALKED = "It is made once, so its plan is walked and this function is not compiled; it does the same."

_FIRST = "Who comes first in a scope goes straight through; whoever meets others there goes to `{}`."


class Listing:
    """Write the functions of ``root`` and of all that they call, as they would be compiled now.

    What is kept for the process and was made already is a constant in them.

    ``text`` is the source, ``title`` the name of the first function, ``constants`` what they find in their globals.
    """

    def __init__(self, compiler: Compiler, root: Node) -> None:
        self._names = Names()
        self._titles: dict[Node, str] = {}
        self._waiting: list[Node] = []
        self._is_async = root.is_async
        self._parts = compiler.parts(self._getter, compiler.existing, is_async=root.is_async)
        self.constants: dict[str, Any] = self._names.constants
        self.title = self._names.function(f"get_{name_of(root.key)}")
        self.text = "\n\n".join(self._functions(root)) if root.height <= DEEPEST else _too_deep(root)

    def _functions(self, root: Node) -> Iterator[str]:
        course = course_of(root, self._parts.existing, is_async=self._is_async)
        if course is None:
            self._titles[root] = self.title
            self._waiting.append(root)
        else:
            again = self._titles[root] = self._names.function(f"get_{name_of(root.key)}_again")
            straight = Straight(self._parts, self._names, course, again, is_async=self._is_async)
            straight.function(self.title)
            yield f"{_head(root)}# {_FIRST.format(again)}\n{straight.writer.source()}"
            self._waiting.append(root)
        yield from map(self._function, self._waiting)

    def _getter(self, names: Names, node: Node) -> str:
        title = self._titles.get(node)
        if title is None:
            title = self._titles[node] = names.function(f"get_{name_of(node.key)}")
            self._waiting.append(node)
        return title

    def _function(self, node: Node) -> str:
        lowering = Lowering(self._parts, self._names, node, is_async=self._is_async)
        lowering.function(self._titles[node])
        return _head(node) + lowering.writer.source()


def _head(node: Node) -> str:
    """Return comments that say whose function follows."""
    (link,) = links((node,))
    what = "  ".join(part for part in (link.lifetime, link.name, link.place) if part)
    lines = [what, _WALKED] if node.shared and node.lifetime is Lifetime.SINGLETON else [what]
    return "".join(f"# {line}\n" for line in lines)


def _too_deep(root: Node) -> str:
    return (
        f"{_head(root)}# It has {root.height} levels of services; at most {DEEPEST} are compiled, because functions "
        "that call\n# each other end where Python's stack does. Its plan is walked instead.\n"
    )
