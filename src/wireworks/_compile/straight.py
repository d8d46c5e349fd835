"""The first making in a scope, written straight: every scoped service made where it is needed, nothing claimed (L26).

What is written here runs only where nobody else has used the scope; whatever else comes goes the way of ``lower``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import TypeAlias

from wireworks._compile.lower import BUDGET, Lowering, Parts
from wireworks._compile.silent import is_silent, runs_nothing
from wireworks._compile.spelling import NESTING, is_expression
from wireworks._compile.writer import Names
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Source
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.collect import Collected
from wireworks._plan.records import Node
from wireworks._runtime.flight import MAKING, take_off
from wireworks._runtime.run import IS_POSSIBLE, Run
from wireworks._text.names import name_of

Existing: TypeAlias = Callable[[Node], object]


class Course(NamedTuple):
    """What is made straight away for ``root``: the scoped services on the way there, in order."""

    root: Node
    scoped: tuple[Node, ...]


def course_of(root: Node, existing: Existing, *, is_async: bool) -> Course | None:
    """Return what is made straight away for ``root``, or ``None`` if there is nothing or it cannot be written so.

    Everything has to live in one scope and to fit in one function. Only what the scope keeps may be awaited for, as
    others can then wait for it by its flight. ``existing`` tells which singletons are there.
    """
    if not IS_POSSIBLE or root.source is not Source.FACTORY or root.lifetime is Lifetime.SINGLETON:
        return None
    walk = _Walk(root, existing, is_async=is_async)
    try:
        walk.into(root, 0)
    except _CrookedError:
        return None
    return Course(root, tuple(walk.order)) if walk.order else None


class _CrookedError(Exception):
    """It cannot be written straight."""


class _Walk:
    """Go the way that the lowering goes, and collect what is kept in the order it is made.

    What is made next has to be what is being made, or a part of that: whoever comes meanwhile is told so, and a factory
    on the way may be the one who comes. Where code of a user's runs before the next is begun, it is ``_loose``: what
    was made there would also be made again if the next one found that others had come.
    """

    def __init__(self, root: Node, existing: Existing, *, is_async: bool) -> None:
        self.order: dict[Node, None] = {}
        self._root = root
        self._existing = existing
        self._async = is_async
        self._budget = BUDGET
        self._loose = False

    def into(self, node: Node, depth: int) -> None:
        """Collect what ``node`` takes, then the node itself if it is kept.

        Raises:
            _CrookedError: this is not for a straight function.
        """
        self._budget -= 1
        scope = self._root.scope if self._root.shared else None
        awaited = node.awaits and (not self._async or not node.shared)
        if self._budget < 0 or depth > NESTING or node.wired is not None or node.given or awaited:
            raise _CrookedError
        if node.shared and node.scope != scope:
            raise _CrookedError
        if not node.shared and node is not self._root and (node.yields or node.disposes or node.seen is not None):
            raise _CrookedError  # if others come, it would be made, and closed, twice
        if node.shared and self._loose:
            raise _CrookedError
        for need in node.needs:
            self._need(need, depth)
        if node.shared:
            self.order[node] = None
        self._loose = not node.shared and (self._loose or _runs_code(node))

    def _need(self, node: Node, depth: int) -> None:
        if node.source is not Source.FACTORY or node in self.order:
            return
        if node.lifetime is not Lifetime.SINGLETON:
            self.into(node, 0 if node.shared else depth + 1)
        elif self._existing(node) is MISSING:
            if self._async:
                raise _CrookedError  # it would be awaited for
            self._loose = True


def kept_for(root: Node, existing: Existing) -> list[Node]:
    """Return the services of an unnamed scope that ``root`` takes at once, if all else is calls and what is there."""
    kept: dict[Node, None] = {}
    waiting = [root]
    for node in waiting:
        if node.source is not Source.FACTORY or existing(node) is not MISSING:
            continue
        if node.shared and node.lifetime is not Lifetime.SINGLETON and node.scope is None:
            kept[node] = None
        elif node.shared or not is_expression(node) or node.height > NESTING or len(waiting) > BUDGET:
            return []
        else:
            waiting.extend(node.needs)
    return [*kept]


def _runs_code(node: Node) -> bool:
    """Tell whether making a transient may run code of a user's, which could ask for anything."""
    return not isinstance(node.provider.subject, Collected) and not runs_nothing(node.factory)


