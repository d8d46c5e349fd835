"""Classes that are as simple as nearly all are, read without asking what else they could mean (L5)."""

from __future__ import annotations

from abc import ABCMeta
from types import FunctionType
from typing import Any, Final

ORDINARY: Final = (type, ABCMeta)
"""The metaclasses of nearly all classes: these have a hash, and their calls are nobody else's business."""
_OPEN: Final = 0x04 | 0x08  # takes `*args` or `**kwargs`
_NEW, _INIT = object.__new__, object.__init__


def taken_by(factory: Any) -> dict[str, type] | None:
    """Return the parameters of an ordinary class with their types; ``None`` if it is not as simple as that.

    Simple is one whose ``__init__`` takes parameters without defaults that are annotated with classes, or with the
    names of classes in its module, and that says nothing else of how it is called.
    """
    if type(factory) not in ORDINARY or factory.__new__ is not _NEW or hasattr(factory, "__signature__"):
        return None
    init = factory.__init__
    if init is _INIT:
        return {}
    return _parameters(init, factory) if type(init) is FunctionType else None


def _parameters(init: FunctionType, cls: type) -> dict[str, type] | None:
    """Read the constructor of a class."""
    code = init.__code__
    count = code.co_argcount
    if count == 0 or code.co_flags & _OPEN or code.co_kwonlyargcount or code.co_posonlyargcount or init.__defaults__:
        return None
    # Looking into its `__dict__` would make one for each constructor.
    if hasattr(init, "__wrapped__") or hasattr(init, "__signature__"):
        return None
    if code.co_filename.startswith("<") and _is_noted(cls):
        return None
    return _types(init, code.co_varnames[1:count]) if count > 1 else {}


def _is_noted(cls: type) -> bool:
    """Tell whether a machine may have written a constructor, from what is noted in the body of a class."""
    for base in cls.__mro__[:-1]:  # noqa: SIM110 - a generator for each class would take longer
        if "__annotations__" in base.__dict__:
            return True
    return False


def _types(init: FunctionType, parameters: tuple[str, ...]) -> dict[str, type] | None:
    annotations, names = init.__annotations__, init.__globals__
    found: dict[str, type] = {}
    for name in parameters:
        wanted: Any = annotations.get(name)
        if type(wanted) is str:
            # What stands in a function may mean a variable of it.
            wanted = None if "<locals>" in init.__qualname__ else names.get(wanted)
        if type(wanted) is not type and type(wanted) not in ORDINARY:
            return None
        found[name] = wanted
    return found
