"""What is opened and closed, turned into generators: context managers, classes with ``init`` and ``shutdown``."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from functools import wraps
from inspect import iscoroutinefunction, signature
from typing import Any


def opening(provides: Any) -> Any:
    """Return ``provides``, or a generator function that enters and leaves what it makes."""
    if not isinstance(provides, type):
        return _of_function(provides)
    if callable(getattr(provides, "init", None)) and callable(getattr(provides, "shutdown", None)):
        return _initialised(provides)
    if hasattr(provides, "__enter__"):
        return _entered(provides)
    return _aentered(provides) if hasattr(provides, "__aenter__") else provides


def _of_function(function: Any) -> Any:
    """Tell what ``contextlib`` made of a generator function; any other is called, and no more."""
    if getattr(function, "__globals__", None) is not vars(contextlib):
        return function
    return _entered(function) if hasattr(function, "__wrapped__") and not _is_async(function) else _aentered(function)


def _is_async(function: Any) -> bool:
    return function.__code__ is _SAMPLE.__code__


@contextlib.asynccontextmanager
async def _sample() -> AsyncGenerator[None]:
    yield  # pragma: no cover - only its decorator matters


_SAMPLE: Any = _sample


def _entered(provides: Any) -> Any:
    @wraps(provides, updated=())
    def opened(*args: Any, **kwargs: Any) -> Iterator[Any]:
        with provides(*args, **kwargs) as resource:
            yield resource

    return opened


def _aentered(provides: Any) -> Any:
    @wraps(provides, updated=())
    async def opened(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with provides(*args, **kwargs) as resource:
            yield resource

    return opened


def _initialised(cls: Any) -> Any:
    """Return what makes an object, initialises it with the arguments, and has it shut down what came of that.

    ``shutdown`` runs whatever happened; if the end has an error, that goes on.
    """
    if iscoroutinefunction(cls.init) or iscoroutinefunction(cls.shutdown):
        opened = _ainitialised(cls)
    else:

        def opened(*args: Any, **kwargs: Any) -> Iterator[Any]:
            owner = cls()
            resource = owner.init(*args, **kwargs)
            try:
                yield resource
            finally:
                owner.shutdown(resource)

    read = signature(cls.init)
    opened.__qualname__ = cls.__qualname__
    opened.__signature__ = read.replace(parameters=list(read.parameters.values())[1:])
    return opened


def _ainitialised(cls: Any) -> Any:
    async def opened(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        owner = cls()
        resource = owner.init(*args, **kwargs)
        if iscoroutinefunction(cls.init):
            resource = await resource
        try:
            yield resource
        finally:
            closed = owner.shutdown(resource)
            if iscoroutinefunction(cls.shutdown):
                await closed

    return opened