class Silently(Lowering):
    """Write makings that nobody notices: the scope is claimed when all is made, and what came too late is dropped."""

    def __init__(
        self, parts: Parts, names: Names, course: Course, *, is_async: bool, taken: Iterable[str] = ()
    ) -> None:
        super().__init__(parts, names, course.root, is_async=is_async, taken=taken)
        self._course = course.scoped
        self._list = self.writer.local("made")
        self._is_silent_course = bool(self._course) and all(map(self._is_silent, (*self._course, course.root)))

    def _is_silent(self, node: Node) -> bool:
        return is_silent(node, self._parts.existing)

    def _run(self) -> Run:
        return Run(tuple(each.provider for each in self._course))

    def _silently(self) -> None:
        """Write the making of all that is kept, and the tuple of it, which nobody has to change any more."""
        for each in self._course:
            product = self._known[each] = self.writer.local(name_of(each.key))
            self.writer.line(f"{product} = {self._call(each, 0).text}")
        products = ", ".join(self._known[each] for each in self._course)
        self.writer.line(f"{self._list} = ({self._name(self._run(), 'run')}, {products})")

    @contextmanager
    def _claim(self) -> Generator[None]:
        """Write the claim; what is written inside the ``with`` statement is for those who come too late."""
        self.writer.line(f"if {self._scope}.made is None: {self._scope}.made = {self._list}")  # nobody comes in between
        with self.writer.block("else:"):
            yield


class Straight(Silently):
    """Write the function that makes one node, and what it needs, in a scope that nobody has used yet.

    Whether others have come is looked at after each making that runs code of somebody's, and before the next one.

    ``again`` is the name of the function for every other case.
    """

    def __init__(self, parts: Parts, names: Names, course: Course, again: str, *, is_async: bool) -> None:
        super().__init__(parts, names, course, is_async=is_async)
        self._again = f"{self._await}{again}({self._scope})"
        self._products.run = self._list
        self._unseen = False

    def _body(self, node: Node) -> None:
        line, made, scope = self.writer.line, self._list, self._scope
        self._move_home(node)
        with self.writer.block(f"if {scope}.made is not None:"):
            line(f"return {self._again}")
        if self._is_silent_course:
            self._silently()
        else:
            line(f"{made} = {self._name(self._run().blank().copy, 'nothing_made')}()")
        with self._claim():
            line(f"return {self._again}")
        if self._is_silent_course:
            line(f"return {self._known[node] if node.shared else self._inline(node, 0)}")
            return
        with self.writer.block("try:"):
            self._value_of_root(node)
        with self.writer.block(f"except BaseException as {self._error}:"):
            line(f"{self._name(self._parts.fall, 'fall')}({scope}, {made}, {self._error})")
            line("raise")

    def _value_of_root(self, node: Node) -> None:
        made = self._look_up(node) if node.shared else self._inline(node, 0)
        self._look_around()
        self.writer.line(f"return {made}")

    def _look_around(self) -> None:
        """Write the look at whether others have come since something was made, if it was."""
        if self._unseen:
            self._unseen = False
            with self.writer.block(f"if {self._scope}.made is not {self._list}:"):
                self.writer.line(f"{self._scope}.rejoin({self._list})")
                self.writer.line(f"return {self._again}")

    def _look_up(self, node: Node) -> str:
        """Write the making of a service that is kept, or return the variable that has it already."""
        if node not in self._known and node.lifetime is Lifetime.SINGLETON and self._parts.existing(node) is MISSING:
            self._look_around()
        if node in self._known or node.lifetime is Lifetime.SINGLETON:
            return super()._look_up(node)
        product = self._known[node] = self.writer.local(name_of(node.key))
        place, is_silent = self._place(node), self._is_silent(node)
        if is_expression(node):
            call = self._call(node, 0).text
            if not is_silent:
                self._look_around()
            self.writer.line(f"{place} = {product} = {call}")
        else:
            self._construct(node, product, 0)
            self.writer.line(f"{place} = {product}")
        self._unseen = True
        if not is_silent:
            self._look_around()
        return product

    def _inline(self, node: Node, depth: int) -> str:
        """Return the making of a transient; where it runs code of somebody's, others are looked for first."""
        made = super()._inline(node, depth)
        if not self._is_silent(node):
            self._look_around()
        return made

    def _made_by_factory(self, node: Node, product: str, depth: int) -> None:
        """Write the making; while it is awaited others may come, who find its flight."""
        call = self._call(node, depth)
        self._look_around()
        if not node.awaits:
            self._write(node, product, call)
            return
        name, line = self._name, self.writer.line
        flight, token, making = self.writer.local("flight"), self.writer.local("token"), name(MAKING, "MAKING")
        place = name(node.provider, f"{name_of(node.key)}_place")
        line(f"{self._place(node)} = {flight} = {name(take_off, 'take_off')}({place}, {making}.get())")
        line(f"{token} = {making}.set({flight})")
        with self.writer.block("try:"):
            self._write(node, product, call)
        # What `leave` does, without a call.
        with self.writer.block("finally:"):
            with self.writer.block("try:"):
                line(f"{making}.reset({token})")
            with self.writer.block("except ValueError:"):
                line("pass")

    def _place(self, node: Node) -> str:
        return f"{self._list}[{1 + self._course.index(node)}]"
