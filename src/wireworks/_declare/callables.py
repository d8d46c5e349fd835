"""What really runs when a factory is called: behind partials, wiring, decorators and methods."""

from __future__ import annotations

import functools
from types import FunctionType, MethodType
from typing import Any, get_origin

from wireworks._model.wiring import Wired, class_of


def provided_by(factory: object) -> object:
    """Return what explicit wiring calls; anything else as it is."""
    return factory.wiring.provides if isinstance(factory, Wired) and factory.wiring is not None else factory


def called(factory: object) -> object:
    """Return what is called in the end, behind partials and explicit wiring."""
    while True:
        if isinstance(factory, functools.partial):
            factory = factory.func
        elif isinstance(factory, Wired) and factory.wiring is not None:
            factory = factory.wiring.provides
        else:
            return factory


def target_of(factory: object) -> object:
    """Return what is called in the end, behind the arguments of a generic class too."""
    if isinstance(factory, (FunctionType, type)):
        return factory
    target = called(factory)
    origin = get_origin(target)
    return origin if isinstance(origin, type) else target


def function_of(factory: object) -> object:
    """Return the plain function that runs when ``factory`` is called, as far as there is one."""
    factory = target_of(factory)
    if isinstance(factory, MethodType):
        return factory.__func__
    if isinstance(factory, FunctionType) or hasattr(factory, "__wrapped__") or not callable(factory):
        return factory
    return getattr(class_of(factory), "__call__", factory) if not isinstance(factory, type) else factory  # noqa: B004


def written(function: Any) -> Any:
    """Return the function that a decorator wrapped, whose annotations were written where it stands."""
    while not hasattr(function, "__signature__") and hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function


def owner_of(method: MethodType) -> type:
    """Return the class that a method was taken from: the class itself for a class method."""
    return method.__self__ if isinstance(method.__self__, type) else type(method.__self__)


def definer_of(owner: type, name: str) -> type:
    """Return the class in whose body the method ``name`` of ``owner`` was written."""
    return next((base for base in owner.__mro__ if name in vars(base)), owner)
