"""The methods that make services, each as a person would write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MethodType
from typing import Any, cast, get_origin

from wireworks._ahead.layout import Layout
from wireworks._ahead.naming import Imports, Unwritable
from wireworks._ahead.settings import Settings
from wireworks._ahead.supplies import Supplies
from wireworks._ahead.text import Call, Text, quoted
from wireworks._compile.spelling import passing, setting
from wireworks._compile.writer import Names
from wireworks._declare.declared import making_of
from wireworks._declare.entering import entering_of
from wireworks._model.parameter import Making, Parameter, Passing
from wireworks._model.provider import Source
from wireworks._plan.collect import Collected
from wireworks._plan.records import Argument, Node
from wireworks._text.message import listing
from wireworks._text.names import name_of


class Methods:
    """Write the methods of one class after the other.

    Args:
        layout: which services are written where.
        imports: spells what modules have.
        settings: collects what is passed.
        supplies: spells arguments.
        kit: collects the names of the pieces of the kit that are needed.
    """

    def __init__(self, layout: Layout, imports: Imports, settings: Settings, supplies: Supplies, kit: set[str]) -> None:
        self._layout = layout
        self._imports = imports
        self._settings = settings
        self._supplies = supplies
        self._kit = kit

    def write(self, text: Text, node: Node, here: int) -> None:
        """Write the method that gives a service in the class of level ``here``.

        Raises:
            Unwritable: it cannot be written.
        """
        title, given = self._layout.title(node), self._layout.open(node)
        if given and node.shared:
            what = f"`{name_of(node.key)}` is kept, yet whoever makes it passes {listing(each.name for each in given)}"
            raise Unwritable(what, "make it transient.")
        typed = [f"{each.name}: {self._type(each)}" for each in given]
        head = f"{'async ' if node.is_async else ''}def {self._layout.method(node, here)}"
        with text.function(head, ["*", *typed] if typed else [], self._supplies.type_of(node)):
            text.line(f'"""{self._told(node)}"""')
            if node.source is Source.CONTEXT:
                self._context(text, title)
            elif node.shared:
                self._shared(text, node, title, here)
            else:
                self._construct(text, node, here, "return ")

    def _type(self, parameter: Parameter) -> str:
        request = parameter.request
        if request is None:
            return self._imports.name("typing", "Any")
        return self._imports.type(request.key.service) + (" | None" if request.optional else "")

    def _told(self, node: Node) -> str:
        name = f"`{name_of(node.key)}`".replace("\\", "\\\\").replace('"', "'")
        by = (
            "" if node.making is Making.CLASS or node.source is not Source.FACTORY else f" from `{name_of(node.title)}`"
        )
        by = "" if name_of(node.title) == name_of(node.key) else by
        if node.source is Source.CONTEXT:
            return f"Return the {name} that was supplied."
        if not node.shared:
            return f"Return a new {name}{by}."
        return f"Return the one {name}{by}; it is made when it is first asked for."

    def _context(self, text: Text, title: str) -> None:
        with text.block(f"if self._{title} is _MISSING:"):
            text.line(f'raise LookupError("No `{title}` was supplied when the scope was opened.")')
        text.line(f"return self._{title}")

    def _shared(self, text: Text, node: Node, title: str, here: int) -> None:
        making = "async with self._amaking" if node.is_async else "with self._making"
        missing = f"if self._{title} is _MISSING:"
        with text.block(missing), text.block(f'{making}("{title}"):'), text.block(missing):
            self._construct(text, node, here, f"self._{title} = ")
        text.line(f"return self._{title}")

    def _construct(self, text: Text, node: Node, here: int, target: str) -> None:
        """Write the statements that make a service, the last of which begins with ``target``."""
        if isinstance(node.provider.subject, Collected):
            text.call(target, self._collection(node, here))
            return
        taken = (each.name for each in self._layout.open(node))
        names = Names(dict.fromkeys([*self._imports.names, *taken, "self"]))
        node = self._layout.assisted(node)
        values, guard = self._values(node, here)
        if guard is not None or (node.disposes and node.making is not Making.CLASS):
            values = _spilled(text, names, node, values)
        if guard is not None:
            with text.block(f"if {values[guard]} is None:"):
                text.line(f"{target}None")
        if guard is None or target == "return ":
            self._made(text, node, here, target, values, names)
        else:
            with text.block("else:"):
                self._made(text, node, here, target, values, names)

    def _values(self, node: Node, here: int) -> tuple[list[str | Call], int | None]:
        """Return what the factory gets, in order, and which of it may be ``None``, so that nothing is made."""
        known = {each.name: each for each in self._layout.graph.signature(node).parameters}
        values = []
        for argument in node.arguments:
            parameter = known.get(argument.name) or Parameter(argument.name, Passing.KEYWORD)
            told = None if argument.supply is node.guard else parameter
            values.append(self._supplies.supply(argument.supply, node, here, told))
        guards = [place for place, each in enumerate(node.arguments) if each.supply is node.guard]
        return values, guards[0] if node.guard is not None and guards else None

    def _made(self, text: Text, node: Node, here: int, target: str, values: list[str | Call], names: Names) -> None:
        given = [_passed(argument, value) for argument, value in zip(node.arguments, values, strict=True)]
        call = self._called(node, Call(f"{self._factory(node, here)}(", given), values)
        if not node.steps:
            text.call(target, call)
            return
        made = names.function("made")
        text.call(f"{made} = ", call)
        for step in node.steps:
            text.line(setting(made, step, str(self._supplies.supply(step.supply, node, here, None))))
        text.line(f"{target}{made}")

    def _called(self, node: Node, call: Call, values: Sequence[str | Call]) -> Call:
        """Return the call of a factory inside what awaits it, or sees to the end of what it makes."""
        title = f'"{self._layout.title(node)}"'
        if making_of(node.title) is Making.AWAIT:
            call = call._replace(before=f"await {call.before}")
        if node.enters:
            return self._inside(node, title, call)
        if node.yields:
            return Call("await self._aentered(" if node.awaits else "self._entered(", [title, call])
        if node.disposes:
            return Call("self._disposed(", [title, call, *(values if node.making is not Making.CLASS else ())])
        return call

    def _inside(self, node: Node, title: str, call: Call) -> Call:
        """Return what enters the context manager that is made."""
        entering = entering_of(node.title)
        if entering is not None and entering.is_async:
            self._kit.add("_inside_async")
            return Call("await self._aentered(", [title, Call("_inside_async(", [call])])
        self._kit.add("_inside")
        return Call("self._entered(", [title, Call("_inside(", [call])])

    def _factory(self, node: Node, here: int) -> str:
        """Return an expression for what is called; the object of a method is passed in where no module has it."""
        factory: Any = node.title if node.enters else node.factory
        if get_origin(factory) is not None:
            return self._imports.type(factory)
        owner = getattr(factory, "__self__", None) if isinstance(factory, MethodType) else None
        if owner is None or isinstance(owner, type) or self._imports.path(owner) is not None:
            return self._imports.thing(factory)
        name = self._settings.value(owner, name_of(type(owner)))
        return f"{self._supplies.way(here, 0)}.{name}.{factory.__name__}"

    def _collection(self, node: Node, here: int) -> Call:
        """Return a list, tuple or dictionary of services; a factory that returns ``None`` says there is none."""
        members: list[str | Call] = [self._supplies.supply(each.supply, node, here, None) for each in node.arguments]
        holes = any(isinstance(each.supply, Node) and each.supply.nullable for each in node.arguments)
        origin = get_origin(node.key.service)
        if origin in (dict, Mapping):
            names = map(self._imports.qualifier, cast("partial[object]", node.factory).args[0])
            if holes:
                members = [f"({name}, {member})" for name, member in zip(names, members, strict=True)]
                return Call("{name: each for name, each in [", members, "] if each is not None}")
            return Call("{", [f"{name}: {member}" for name, member in zip(names, members, strict=True)], "}")
        opening, closing = ("tuple(", ")") if origin is tuple else ("[", "]")
        if holes:
            return Call(f"{opening}each for each in [", members, f"] if each is not None{closing}")
        return (
            Call("(", [*members, ""] if len(members) == 1 else members) if origin is tuple else Call("[", members, "]")
        )


def _spilled(text: Text, names: Names, node: Node, values: Sequence[str | Call]) -> list[str | Call]:
    """Write what the factory gets into variables, so that it can be looked at."""
    kept: list[str | Call] = []
    for argument, value in zip(node.arguments, values, strict=True):
        kept.append(names.function(argument.name or "value"))
        text.call(f"{kept[-1]} = ", value)
    return kept


def _passed(argument: Argument, value: str | Call) -> str | Call:
    """Return an argument as it stands in a call."""
    if not argument.by_name:
        return value
    before, _, after = passing(argument.name, "\n", by_name=True).partition("\n")
    before = before.replace(repr(argument.name), quoted(argument.name))
    call = Call(value, ()) if isinstance(value, str) else value
    return call._replace(before=before + call.before, after=after if isinstance(value, str) else call.after + after)
