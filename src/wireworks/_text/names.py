"""Names of services and factories as their authors wrote them, and the places they stand at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import Enum
from types import CodeType, FunctionType, NoneType, UnionType
from typing import Any, Concatenate, ForwardRef, ParamSpec, Union

from wireworks._model.key import Key

_NOWHERE = ""
_LONGEST = 60


def name_of(thing: object) -> str:
    """Return the name a reader knows ``thing`` by: ``Session``, ``Repo[User]``, ``create_foo``."""
    if isinstance(thing, Key):
        base = name_of(thing.service)
        return base if thing.qualifier is None else f"{base}[{name_of(thing.qualifier)}]"
    spelled = _spelled(thing)
    if spelled is not None:
        return spelled
    inner = getattr(thing, "func", None)
    if inner is not None and not isinstance(thing, type):
        return name_of(inner)
    name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", None)
    if not isinstance(name, str):
        return type(thing).__name__ if callable(thing) or _says_nothing(thing) else repr(thing)
    return name.rpartition("<locals>.")[2]


def whole_name_of(thing: object) -> str:
    """Return the name of a type or function with its module, which is the same in every process.

    What stands inside a function has the name of that too.
    """
    arguments = getattr(thing, "__args__", None)
    if isinstance(arguments, tuple):
        inside = ", ".join(map(whole_name_of, arguments))
        return f"{whole_name_of(getattr(thing, '__origin__', type(thing)))}[{inside}]"
    thing = getattr(thing, "__func__", thing)
    if not hasattr(thing, "__qualname__") and callable(thing):
        thing = type(thing)
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
    return name_of(thing) if module in (None, "builtins") or name is None else f"{module}.{name}"


def _says_nothing(thing: object) -> bool:
    """Tell whether the text of an object would be its class and its address."""
    return type(thing).__repr__ is object.__repr__


def _spelled(thing: object) -> str | None:
    """Return what is no class or function as it is written in an annotation."""
    if thing is NoneType or thing is Ellipsis:
        return "None" if thing is NoneType else "..."
    if isinstance(thing, (Enum, ForwardRef)):
        return thing.__forward_arg__ if isinstance(thing, ForwardRef) else f"{name_of(type(thing))}.{thing.name}"
    arguments = getattr(thing, "__args__", None)
    origin = getattr(thing, "__origin__", None)
    if origin is None or not isinstance(arguments, tuple):
        return " | ".join(map(name_of, thing.__args__)) if isinstance(thing, UnionType) else None
    if hasattr(thing, "__metadata__"):
        return name_of(origin)  # what stands beside the type in ``Annotated`` is no part of its name
    if origin is Union:
        return " | ".join(map(name_of, arguments))
    if hasattr(origin, "__wireworks_wants__") and arguments[-1] is ...:
        arguments = arguments[:-1]  # a factory of which nobody said what its callers pass
    inside = _signature(arguments) if origin is Callable else ", ".join(map(_argument, arguments))
    return f"{name_of(origin)}[{inside or '()'}]"


def _signature(arguments: tuple[object, ...]) -> str:
    """Return what stands between the brackets of ``Callable[[int], str]``, whose arguments Python keeps in one row."""
    *given, returned = arguments
    if len(given) == 1 and (given[0] is Ellipsis or isinstance(given[0], ParamSpec) or _concatenates(given[0])):
        return f"{name_of(given[0])}, {name_of(returned)}"
    return f"{_argument(given)}, {name_of(returned)}"


def _concatenates(thing: object) -> bool:
    return getattr(thing, "__origin__", None) is Concatenate


def _argument(argument: object) -> str:
    # The types that stand for a ``ParamSpec`` come as a list or tuple.
    return f"[{', '.join(map(name_of, argument))}]" if isinstance(argument, (list, tuple)) else name_of(argument)


def seconds(time: Any) -> float:
    """Return how many seconds a number of them is, or a ``timedelta``."""
    return float(time.total_seconds() if hasattr(time, "total_seconds") else time)


def shown(thing: object) -> str:
    """Return what to call a thing that was passed by mistake: a short value, a name, or the kind of object it is."""
    if thing is None or isinstance(thing, (str, bytes, int, float)):
        text = repr(thing)
        return f"`{text}`" if len(text) <= _LONGEST else f"`{text[:_LONGEST]}...`"
    named = isinstance(thing, type) or hasattr(thing, "__qualname__") or hasattr(thing, "__origin__")
    return f"`{name_of(thing)}`" if named else f"an object of type `{type(thing).__name__}`"


def placed(thing: object) -> str:
    """Return the name of ``thing`` between backticks, and its place behind it where that is known."""
    place = place_of(thing)
    return f"`{name_of(thing)}` ({place})" if place else f"`{name_of(thing)}`"


def place_of(thing: object) -> str:
    """Return ``file:line`` of a class, callable or generator, relative to the working directory; empty if unknown."""
    while (inner := getattr(thing, "func", None) or getattr(thing, "__origin__", None)) and not isinstance(thing, type):
        thing = inner
    thing = getattr(thing, "__func__", thing)
    while isinstance(inner := getattr(thing, "__wrapped__", None), FunctionType):
        thing = inner
    code = getattr(thing, "__code__", None)
    code = code or getattr(thing, "gi_code", None) or getattr(thing, "ag_code", None)
    if isinstance(code, CodeType):
        return f"{_short(code.co_filename)}:{code.co_firstlineno}"
    if not isinstance(thing, type):
        return place_of(type(thing)) if callable(thing) else _NOWHERE
    return _place_of_class(thing)


def _place_of_class(cls: type) -> str:
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    if not isinstance(file, str):
        return _NOWHERE
    from wireworks._text.places import line_of  # which messages alone need, and start-up is dear

    line = line_of(cls, file)
    return f"{_short(file)}:{line}" if line else _short(file)


def _short(file: str) -> str:
    try:
        relative = os.path.relpath(file)
    except ValueError:  # another drive
        return file
    return file if relative.startswith("..") else relative
