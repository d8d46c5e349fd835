"""Generators run step by step in a scope: it is the current one while they run, and not between their steps."""

from __future__ import annotations

from collections.abc import Awaitable, Generator
from typing import Any

from wireworks._runtime.scope import ServiceScope


class Steps(Generator[Any, Any, Any]):
    """A generator whose steps run in a scope; ``yield from`` it."""

    def __init__(self, scope: ServiceScope, inner: Generator[Any, Any, Any]) -> None:
        self._scope = scope
        self._inner = inner

    def send(self, value: Any, /) -> Any:
        """Resume the generator with a value, in its scope."""
        token = self._scope.activate()
        try:
            return self._inner.send(value)
        finally:
            self._scope.deactivate(token)

    def throw(self, error: Any, value: Any = None, traceback: Any = None, /) -> Any:  # noqa: ARG002 - the old face
        """Raise an error where the generator stands, in its scope."""
        token = self._scope.activate()
        try:
            return self._inner.throw(error)
        finally:
            self._scope.deactivate(token)


ENDED = object()
"""What ``astep`` returns when the generator has ended."""


async def astep(scope: ServiceScope, step: Awaitable[Any]) -> Any:
    """Take one step of an async generator in the scope."""
    token = scope.activate()
    try:
        return await step
    except StopAsyncIteration:
        return ENDED
    finally:
        scope.deactivate(token)
