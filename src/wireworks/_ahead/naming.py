"""Where things can be imported from, and the types and objects of a user's spelled with such imports."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from enum import Enum
from functools import partial
from math import isfinite
from types import EllipsisType, MethodType, ModuleType, NoneType
from typing import Any, Literal, NamedTuple, ParamSpec, TypeAlias, TypeVar, get_args, get_origin

from wireworks._ahead.text import quoted
from wireworks._compile.writer import Names
from wireworks._declare.conform import UNIONS
from wireworks._declare.variables import parameters_of
from wireworks._text.names import name_of

_WIDTH = 120


Pair: TypeAlias = tuple[str, str]


class Unwritable(Exception):  # noqa: N818 - one problem of many, told later
    """Tell what cannot be written in another module, and what to change."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class Path(NamedTuple):
    """The names that lead to an object: a module, and what to ask it for."""

    module: str
    names: tuple[str, ...]


class Imports:
    """Spell what a user's modules hold, and keep the imports that this takes.

    Args:
        taken: names that are not to be used.
        kept: modules and names in them that are imported as they are, if they are.
        searched: the modules in which things without a name of their own are looked for.
    """

    def __init__(self, taken: Iterable[str], kept: Collection[Pair], searched: Iterable[str]) -> None:
        self._names = Names(dict.fromkeys([*taken, *(name for _, name in kept)]))
        self._kept = kept
        self._searched = sorted(set(searched))
        self._from: dict[Pair, str] = {}

    @property
    def names(self) -> set[str]:
        """The names that are imported so far."""
        return set(self._from.values())

    def name(self, module: str, name: str) -> str:
        """Return the name under which ``name`` of ``module`` is imported."""
        if module == "builtins":
            return name
        found = self._from.get((module, name))
        if found is None:
            is_kept = (module, name) in self._kept
            found = self._from[module, name] = name if is_kept else self._names.constant((module, name), name)
        return found

    def thing(self, thing: Any) -> str:
        """Return an expression for an object that some module has.

        Raises:
            Unwritable: none has.
        """
        if isinstance(thing, Enum):
            return f"{self.thing(type(thing))}.{thing.name}"
        if isinstance(thing, MethodType) and self.path(thing) is None:
            return f"{self.thing(thing.__self__)}.{thing.__name__}"
        path = self.path(thing)
        if path is not None:
            first, *rest = path.names
            return ".".join([self.name(path.module, first), *rest])
        if isinstance(thing, partial):
            given = [
                *map(self.value, thing.args),
                *(f"{name}={self.value(each)}" for name, each in thing.keywords.items()),
            ]
            return f"{self.name('functools', 'partial')}({', '.join([self.thing(thing.func), *given])})"
        raise Unwritable(f"`{name_of(thing)}` has no name that it could be imported by", _fix(thing))

    def value(self, value: object) -> str:
        """Return an expression for a value: a plain one as it is, any other as it is imported. Errors as ``thing``."""
        if value is ...:
            return "..."
        if value is None or type(value) in (bool, int) or (type(value) is float and isfinite(value)):
            return repr(value)
        return self.type(value) if get_origin(value) is not None else self.thing(value)

    def qualifier(self, value: object) -> str:
        """Return an expression for a qualifier, which is no secret. Errors as ``thing``."""
        if isinstance(value, tuple):
            return f"({', '.join(map(self.qualifier, value))}{',' if len(value) == 1 else ''})"
        if isinstance(value, str) and type(value) is str:
            return quoted(value)
        return repr(value) if type(value) is bytes else self.value(value)

    def path(self, thing: object) -> Path | None:
        """Return where ``thing`` can be imported from, if it can."""
        module = getattr(thing, "__module__", None)
        name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", None)
        if isinstance(module, str) and isinstance(name, str) and module != "__main__":
            names = tuple(name.split("."))
            for candidate in _candidates(module):
                if _looked_up(candidate, names) is thing:
                    return Path(candidate, names)
        for searched in self._searched:
            for name, found in sorted(vars(sys.modules[searched]).items()):
                if found is thing and name.isidentifier():
                    return Path(searched, (name,))
        return None

    def type(self, wanted: Any) -> str:
        """Return a type as it stands in an annotation.

        Raises:
            Unwritable: a class in it cannot be imported.
        """
        origin = get_origin(wanted)
        if origin is None:
            return self._plain(wanted)
        if hasattr(wanted, "__metadata__"):
            return self.type(wanted.__origin__)
        if origin in UNIONS:
            return " | ".join(map(self.type, get_args(wanted)))
        if origin is Literal:
            return f"{self.name('typing', 'Literal')}[{', '.join(map(self.qualifier, get_args(wanted)))}]"
        arguments = get_args(wanted)
        if hasattr(origin, "__wireworks_wants__") and arguments[-1] is ...:
            arguments = arguments[:-1]  # nobody said what its callers pass
        return f"{self.thing(origin)}[{', '.join(map(self._argument, arguments)) or '()'}]"

    def _plain(self, wanted: Any) -> str:
        """Return a type without arguments; those that a generic class lacks may be anything."""
        if wanted is None or wanted is NoneType:
            return "None"
        if wanted is Any or isinstance(wanted, (TypeVar, ParamSpec)):
            return self.name("typing", "Any")
        inside = [self.name("typing", "Any") for _ in parameters_of(wanted)] if isinstance(wanted, type) else []
        return self.thing(wanted) + (f"[{', '.join(inside)}]" if inside else "")

    def _argument(self, argument: Any) -> str:
        if isinstance(argument, (list, tuple)):
            return f"[{', '.join(map(self._argument, argument))}]"
        return "..." if isinstance(argument, EllipsisType) else self.type(argument)

    def lines(self) -> list[str]:
        """Return the import statements, sorted; those of the standard library first."""
        found: dict[str, list[tuple[str, str]]] = {}
        for (module, name), local in self._from.items():
            found.setdefault(module, []).append((name, name if name == local else f"{name} as {local}"))
        groups: list[list[str]] = [[], []]
        for module, names in sorted(found.items(), key=lambda each: each[0].lower()):
            spelled = [text for _, text in sorted(names, key=lambda each: _order(each[0]))]
            groups[module.partition(".")[0] not in sys.stdlib_module_names] += _import(module, spelled)
        return [*groups[0], *([""] if groups[0] and groups[1] else []), *groups[1]]


def _import(module: str, names: list[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    return [line] if len(line) <= _WIDTH else [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def _order(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name


def _candidates(module: str) -> list[str]:
    """Return the modules to import from: where it is written, unless that is private and one above has it too."""
    parts = module.split(".")
    first = next((place for place, part in enumerate(parts) if part.startswith("_")), len(parts))
    above = [".".join(parts[:end]) for end in range(first, 0, -1)] if first < len(parts) else []
    return [*above, module]


def _looked_up(module: str, names: Iterable[str]) -> object:
    found: object = sys.modules.get(module)
    for name in names:
        found = vars(found).get(name) if isinstance(found, ModuleType) else getattr(found, name, None)
    return found


def _fix(thing: object) -> str:
    if callable(thing):
        return f"write `{name_of(thing)}` at the top level of a module, under a name of its own."
    return "keep it in a module, under a name of its own."
