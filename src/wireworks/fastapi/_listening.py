"""How requests hear of the async generators that start and are dropped while they are in force: see `_bodies`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeAlias

from anyio import from_thread

from wireworks.adapters import ServiceScope
from wireworks.fastapi._bodies import Generator
from wireworks.fastapi._request_scope import RequestScope

Hook: TypeAlias = Callable[[Generator], None]
Current: TypeAlias = ContextVar[ServiceScope | None]


def listen(current: Current) -> None:
    """Have the generators of the running event loop told about; the loop takes the hooks away when it ends.

    Args:
        current: holds the scope in force, for the container of a request that has just begun.
    """
    first: object = sys.get_asyncgen_hooks().firstiter
    if not isinstance(first, _FirstIteration):
        _begin([current])
    elif current not in first.places:
        first.places.append(current)


def _begin(places: list[Current]) -> None:
    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(
        firstiter=_FirstIteration(before.firstiter or _nobody, places),
        finalizer=_Finalizer(before.finalizer or _nobody, places),
    )


def _nobody(generator: Generator) -> None:
    """Stand in where nobody listened before."""


class _FirstIteration:
    """The hook for generators that start: tell the request in force, and whoever listened before."""

    __slots__ = ("_before", "places")

    def __init__(self, before: Hook, places: list[Current]) -> None:
        self._before = before
        self.places = places

    def __call__(self, generator: Generator) -> None:
        request = in_force(self.places)
        if request is not None:
            request.bodies.started(generator, expected=request.expects_body)
        self._before(generator)


class _Finalizer:
    """The hook for generators that are dropped: the request in force closes them, else whoever did before."""

    __slots__ = ("_before", "_places")

    def __init__(self, before: Hook, places: list[Current]) -> None:
        self._before = before
        self._places = places

    def __call__(self, generator: Generator) -> None:
        request = in_force(self._places)
        if request is not None and _in_task():
            request.bodies.dropped(generator)
        else:
            self._before(generator)


def in_force(places: list[Current]) -> RequestScope | None:
    """Return the innermost request of this context: of several containers, the one that came last."""
    found: RequestScope | None = None
    for place in places:
        scope = place.get()
        while scope is not None and not isinstance(scope, RequestScope):
            scope = scope.parent
        if scope is not None and (found is None or found.serial < scope.serial):
            found = scope
    return found


def request_in_force() -> RequestScope | None:
    """Return the innermost request of this context, also in the thread that an endpoint without ``async`` runs in."""
    first = sys.get_asyncgen_hooks().firstiter
    if first is None:
        try:
            first = from_thread.run_sync(sys.get_asyncgen_hooks).firstiter
        except RuntimeError:  # no thread that an event loop waits for
            return None
    return in_force(first.places) if isinstance(first, _FirstIteration) else None


def _in_task() -> bool:
    try:
        return asyncio.current_task() is not None
    except RuntimeError:  # a thread of the pool, which has the request's context but no loop
        return False
