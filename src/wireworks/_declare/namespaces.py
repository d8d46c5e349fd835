"""Where annotations were written: the names that mean something there, and what type variables stand for."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, MethodType

from wireworks._declare.annotations import UNBOUND, Bindings, Namespace
from wireworks._declare.callables import definer_of, owner_of, target_of
from wireworks._declare.variables import bindings_above, module_of, type_parameters
from wireworks._model.record import NamedTuple
from wireworks._model.wiring import class_of


class Owner(NamedTuple):
    """The class in whose body a function stands, and what type variables stand for in it and the classes above it."""

    cls: type
    above: Mapping[type, Bindings] = {}

    @property
    def bindings(self) -> Bindings:
        """What type variables stand for in the body of the class itself."""
        return self.above.get(self.cls, UNBOUND)


def owned(cls: type, used: type, bindings: Bindings = UNBOUND) -> Owner:
    """Return ``cls`` as the owner of a function that is called through ``used``, a class below it."""
    return Owner(cls, bindings_above(used, bindings))


def owner_behind(factory: object, bindings: Bindings = UNBOUND) -> Owner | None:
    """Return the owner of the method that runs when ``factory`` is called; a function and a class have none."""
    target = target_of(factory)
    if isinstance(target, MethodType):
        used = owner_of(target)
        return owned(definer_of(used, target.__func__.__name__), used, bindings)
    if isinstance(target, (FunctionType, type)) or hasattr(target, "__wrapped__"):
        return None
    return owned(definer_of(class_of(target), "__call__"), class_of(target), bindings)


def namespace_of(function: object, owner: Owner | None, bindings: Bindings = UNBOUND) -> Namespace:
    """Return where the annotations of ``function`` were written, inside the class of ``owner`` if it is a method."""
    bound = bindings if owner is None else {**owner.bindings, **bindings}
    if not isinstance(function, FunctionType):
        return Namespace(module_of(function), bindings=bound)
    cls = None if owner is None else owner.cls
    nearby: list[Mapping[str, object]] = []
    if function.__closure__:
        nearby.append(closed_over(function))
    if cls is not None:
        nearby.append(vars(cls))
    nearby.extend(names for thing in (cls, function) if (names := type_parameters(thing)))
    generated = function.__code__.co_filename.startswith("<")
    return Namespace(function.__globals__, tuple(nearby), generated, bound, _inside(function))


def written_in(owner: Owner, name: str, where: Namespace) -> Namespace:
    """Return where the annotation of a generated constructor's parameter was written: the class that has the field."""
    for cls in owner.cls.__mro__:
        fields = vars(cls).get("__annotations__", {})
        if name in fields or f"_{name}" in fields:
            nearby = (*where.nearby, vars(cls), type_parameters(cls))
            bound = owner.above.get(cls, where.bindings)
            return Namespace(module_of(cls) or where.module, nearby, bindings=bound, inside=_inside(cls))
    return where


def _inside(thing: FunctionType | type) -> str:
    return thing.__qualname__ if "<locals>" in thing.__qualname__ else ""


def closed_over(function: FunctionType) -> dict[str, object]:
    """Return the variables of the functions around ``function`` that it uses, as far as they are assigned yet."""
    names: dict[str, object] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return names
