"""Type variables: what they stand for in each class above a generic one, and what makes one type into another (L9)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

from wireworks._declare.annotations import NOWHERE, UNBOUND, Bindings, Namespace, evaluated, is_free
from wireworks._declare.conform import UNIONS


def parameters_of(thing: object) -> tuple[Any, ...]:
    """Return the type variables that a class or a generic type depends on."""
    found: object = getattr(thing, "__parameters__", ())
    # On some metaclasses the name stands for a descriptor.
    return found if isinstance(found, tuple) else ()


def is_open(service: object) -> bool:
    """Tell whether a key stands for many services: a bare generic class, or a type with a type variable in it."""
    return is_free(service) or is_generic(service)


def is_generic(service: object) -> bool:
    """Tell whether something is a generic class without arguments."""
    return isinstance(service, type) and get_origin(service) is None and bool(parameters_of(service))


def opened(cls: Any) -> Any:
    """Return a generic class with its own type variables for arguments; any other class as it is."""
    parameters = parameters_of(cls)
    return cls[parameters] if parameters else cls


def bindings_of(alias: object, where: Namespace = NOWHERE) -> Bindings:
    """Return what the parameters of a generic class stand for in ``Class[...]``, which was written ``where``."""
    parameters, arguments = parameters_of(get_origin(alias)), get_args(alias)
    if len(parameters) != len(arguments):
        return UNBOUND
    return {name: _read(value, where) for name, value in zip(parameters, arguments, strict=True)}


def bindings_above(cls: type, own: Bindings = UNBOUND) -> Mapping[type, Bindings]:
    """Return what the type variables of ``cls`` and of each class above it stand for.

    Each class has its own: two may use one type variable for different things. One that is named without arguments
    among the bases of another has the defaults of its variables.

    Args:
        cls: the class to begin with.
        own: what its own type variables stand for; without it they stand for themselves.
    """
    if not hasattr(cls, "__orig_bases__"):
        return {}
    known: dict[type, Bindings] = {cls: {**_defaults(cls), **own}}
    for each in cls.__mro__:
        here = known.setdefault(each, _defaults(each))
        where = Namespace(module_of(each), (dict(vars(each)), type_parameters(each)), bindings=here)
        for base in vars(each).get("__orig_bases__", ()):
            above = get_origin(base)
            if isinstance(above, type) and above not in known:
                known[above] = bindings_of(base, where)
    return known


def unify(pattern: Any, wanted: Any, found: dict[object, object]) -> bool:
    """Tell whether type variables make ``pattern`` the type that is wanted; put what they stand for into ``found``."""
    if isinstance(pattern, TypeVar):
        return bool(found.setdefault(pattern, wanted) == wanted)
    if pattern is Any or pattern == wanted:
        return True
    kinds = get_origin(pattern), get_origin(wanted)
    if None in kinds or not (kinds[0] == kinds[1] or (kinds[0] in UNIONS and kinds[1] in UNIONS)):
        return False
    parts, others = pattern.__args__, wanted.__args__
    return len(parts) == len(others) and all(unify(*pair, found) for pair in zip(parts, others, strict=True))


def depth_of(thing: object) -> int:
    """Return how many levels of arguments a type has."""
    return 1 + max(map(depth_of, getattr(thing, "__args__", None) or ()), default=0)


def module_of(thing: object) -> dict[str, object]:
    """Return the names of the module that something was written in, none where that is not known."""
    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    return vars(module) if module else {}


def type_parameters(thing: object) -> dict[str, object]:
    """Return the type variables that a class or function declares in brackets, by name."""
    parameters = getattr(thing, "__type_params__", ())
    # On the metaclass ``type`` itself the name stands for a descriptor.
    return {parameter.__name__: parameter for parameter in parameters} if isinstance(parameters, tuple) else {}


def _defaults(cls: type) -> dict[object, object]:
    # Type variables have had defaults since Python 3.13.
    return {each: each.__default__ for each in parameters_of(cls) if getattr(each, "has_default", bool)()}


def _read(argument: object, where: Namespace) -> object:
    try:
        return evaluated(argument, where)
    except Exception:  # noqa: BLE001 - evaluating the user's text may raise anything; then it stays what it is
        return argument
