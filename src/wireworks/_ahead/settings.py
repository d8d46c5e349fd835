"""What the module cannot make itself, and whoever uses it passes: objects, values and the configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from wireworks._ahead.naming import Imports
from wireworks._compile.writer import Names
from wireworks._declare.configuration import texts_of
from wireworks._model.parameter import Configured


class Setting(NamedTuple):
    """One parameter of ``Singletons``, or one field of ``Params``: its type, and what it is in the configuration."""

    name: str
    type: str
    note: str = ""


class Settings:
    """Collect what is passed; each thing once, under a name of its own.

    Args:
        imports: spells the types.
        free: returns a name that is free among the parameters.
    """

    def __init__(self, imports: Imports, free: Callable[[str], str]) -> None:
        self._imports = imports
        self._free = free
        self._fields = Names()
        self._passed: dict[int, tuple[object, Setting]] = {}
        self._configured: dict[str, Setting] = {}

    @property
    def passed(self) -> list[Setting]:
        """The parameters of ``Singletons`` that stand for objects, by name."""
        return sorted(setting for _, setting in self._passed.values())

    @property
    def configured(self) -> list[Setting]:
        """The fields of ``Params``, by name."""
        return sorted(self._configured.values())

    def take(self, thing: object, name: str, spelled: str) -> None:
        """Let a parameter called ``name`` stand for an object."""
        self._passed[id(thing)] = thing, Setting(name, spelled)

    def value(self, thing: object, hint: str) -> str:
        """Return the name of the parameter that stands for a value, called like ``hint`` if it is new."""
        if id(thing) not in self._passed:
            self.take(thing, self._free(hint), self._imports.type(type(thing)))
        return self._passed[id(thing)][1].name

    def configuration(self, wanted: Configured, path: str) -> str:
        """Return an expression for a value of the configuration; ``path`` leads to the record that has them all."""
        if wanted.expr is None:
            return f"{path}.{self._field(wanted.param or '', self._imports.type(wanted.annotation))}"
        texts = texts_of(wanted.expr)
        parts = [
            f"{{{path}.{self._field(part, 'object')}}}" if place % 2 else _escaped(part)
            for place, part in enumerate(texts)
        ]
        text = "".join(parts)
        if '"' in wanted.expr and "'" not in wanted.expr:
            return "f'" + text.replace('\\"', '"') + "'"
        return f'f"{text}"'

    def _field(self, name: str, spelled: str) -> str:
        found = self._configured.get(name)
        if found is None:
            found = Setting(self._fields.function(name), spelled, name)
        elif found.type == "object":
            found = found._replace(type=spelled)
        elif spelled not in ("object", found.type):
            # Two services want it as different types, and it is both of them.
            found = found._replace(type=self._imports.name("typing", "Any"))
        self._configured[name] = found
        return found.name


def _escaped(text: str) -> str:
    """Return text as it stands between the double quotes of an f-string."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("{", "{{").replace("}", "}}")
