"""Cancellation by anyio is kept out of what has to be done to its end; where none can come, at no cost.

A shield keeps out what comes from anyio's cancel scopes around it, and nothing else: `Task.cancel` goes through. Such
scopes are there within a `BaseHTTPMiddleware`, a task group or a `move_on_after`, but not behind a server alone, and a
shield takes a tenth of the time of a small request. Nothing public tells whether there are any. anyio's own record of
its tasks does, so that is asked; as it may change with every version, it is tried first, and where it does not show a
scope that is there, a shield is always taken.
"""

from __future__ import annotations

import sys
from asyncio import Task, current_task
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, NamedTuple

from anyio import CancelScope

_Record = Mapping[Task[Any] | None, Any]

_NOTHING: Final = nullcontext()


class _Means(NamedTuple):
    """What shields are, under the asyncio loop that this package runs in, and the record that tells who needs one.

    Finding out what to make takes anyio longer than making it, so that is remembered.
    """

    kind: type[CancelScope]
    record: _Record | None


_found: Final[list[_Means]] = []


def shield() -> AbstractContextManager[object]:
    """Return what keeps anyio's cancellation out of a `with` statement in the running task."""
    if not _found:
        kind = type(CancelScope())
        _found.append(_Means(kind, _record_of(kind)))
    kind, record = _found[0]
    if record is not None:
        state = record.get(current_task())
        if state is None or state.cancel_scope is None:
            return _NOTHING
    return kind(shield=True)


def _record_of(kind: type[CancelScope]) -> _Record | None:
    """Return anyio's record of which task runs in which cancel scope, if there is one and it tells."""
    task = current_task()
    record: Any = getattr(sys.modules[kind.__module__], "_task_states", None)
    tried, shown = kind(), list[object]()
    try:
        with tried:
            shown.append(record[task].cancel_scope)
        shown.append(record[task].cancel_scope)
    except (AttributeError, KeyError, TypeError):
        return None
    tells: _Record = record
    return tells if shown[0] is tried and shown[1] is not tried else None
