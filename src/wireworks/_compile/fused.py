"""Injected functions written out: no packing of arguments, each service found where it is, a scope where none is open.

Whatever is out of the ordinary, such as an argument that the caller passes himself, is handed on (L13).
"""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable
from types import FunctionType
from typing import Any

from wireworks._compile.head import is_off
from wireworks._compile.lower import Parts
from wireworks._compile.spelling import is_plain
from wireworks._compile.straight import Course, Silently, course_of, kept_for
from wireworks._compile.writer import Names
from wireworks._declare.declared import making_of
from wireworks._declare.signature import signature_of
from wireworks._model.parameter import Making, Parameter, Passing
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.records import Constant, Node
from wireworks._runtime.exits import arun_out, run_out
from wireworks._runtime.flight import Flight
from wireworks._runtime.instances import Closed
from wireworks._runtime.scope import ServiceScope, opened
from wireworks._runtime.tables import ENDED, NOTHING, Tables
from wireworks._text.names import name_of


class Shape(NamedTuple):
    """A function whose filled parameters all come behind the others, so that positions mean what they meant."""

    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    filled: tuple[str, ...]
    is_async: bool

    @property
    def order(self) -> list[Parameter]:
        """The parameters as they are written, those by keyword last."""
        return sorted(self.parameters, key=lambda each: list(Passing).index(each.passing))


def shape_of(function: object, filled: list[Parameter]) -> Shape | None:
    """Return the shape of ``function``, or ``None`` where it takes the general way."""
    making = making_of(function)
    if type(function) is not FunctionType or making not in (Making.CALL, Making.AWAIT):
        return None
    flags = function.__code__.co_flags
    names = {each.name for each in filled}
    parameters = signature_of(function).parameters
    takes_more = flags & 0x0C  # *args or **kwargs
    behind = False
    for each in parameters:
        mine = each.name in names
        if mine and each.passing is Passing.POSITIONAL:
            return None
        if behind and not mine and each.passing is not Passing.KEYWORD:
            return None
        behind = behind or (mine and each.passing is not Passing.KEYWORD)
    plain = all(_is_plain(each.name) for each in parameters)
    if takes_more or not plain or not _is_plain(function.__name__) or hasattr(function, "__signature__"):
        return None
    return Shape(function, tuple(parameters), tuple(each.name for each in filled), making is Making.AWAIT)


def _is_plain(name: str) -> bool:
    """Tell whether a user's name may stand in generated code as it is."""
    return is_plain(name) and not hasattr(builtins, name)


class Surroundings(NamedTuple):
    """What a written function looks at before it takes its own way.

    It serves until ``compiler`` is off; ``slow`` does everything else. ``fill`` makes what is filled, as a tuple, in a
    scope that nobody uses yet, and is awaited where ``fill_awaits`` says so; ``open_scope`` is called where the
    function always has one of its own.
    """

    compiler: object
    slow: Callable[..., Any]
    fill: Callable[..., Any]
    fill_awaits: bool
    tables: Tables
    open_scope: Callable[[], ServiceScope] | None


