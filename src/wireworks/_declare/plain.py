"""Classes that are as simple as nearly all are, read without asking what else they could mean (L5)."""

from __future__ import annotations

from abc import ABCMeta
from types import FunctionType
from typing import Any

ORDINARY = (type, ABCMeta)
"""The metaclasses of nearly all classes: these have a hash, and their calls are nobody else's business."""
_OPEN = 0x04 | 0x08  # takes `*args` or `**kwargs`


def taken_by(factory: object) -> list[tuple[str, type]] | None:
    """Return the parameters of an ordinary class with their types; ``None`` if it is not as simple as that.

    Simple is one whose ``__init__`` takes parameters without defaults that are annotated with classes, or with the
    names of classes in its module, and that says nothing else of how it is called.
    """
    if type(factory) not in ORDINARY:
        return None
    init: object = None
    noted = False
    for base in factory.__mro__[:-1]:  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # a class, as its metaclass tells
        members = base.__dict__
        if "__signature__" in members or "__new__" in members:
            return None
        if init is None:
            init = members.get("__init__")
        noted = noted or "__annotations__" in members
    return [] if init is None else _parameters(init, noted=noted)


def _parameters(init: object, *, noted: bool) -> list[tuple[str, type]] | None:
    """Read a constructor; a machine may have written it from what is ``noted`` in the body of a class."""
    if type(init) is not FunctionType or not _says_all(init):
        return None
    code = init.__code__
    count = code.co_argcount
    if noted and code.co_filename.startswith("<"):
        return None
    if count == 1:
        return []
    annotations, names = init.__annotations__, init.__globals__
    found: list[tuple[str, type]] = []
    for name in code.co_varnames[1:count]:
        wanted: Any = annotations.get(name)
        if type(wanted) is str:
            wanted = names.get(wanted)
        if type(wanted) not in ORDINARY:
            return None
        found.append((name, wanted))
    return found


def _says_all(init: FunctionType) -> bool:
    """Tell whether a constructor takes parameters by position or name, without defaults, and nothing else."""
    # Looking into its `__dict__` would make one for each constructor.
    if init.__defaults__ or hasattr(init, "__wrapped__") or hasattr(init, "__signature__"):
        return False
    code = init.__code__
    kinds = code.co_posonlyargcount or code.co_kwonlyargcount or code.co_flags & _OPEN
    return code.co_argcount > 0 and not kinds
