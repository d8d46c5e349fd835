"""Factories read: how they hand over what they make, which parameters they take, what they declare to make.

This is the only reader of signatures. Functions are read from their code objects, which is many times faster than
``inspect``; that module is asked only about what has no Python code or carries a signature of its own.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
)
from types import CodeType, FunctionType, MethodType
from typing import Any, NamedTuple, Self, cast, get_args, get_origin

from wireworks._declare.annotations import Namespace, evaluated, read
from wireworks._declare.constructor import constructor_of
from wireworks._model.parameter import Making, Parameter, Passing, Request, Signature
from wireworks._model.sentinel import MISSING
from wireworks._model.wiring import Wired

_YIELDS = (Iterator, Generator, Iterable)
_YIELDS_ASYNC = (AsyncIterator, AsyncGenerator, AsyncIterable)
_AWAITED = (Awaitable, Coroutine)
_VAR_POSITIONAL, _VAR_KEYWORD = 0x04, 0x08
_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200


class Declared(NamedTuple):
    """What a factory function says it makes; ``trouble`` says why that cannot be read, ``later`` that it may be yet."""

    request: Request | None
    trouble: str | None = None
    annotated: bool = True
    later: bool = False


def making_of(factory: object) -> Making:
    """Return how ``factory`` hands over what it makes."""
    factory = _target_of(factory)
    if isinstance(factory, type):
        return Making.CLASS
    function = _function_of(factory)
    flags = function.__code__.co_flags if isinstance(function, FunctionType) else 0
    if flags & _ASYNC_GENERATOR:
        return Making.ASYNC_GENERATOR
    if flags & _GENERATOR:
        return Making.GENERATOR
    if flags & _COROUTINE:
        return Making.AWAIT
    annotation = getattr(function, "__annotations__", {}).get("return")
    return Making.AWAIT if get_origin(annotation) in _AWAITED else Making.CALL


def declared_by(factory: object) -> Declared:
    """Return what ``factory`` declares to make; for a class that is the class."""
    if isinstance(factory, Wired) and factory.wiring is not None:
        return declared_by(factory.wiring.provides)
    if isinstance(_target_of(factory), type):
        alias = isinstance(get_origin(factory), type)
        return Declared(read(factory if alias else _target_of(factory), Namespace({})))
    function = _written(_function_of(factory))
    annotations = getattr(function, "__annotations__", {})
    if "return" not in annotations:
        return Declared(None, annotated=False)
    where = _namespace(function, None)
    try:
        annotation = evaluated(annotations["return"], where)
        if get_origin(annotation) in _products(making_of(factory)):
            annotation = get_args(annotation)[_product_index(get_origin(annotation))]
        if annotation is Self and isinstance(factory, MethodType):
            annotation = _owner_of(factory)
        return Declared(read(annotation, where))
    except Exception as error:  # noqa: BLE001 - evaluating the user's text may raise anything; it is reported, not lost
        later = isinstance(error, (NameError, AttributeError))
        return Declared(None, trouble=f"{annotations['return']!r}: {error}", later=later)


def _products(making: Making) -> tuple[object, ...]:
    if making is Making.GENERATOR:
        return _YIELDS
    return _YIELDS_ASYNC if making is Making.ASYNC_GENERATOR else _AWAITED


def _product_index(origin: object) -> int:
    return 2 if origin is Coroutine else 0


def signature_of(factory: object) -> Signature:
    """Return the parameters that a caller of ``factory`` may fill, names in annotations resolved if they exist."""
    target = get_origin(factory) or factory
    if isinstance(target, type):
        return _constructed(target)
    if isinstance(factory, functools.partial):
        return _applied(factory)
    if isinstance(factory, MethodType):
        return _without_first(_read_callable(factory.__func__, _definer(factory)))
    if isinstance(factory, FunctionType) or hasattr(factory, "__wrapped__"):
        return _read_callable(factory, None)
    call = getattr(type(factory), "__call__")  # noqa: B004, B009 - the method itself is wanted, unbound
    if isinstance(call, FunctionType):
        return _without_first(_read_callable(call, type(factory)))
    return _inspected(factory)


def _constructed(cls: type) -> Signature:
    found = constructor_of(cls)
    if found is None:
        return Signature(())
    return _without_first(_read_callable(found.function, found.owner)) if found.bound else _inspected(cls)


def _applied(applied: functools.partial[object]) -> Signature:
    """Read a partial: what it has filled is gone, and what stands behind a filled keyword must be passed by name."""
    inner = signature_of(applied.func)
    left = inner.parameters[len(applied.args) :]
    kept: list[Parameter] = []
    by_name = False
    for parameter in left:
        if parameter.name in applied.keywords and parameter.passing is not Passing.POSITIONAL:
            by_name = True
        elif by_name and parameter.passing is Passing.EITHER:
            kept.append(parameter._replace(passing=Passing.KEYWORD))
        else:
            kept.append(parameter)
    return Signature(tuple(kept), inner.open_keywords)


def _target_of(factory: object) -> object:
    """Return what is called in the end, behind partials, explicit wiring and the arguments of a generic class."""
    while True:
        if isinstance(factory, functools.partial):
            factory = factory.func
        elif isinstance(factory, Wired) and factory.wiring is not None:
            factory = factory.wiring.provides
        elif isinstance(get_origin(factory), type):
            factory = get_origin(factory)
        else:
            return factory


def _written(function: Any) -> Any:
    """Return the function that a decorator wrapped, whose annotations were written where it stands."""
    while not hasattr(function, "__signature__") and hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function


def _owner_of(method: MethodType) -> type:
    """Return the class that a method was taken from: the class itself for a class method."""
    return method.__self__ if isinstance(method.__self__, type) else type(method.__self__)


def _definer(method: MethodType) -> type:
    """Return the class in whose body a method was written."""
    owner = _owner_of(method)
    name = method.__func__.__name__
    return next((base for base in owner.__mro__ if name in vars(base)), owner)


def _function_of(factory: object) -> object:
    """Return the plain function that runs when ``factory`` is called, as far as there is one."""
    factory = _target_of(factory)
    if isinstance(factory, MethodType):
        return factory.__func__
    if isinstance(factory, FunctionType) or hasattr(factory, "__wrapped__") or not callable(factory):
        return factory
    return getattr(type(factory), "__call__", factory) if not isinstance(factory, type) else factory  # noqa: B004


def _read_callable(function: object, owner: type | None) -> Signature:
    function = _written(function)
    if isinstance(function, FunctionType) and not hasattr(function, "__signature__"):
        return _read_code(function, owner)
    return _inspected(function)


def _read_code(function: FunctionType, owner: type | None) -> Signature:
    code: CodeType = function.__code__
    names = code.co_varnames
    positional, keyword_only = code.co_argcount, code.co_kwonlyargcount
    defaults = function.__defaults__ or ()
    first_default = positional - len(defaults)
    keyword_defaults = function.__kwdefaults__ or {}
    annotations = function.__annotations__
    where = _namespace(function, owner)
    parameters = []
    for index in range(positional):
        passing = Passing.POSITIONAL if index < code.co_posonlyargcount else Passing.EITHER
        default = defaults[index - first_default] if index >= first_default else MISSING
        parameters.append(_parameter(names[index], passing, default, annotations, where, owner))
    for name in names[positional : positional + keyword_only]:
        default = keyword_defaults.get(name, MISSING)
        parameters.append(_parameter(name, Passing.KEYWORD, default, annotations, where, owner))
    return Signature(tuple(parameters), bool(code.co_flags & _VAR_KEYWORD))


def _parameter(
    name: str,
    passing: Passing,
    default: object,
    annotations: dict[str, object],
    where: Namespace,
    owner: type | None,
) -> Parameter:
    if name not in annotations:
        return Parameter(name, passing, default)
    if owner is not None and where.generated:
        where = _written_in(owner, name, where)
    try:
        return Parameter(name, passing, default, read(annotations[name], where))
    except Exception as error:  # noqa: BLE001 - evaluating the user's text may raise anything; it is reported, not lost
        return Parameter(name, passing, default, trouble=f"{annotations[name]!r}: {error}")


def _inspected(thing: object) -> Signature:
    import inspect

    try:
        found = inspect.signature(cast("Callable[..., object]", thing))
    except (TypeError, ValueError):  # no signature to be had: a C callable that tells none
        return Signature(())
    where = _namespace(thing, None)
    passings = {
        inspect.Parameter.POSITIONAL_ONLY: Passing.POSITIONAL,
        inspect.Parameter.POSITIONAL_OR_KEYWORD: Passing.EITHER,
        inspect.Parameter.KEYWORD_ONLY: Passing.KEYWORD,
    }
    parameters = []
    for parameter in found.parameters.values():
        if parameter.kind in passings:
            default = MISSING if parameter.default is parameter.empty else parameter.default
            said = {} if parameter.annotation is parameter.empty else {parameter.name: parameter.annotation}
            parameters.append(_parameter(parameter.name, passings[parameter.kind], default, said, where, None))
    open_keywords = any(parameter.kind is parameter.VAR_KEYWORD for parameter in found.parameters.values())
    return Signature(tuple(parameters), open_keywords)


def _without_first(signature: Signature) -> Signature:
    """Leave out ``self`` or ``cls``, which the call itself fills; ``*args`` may have swallowed it."""
    parameters = signature.parameters
    if parameters and parameters[0].passing is not Passing.KEYWORD:
        parameters = parameters[1:]
    return signature._replace(parameters=parameters)


def _namespace(function: object, owner: type | None) -> Namespace:
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


def _written_in(owner: type, name: str, where: Namespace) -> Namespace:
    """Return where the annotation of a generated constructor's parameter was written: the class that has the field."""
    for cls in owner.__mro__:
        fields = vars(cls).get("__annotations__", {})
        if name in fields or f"_{name}" in fields:
            module = sys.modules.get(cls.__module__)
            return Namespace(vars(module) if module else where.module, (*where.nearby, dict(vars(cls))))
    return where
