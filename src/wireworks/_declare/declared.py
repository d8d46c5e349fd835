"""What a factory says of what it makes: how it hands that over, and of which type it is."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
)
from types import FunctionType, MethodType
from typing import Annotated, Self, get_args, get_origin

from wireworks._declare.annotations import NOWHERE, evaluated, read
from wireworks._declare.callables import called, function_of, owner_of, target_of, written
from wireworks._declare.namespaces import namespace_of, owner_behind
from wireworks._declare.unread import unread
from wireworks._declare.variables import opened
from wireworks._model.parameter import Making, Request, Unread
from wireworks._model.record import NamedTuple

_YIELDS = (Iterator, Generator, Iterable)
_YIELDS_ASYNC = (AsyncIterator, AsyncGenerator, AsyncIterable)
_AWAITED = (Awaitable, Coroutine)
_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200


class Declared(NamedTuple):
    """What a factory function says it makes; ``trouble`` says why that cannot be read, ``later`` that it may be yet."""

    request: Request | None
    trouble: Unread | None = None
    later: bool = False


def making_of(factory: object) -> Making:
    """Return how ``factory`` hands over what it makes."""
    factory = target_of(factory)
    if isinstance(factory, type):
        return Making.CLASS
    function = function_of(factory)
    flags = function.__code__.co_flags if isinstance(function, FunctionType) else 0
    if flags & _ASYNC_GENERATOR:
        return Making.ASYNC_GENERATOR
    if flags & _GENERATOR:
        return Making.GENERATOR
    if flags & _COROUTINE:
        return Making.AWAIT
    annotation = getattr(function, "__annotations__", {}).get("return")
    if isinstance(annotation, str) and ("Awaitable" in annotation or "Coroutine" in annotation):
        annotation = _spoken(annotation, factory)
    return Making.AWAIT if get_origin(_inside(annotation)) in _AWAITED else Making.CALL


def _spoken(annotation: str, factory: object) -> object:
    """Return what the return annotation of ``factory`` means; the text itself while it cannot be read."""
    try:
        return evaluated(annotation, namespace_of(written(function_of(factory)), owner_behind(factory)))
    except Exception:  # noqa: BLE001 - as in `declared_by`, which reports it
        return annotation


def declared_by(factory: object, within: tuple[object, ...] = ()) -> Declared:
    """Return what ``factory`` declares to make; for a class that is the class.

    Args:
        factory: what is called.
        within: further generic types whose argument is meant, as that of an iterator is of a generator.
    """
    if isinstance(target_of(factory), type):
        return Declared(read(called(factory), NOWHERE))
    function = written(function_of(factory))
    annotations = getattr(function, "__annotations__", {})
    if "return" not in annotations:
        return Declared(None)
    where = namespace_of(function, owner_behind(factory))
    try:
        annotation = evaluated(annotations["return"], where)
        for outer in (_products(making_of(factory)), within):
            meant = _inside(annotation)
            if get_origin(meant) in outer:
                annotation = evaluated(get_args(meant)[_product_index(get_origin(meant))], where)
        target = target_of(factory)
        if annotation is Self and isinstance(target, MethodType):
            annotation = opened(owner_of(target))
        return Declared(read(annotation, where))
    except Exception as error:  # noqa: BLE001 - evaluating the user's text may raise anything; it is reported, not lost
        later = isinstance(error, (NameError, AttributeError))
        return Declared(None, trouble=unread(annotations["return"], error), later=later)


def _inside(annotation: object) -> object:
    """Return the type that stands in ``Annotated``; any other as it is."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _products(making: Making) -> tuple[object, ...]:
    if making is Making.GENERATOR:
        return _YIELDS
    return _YIELDS_ASYNC if making is Making.ASYNC_GENERATOR else _AWAITED


def _product_index(origin: object) -> int:
    return 2 if origin is Coroutine else 0
