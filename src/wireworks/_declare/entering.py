"""Context managers registered with ``enter=True``: what they hand out, and how they are entered and left (L22)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar, cast, get_origin

from wireworks._declare.annotations import read
from wireworks._declare.callables import function_of, written
from wireworks._declare.conform import type_of
from wireworks._declare.declared import Declared, declared_by, making_of
from wireworks._model.parameter import Making
from wireworks._model.record import NamedTuple

NO_MANAGER_FIX = "leave `enter` out, or make something that has `__enter__` or `__aenter__`."

_UNSAID = Declared(None, later=True)
_GENERATORS = (Making.GENERATOR, Making.ASYNC_GENERATOR)
_KINDS: tuple[tuple[bool, object, tuple[object, ...]], ...] = (
    (False, AbstractContextManager, (Iterator, Generator)),
    (True, AbstractAsyncContextManager, (AsyncIterator, AsyncGenerator)),
)
_DECORATED: dict[object, Making] = {
    cast("Any", contextmanager(cast("Any", read))).__code__: Making.GENERATOR,
    cast("Any", asynccontextmanager(cast("Any", read))).__code__: Making.ASYNC_GENERATOR,
}


class Entering(NamedTuple):
    """How what a factory makes is entered: what that hands out, and whether it takes ``await``.

    ``service`` is unread where nothing says what is handed out; ``made`` is what the factory itself declares.
    """

    made: Declared
    service: Declared
    is_async: bool = False


def entering_of(factory: object) -> Entering | None:
    """Return how what ``factory`` makes is entered; ``None`` where that is no context manager, or a generator.

    What can be entered both with and without ``await`` is entered without, which serves sync and async code.
    """
    made = declared_by(factory)
    if making_of(factory) in _GENERATORS:
        return None
    if made.request is None:
        return Entering(made, made)
    declared: Any = made.request.key.service
    origin = get_origin(declared)
    for is_async, manager, yielded in _KINDS:
        if origin is manager or (origin in yielded and _is_decorated(factory)):
            return Entering(made, declared_by(factory, (origin,)), is_async)
    cls = type_of(declared)
    for name, is_async in (("__enter__", False), ("__aenter__", True)):
        if hasattr(cls, name):
            return Entering(made, _handed_out(made, cls, name), is_async)
    return None


def makes_managers(factory: object) -> bool:
    """Tell whether ``factory`` was decorated with ``contextmanager`` or ``asynccontextmanager``."""
    return decorated(function_of(factory)) is not None


def decorated(function: object) -> Making | None:
    """Return what ``function`` was before ``contextmanager`` or ``asynccontextmanager`` decorated it, if one did."""
    return _DECORATED.get(getattr(function, "__code__", None))


def _is_decorated(factory: object) -> bool:
    """Tell whether a decorator turned a generator function into something else."""
    return making_of(written(function_of(factory))) in _GENERATORS


def handed_out_by(factory: object, *, enter: bool) -> Declared:
    """Return what a factory says that the service is: what it makes, or what that gives when it is entered."""
    if not enter:
        return declared_by(factory)
    entering = entering_of(factory)
    return _UNSAID if entering is None else entering.service


def _handed_out(made: Declared, cls: Any, name: str) -> Declared:
    """Return what entering an object of a class gives, as far as the class says."""
    declared = declared_by(getattr(cls, name))
    said = None if declared.request is None else declared.request.key.service
    if said is Self:
        return made
    above = type_of(said)
    # Whoever names a class above means itself, as people wrote before there was `Self`.
    vague = said is None or isinstance(said, TypeVar) or (above is not None and issubclass(cls, above))
    return _UNSAID if vague else declared


def entered(factory: Callable[..., Any]) -> tuple[Making, Callable[..., Any]]:
    """Return a generator function that enters what ``factory`` makes, hands out what that gives, and leaves it."""
    entering = entering_of(factory)
    awaited = making_of(factory) is Making.AWAIT
    if entering is not None and entering.is_async:
        return Making.ASYNC_GENERATOR, (_awaited_async if awaited else entered_async)(factory)
    if awaited:
        return Making.ASYNC_GENERATOR, _awaited(factory)
    return Making.GENERATOR, entered_sync(factory)


def maker_of(generator: Any) -> object:
    """Return the factory that stands behind a waiting async generator of this module; any other stands for itself."""
    known = getattr(generator, "ag_code", None) in _ASYNC
    return generator.ag_frame.f_locals["factory"] if known else generator


def entered_sync(factory: Callable[..., Any]) -> Callable[..., Any]:
    """Return a generator function that is inside the context manager which ``factory`` makes."""

    def enter(*args: Any, **kwargs: Any) -> Iterator[Any]:
        with factory(*args, **kwargs) as service:
            yield service

    return enter


def entered_async(factory: Callable[..., Any]) -> Callable[..., Any]:
    """Return an async generator function that is inside the async context manager which ``factory`` makes."""

    async def enter(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with factory(*args, **kwargs) as service:
            yield service

    return enter


def _awaited(factory: Callable[..., Any]) -> Callable[..., Any]:
    async def enter(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        with await factory(*args, **kwargs) as service:
            yield service

    return enter


def _awaited_async(factory: Callable[..., Any]) -> Callable[..., Any]:
    async def enter(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with await factory(*args, **kwargs) as service:
            yield service

    return enter


_ASYNC = tuple(make(cast("Any", read)).__code__ for make in (entered_async, _awaited, _awaited_async))