class Fused(Silently):
    """Write one injected function; ``root`` makes a tuple of what is filled."""

    def __init__(self, parts: Parts, names: Names, root: Node, shape: Shape, around: Surroundings) -> None:
        taken = [each.name for each in shape.parameters]
        course = course_of(root, parts.existing, is_async=False) or Course(root, ())
        super().__init__(parts, names, course, is_async=shape.is_async, taken=taken)
        self._shape = shape
        self._around = around
        self._function = self._name(shape.function, f"{shape.function.__name__}_itself")

    def function(self, title: str) -> None:
        """Write the function under the name ``title``."""
        with self.writer.block(f"{'async ' if self._async else ''}def {title}({self._head()}):"):
            self._hand_on()
            if self._around.open_scope is None:
                self._in_open_scope()
            self._in_its_own()

    def _head(self) -> str:
        parts: list[str] = []
        passing = Passing.POSITIONAL
        for each in self._shape.order:
            if passing is Passing.POSITIONAL and each.passing is not passing and parts:
                parts.append("/")
            if each.passing is Passing.KEYWORD and passing is not Passing.KEYWORD:
                parts.append("*")
            passing = each.passing
            default = MISSING if each.name in self._shape.filled else each.default
            parts.append(each.name if not self._has_default(each) else f"{each.name}={self._value_of(default)}")
        if passing is Passing.POSITIONAL and parts:
            parts.append("/")
        return ", ".join(parts)

    def _has_default(self, parameter: Parameter) -> bool:
        return parameter.name in self._shape.filled or parameter.default is not MISSING

    def _value_of(self, default: object) -> str:
        return self._name(default, "MISSING") if default is MISSING else self._literal(Constant(default))

    def _hand_on(self) -> None:
        """Write the way for all who are not served here."""
        name, around, missing = self._name, self._around, self._name(MISSING, "MISSING")
        # All of them are missing where each is the next one and the last one is missing, which alone is looked up.
        pairs = itertools.pairwise([*self._shape.filled, missing])
        given = [f"{each} is not {following}" for each, following in pairs]
        other = is_off(self._names, around.compiler)
        visible = [each for each in self._shape.order if each.name not in self._shape.filled]
        passed = [self._passed(each) for each in visible]
        mine = ", ".join(f"{each}={each}" for each in self._shape.filled)
        with self.writer.block(f"if {' or '.join([other, *given])}:"):
            arguments = ", ".join([*passed, f"**{name(_given, 'given')}({mine})"])
            self.writer.line(f"return {self._await}{name(around.slow, 'slow')}({arguments})")

    def _passed(self, parameter: Parameter) -> str:
        return f"{parameter.name}={parameter.name}" if parameter.passing is Passing.KEYWORD else parameter.name

    def _in_open_scope(self) -> None:
        line, scope, kept = self.writer.line, self._scope, self.writer.local("kept")
        line(f"{scope} = {self._current}()")
        with self.writer.block(f"if {scope} is not None:"):
            line(f"{kept} = {scope}.made")
            with self.writer.block(f"if {kept} is None:"):
                values = self._filled()
                line(f"return {self._await}{self._called(values)}")
            self._found(kept)
            with self.writer.block(f"if type({kept}) is not dict:"):
                line(f"{scope} = {self._name(_in_use, 'in_use')}({scope})")
        with self.writer.block(f"if {scope} is not None:"):
            self._turned.add(scope)
            values = self._call(self.root, 0).values
            line(f"return {self._await}{self._called(values)}")

    def _found(self, kept: str) -> None:
        """Write the way for those who find everything made that is kept; the others go on behind it.

        Nothing is asked before: whether ``kept`` is a dictionary that has it all shows when it is looked up.
        """
        places = kept_for(self.root, self._parts.existing)
        if not places:
            return
        line, name, before = self.writer.line, self._name, (self._budget, dict(self._known))
        with self.writer.block("try:"):
            for node in places:
                found = self._known[node] = self.writer.local(name_of(node.key))
                line(f"{found} = {kept}[{name(node.provider, f'{name_of(node.key)}_place')}]")
        with self.writer.block("except (KeyError, TypeError):"):
            line("pass")
        landed = " and ".join(f"type({self._known[node]}) is not {name(Flight, 'Flight')}" for node in places)
        with self.writer.block("else:"), self.writer.block(f"if {landed}:"):
            values = self._call(self.root, 0).values
            line(f"return {self._await}{self._called(values)}")
        self._budget, self._known = before

    def _in_its_own(self) -> None:
        line, scope, around = self.writer.line, self._scope, self._around
        token, result = self.writer.local("token"), self.writer.local("result")
        if around.open_scope is not None:
            line(f"{scope} = {self._name(around.open_scope, 'open_scope')}()")
        elif around.tables.innermost is not None:
            line(f"{scope} = {self._name(opened, 'opened')}({self._tables}, name={around.tables.innermost!r})")
        else:  # what `opened` does, without a call
            line(f"{scope} = {self._name(ServiceScope, 'ServiceScope')}()")
            line(f"{scope}.made = {scope}.exits = {scope}.aside = {scope}._token = None")
            line(f"{scope}._tables, {scope}._around = {self._tables}, {self._name(NOTHING, 'NOTHING')}")
        line(f"{token} = {self._name(around.tables.enter, 'enter')}({scope})")
        with self.writer.block("try:"):
            values = self._silently_filled() if self._is_silent_course else self._filled()
            line(f"{result} = {self._await}{self._called(values)}")
        with self.writer.block(f"except BaseException as {self._error}:"):
            line(f"{scope}.deactivate({token})")
            line(f"{self._await}{scope}.{'aexit' if self._async else 'exit'}({self._error})")
            line("raise")
        self._end(token)
        line(f"return {result}")

    def _filled(self) -> list[str]:
        """Write the making of everything in a scope that nobody has used yet; return the variables that have it."""
        values = [self.writer.local(each) for each in self._made]
        self._fill(values)
        return values

    def _fill(self, values: list[str]) -> None:
        given = f"{', '.join(values)}, = " if values else ""
        fill = self._name(self._around.fill, "fill")
        self.writer.line(f"{given}{'await ' if self._around.fill_awaits else ''}{fill}({self._scope})")

    def _silently_filled(self) -> list[str]:
        """Do what ``_filled`` does in this function itself; only where others have come meanwhile is it called."""
        self._known.clear()
        self._silently()
        values = [self.writer.local(each) for each in self._made]
        for value, made in zip(values, self._call(self.root, 0).values, strict=True):
            self.writer.line(f"{value} = {made}")
        with self._claim():
            self._fill(values)
        return values

    def _end(self, token: str) -> None:
        line, scope, leave = self.writer.line, self._scope, self._name(self._around.tables.leave, "leave")
        exits, failures = self.writer.local("exits"), self.writer.local("failures")
        # `deactivate` and `wind_up` do all of this; here is what it comes to for most.
        with self.writer.block(f"if {self._current}() is {scope}:"):
            if self._async:
                with self.writer.block("try:"):
                    line(f"{leave}({token})")
                with self.writer.block("except ValueError:"):  # it has gone on in another context
                    line(f"{scope}.deactivate({token})")
            else:
                line(f"{leave}({token})")
        line(f"{scope}._tables = {self._name(ENDED, 'ENDED')}")
        line(f"{scope}.made = {self._name(ServiceScope.ended, 'CLOSED')}")
        line(f"{exits} = {scope}.exits")
        with self.writer.block(f"if {exits}:"):
            run = self._name(arun_out, "arun_out") if self._async else self._name(run_out, "run_out")
            line(f"{failures} = {self._await}{run}({exits})")
            with self.writer.block(f"if {exits} or {failures}:"):
                line(f"{self._await}{scope}.{'aunwind' if self._async else 'unwind'}({exits}, None, {failures})")

    @property
    def _current(self) -> str:
        return self._name(self._around.tables.now, "current_scope")

    @property
    def _made(self) -> list[str]:
        """The names of what is made; where nothing can be, a parameter is left to its default."""
        return [argument.name for argument in self.root.arguments]

    @property
    def _tables(self) -> str:
        return self._name(self._around.tables, "tables")

    def _called(self, values: list[str]) -> str:
        by_name = dict(zip(self._made, values, strict=True))
        passed: list[str] = []
        for each in self._shape.order:
            left = each.name in self._shape.filled and each.name not in by_name
            value = self._value_of(each.default) if left else by_name.get(each.name, each.name)
            passed.append(f"{each.name}={value}" if each.passing is Passing.KEYWORD else value)
        return f"{self._function}({', '.join(passed)})"


def _given(**values: object) -> dict[str, object]:
    """Return what the caller passes himself."""
    return {name: value for name, value in values.items() if value is not MISSING}


def _in_use(scope: ServiceScope) -> ServiceScope | None:
    """Return the scope in force, whoever else uses it: ``scope``, or what is open around it."""
    found = scope.innermost_open()
    if found is not None and isinstance(found.all_made(), Closed):
        return None  # by another thread, just now
    return found
