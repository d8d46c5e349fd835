"""Factories read: which parameters they take.

This is the only reader of signatures. Functions are read from their code objects, which is many times faster than
``inspect``; that module is asked only about what has no Python code or carries a signature of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import CodeType, FunctionType, MethodType
from typing import cast, get_origin

from wireworks._declare.annotations import UNBOUND, Bindings, Namespace, read
from wireworks._declare.callables import written
from wireworks._declare.constructor import constructor_of
from wireworks._declare.namespaces import Owner, namespace_of, owned, owner_behind, written_in
from wireworks._declare.plain import taken_by
from wireworks._declare.unread import unread
from wireworks._declare.variables import bindings_of
from wireworks._model.key import Key
from wireworks._model.parameter import Parameter, Passing, Request, Signature
from wireworks._model.sentinel import MISSING
from wireworks._model.wiring import class_of

_VAR_KEYWORD = 0x08


def signature_of(factory: object, bindings: Bindings = UNBOUND) -> Signature:
    """Return the parameters that a caller of ``factory`` may fill, names in annotations resolved if they exist.

    ``bindings`` say what the type variables of the factory stand for.
    """
    target = get_origin(factory) or factory
    if isinstance(target, type):
        return _constructed(
            target, bindings if target is factory else bindings_of(factory, Namespace({}, bindings=bindings))
        )
    if isinstance(factory, functools.partial):
        return _applied(factory, bindings)
    if isinstance(factory, MethodType):
        return _without_first(_read_callable(factory.__func__, owner_behind(factory, bindings), bindings))
    if isinstance(factory, FunctionType) or hasattr(factory, "__wrapped__"):
        return _read_callable(factory, None, bindings)
    call = getattr(class_of(factory), "__call__")  # noqa: B004, B009 - the method itself is wanted, unbound
    if isinstance(call, FunctionType):
        return _without_first(_read_callable(call, owner_behind(factory, bindings), bindings))
    return _inspected(factory, namespace_of(factory, None, bindings))


def _constructed(cls: type, bindings: Bindings) -> Signature:
    taken = taken_by(cls)
    if taken is not None:
        wanted = {name: Request(Key(each)) for name, each in taken.items()}
        return Signature(tuple([Parameter(name, Passing.EITHER, MISSING, each) for name, each in wanted.items()]))
    found = constructor_of(cls)
    if found is None:
        return Signature(())
    if not found.bound:
        return _inspected(cls, namespace_of(cls, None, bindings))
    # What the type variables of the class stand for says what those of the class that has the constructor do.
    return _without_first(_read_callable(found.function, owned(found.owner, cls, bindings), UNBOUND))


def _applied(applied: functools.partial[object], bindings: Bindings) -> Signature:
    """Read a partial: a place that it has filled is gone, and from a keyword that it has filled on all go by name.

    Such a keyword has what the partial says for a default, which nothing but an argument takes the place of.
    """
    inner = signature_of(applied.func, bindings)
    left = inner.parameters[len(applied.args) :]
    kept: list[Parameter] = []
    by_name = False
    for parameter in left:
        if parameter.name in applied.keywords and parameter.passing is not Passing.POSITIONAL:
            by_name = True
            kept.append(Parameter(parameter.name, Passing.KEYWORD, applied.keywords[parameter.name]))
        elif by_name and parameter.passing is Passing.EITHER:
            kept.append(parameter._replace(passing=Passing.KEYWORD))
        else:
            kept.append(parameter)
    return Signature(tuple(kept), inner.open_keywords)


def _read_callable(function: object, owner: Owner | None, bindings: Bindings) -> Signature:
    function = written(function)
    where = namespace_of(function, owner, bindings)
    if isinstance(function, FunctionType) and not hasattr(function, "__signature__"):
        return _read_code(function, where, owner)
    return _inspected(function, where)


def _read_code(function: FunctionType, where: Namespace, owner: Owner | None) -> Signature:
    code: CodeType = function.__code__
    names = code.co_varnames
    positional, keyword_only = code.co_argcount, code.co_kwonlyargcount
    defaults = function.__defaults__ or ()
    first_default = positional - len(defaults)
    keyword_defaults = function.__kwdefaults__ or {}
    annotations = function.__annotations__
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
    owner: Owner | None,
) -> Parameter:
    if name not in annotations:
        return Parameter(name, passing, default)
    if owner is not None and where.generated:
        where = written_in(owner, name, where)
    try:
        return Parameter(name, passing, default, read(annotations[name], where))
    except Exception as error:  # noqa: BLE001 - evaluating the user's text may raise anything; it is reported, not lost
        return Parameter(name, passing, default, trouble=unread(annotations[name], error))


def _inspected(thing: object, where: Namespace) -> Signature:
    import inspect

    try:
        found = inspect.signature(cast("Callable[..., object]", thing))
    except (TypeError, ValueError):  # no signature to be had: a C callable that tells none
        return Signature(())
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
