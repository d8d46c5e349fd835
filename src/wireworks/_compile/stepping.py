"""Generators run step by step in a scope: it is the current one while they run, and not between their steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

from wireworks._runtime.scope import ServiceScope

T = TypeVar("T")


def inside(scope: ServiceScope, make: Callable[[], T]) -> T:
    """Call ``make`` in the scope, and return what it returns."""
    token = scope.activate()
    try:
        return make()
    finally:
        scope.deactivate(token)


async def ainside(scope: ServiceScope, made: Awaitable[T]) -> T:
    """Return what is awaited for in the scope."""
    token = scope.activate()
    try:
        return await made
    finally:
        scope.deactivate(token)


class Steps(Generator[Any, Any, Any]):
    """A generator whose steps run in a scope; ``yield from`` it."""

    def __init__(self, scope: ServiceScope, inner: Generator[Any, Any, Any]) -> None:
        self._scope = scope
        self._inner = inner

    def send(self, value: Any, /) -> Any:
        """Resume the generator with a value, in its scope."""
        return inside(self._scope, lambda: self._inner.send(value))

    def throw(self, error: Any, value: Any = None, traceback: Any = None, /) -> Any:  # noqa: ARG002 - the old face
        """Raise an error where the generator stands, in its scope."""
        return inside(self._scope, lambda: self._inner.throw(error))


ENDED = object()
"""What ``astep`` returns when the generator has ended."""


async def astep(scope: ServiceScope, step: Awaitable[Any]) -> Any:
    """Take one step of an async generator in the scope."""
    try:
        return await ainside(scope, step)
    except StopAsyncIteration:
        return ENDED
