"""Where annotations were written: the names that mean something there."""

from __future__ import annotations

import sys
from types import FunctionType

from wireworks._declare.annotations import Namespace


def namespace_of(function: object, owner: type | None) -> Namespace:
    """Return where the annotations of ``function`` were written, inside the class ``owner`` if it is a method."""
    if not isinstance(function, FunctionType):
        module = sys.modules.get(getattr(function, "__module__", None) or "")
        return Namespace(vars(module) if module else {})
    nearby: list[dict[str, object]] = []
    if function.__closure__:
        nearby.append(_closed_over(function))
    if owner is not None:
        nearby.append(dict(vars(owner)))
    nearby.extend(names for thing in (owner, function) if (names := _type_parameters(thing)))
    generated = function.__code__.co_filename.startswith("<")
    return Namespace(function.__globals__, tuple(nearby), generated)


def written_in(owner: type, name: str, where: Namespace) -> Namespace:
    """Return where the annotation of a generated constructor's parameter was written: the class that has the field."""
    for cls in owner.__mro__:
        fields = vars(cls).get("__annotations__", {})
        if name in fields or f"_{name}" in fields:
            module = sys.modules.get(cls.__module__)
            return Namespace(vars(module) if module else where.module, (*where.nearby, dict(vars(cls))))
    return where


def _type_parameters(thing: object) -> dict[str, object]:
    parameters = getattr(thing, "__type_params__", ())
    # On the metaclass ``type`` itself the name stands for a descriptor.
    return {parameter.__name__: parameter for parameter in parameters} if isinstance(parameters, tuple) else {}


def _closed_over(function: FunctionType) -> dict[str, object]:
    names: dict[str, object] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return names
