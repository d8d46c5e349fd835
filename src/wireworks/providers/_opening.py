"""What is opened and closed, turned into generators: context managers, classes with ``init`` and ``shutdown``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import wraps
from inspect import iscoroutinefunction, signature
from typing import Any

from wireworks._declare.entering import decorated, entered_async, entered_sync
from wireworks._model.parameter import Making


def opening(provides: Any) -> Any:
    """Return ``provides``, or a generator function that enters and leaves what it makes."""
    if not isinstance(provides, type):
        making = decorated(provides)
        return provides if making is None else _ENTERED[making](provides)
    if callable(getattr(provides, "init", None)) and callable(getattr(provides, "shutdown", None)):
        return _initialised(provides)
    if hasattr(provides, "__enter__"):
        return _entered(provides)
    return _aentered(provides) if hasattr(provides, "__aenter__") else provides


def _entered(provides: Any) -> Any:
    return wraps(provides, updated=())(entered_sync(provides))


def _aentered(provides: Any) -> Any:
    return wraps(provides, updated=())(entered_async(provides))


_ENTERED = {Making.GENERATOR: _entered, Making.ASYNC_GENERATOR: _aentered}


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
