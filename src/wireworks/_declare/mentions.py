"""What the code of a factory mentions beside its parameters: globals, closure variables, bound arguments."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType

from wireworks._declare.callables import target_of
from wireworks._declare.constructor import constructor_of
from wireworks._declare.namespaces import closed_over
from wireworks._model.wiring import Wired, Wiring, class_of


def mentioned(factory: object) -> Iterator[object]:
    """Yield the objects that a factory may use without having been given them; what those use in turn is left out."""
    while isinstance(factory, functools.partial):
        yield from (*factory.args, *factory.keywords.values())
        factory = factory.func
    if isinstance(factory, Wired) and factory.wiring is not None:
        yield from _said(factory.wiring)
    factory = target_of(factory)
    if isinstance(factory, type):
        yield from _by_class(factory)
    elif isinstance(factory, MethodType):
        yield from getattr(factory.__self__, "__dict__", {}).values()
        yield from _by_function(factory.__func__)
    elif isinstance(factory, FunctionType) or hasattr(factory, "__wrapped__"):
        yield from _by_function(factory)
    else:
        yield from getattr(factory, "__dict__", {}).values()
        yield from _by_function(getattr(class_of(factory), "__call__", None))  # noqa: B004 - the method itself is wanted


def _said(wiring: Wiring) -> Iterator[object]:
    for value in wiring.values():
        yield value
        if isinstance(value, Wired) and value.wiring is not None:
            yield from mentioned(value)


def _by_class(cls: type) -> Iterator[object]:
    found = constructor_of(cls)
    functions = [None if found is None else found.function, getattr(cls, "__post_init__", None)]
    for function in functions:
        yield from _by_function(function)


def _by_function(function: object) -> Iterator[object]:
    while function is not None:
        if isinstance(function, FunctionType):
            yield from _by_code(function)
        function = getattr(function, "__wrapped__", None)


def _by_code(function: FunctionType) -> Iterator[object]:
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    yield from closed_over(function).values()
    names = function.__globals__
    yield from (names[name] for name in _names(function.__code__) if name in names)


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that code looks up, those of the functions written inside it included."""
    waiting = [code]
    for each in waiting:
        yield from each.co_names
        waiting.extend(inner for inner in each.co_consts if isinstance(inner, CodeType))
