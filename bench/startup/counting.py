"""What needs no clock: calls, garbage and memory of scopes."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from contextlib import ExitStack
from contextvars import Context
from types import FrameType, ModuleType
from typing import Any

from bench.calls import Call

WARM = 1_000


def counted(library: ModuleType, scopes: int) -> dict[str, float]:
    """Count what one scope costs."""
    with ExitStack() as stack:
        call: Call = library.scope(stack)
        for _ in range(WARM):
            call()
        return {"calls per scope": calls(call), **kept(call, scopes)}


def calls(call: Call) -> int:
    """Count the Python functions that run, besides the one that is called here."""
    seen = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:  # noqa: ARG001  # as `sys.setprofile` calls it
        nonlocal seen
        seen += event == "call"

    sys.setprofile(note)
    call()
    sys.setprofile(None)
    return seen - 1


def kept(call: Call, scopes: int) -> dict[str, float]:
    """Tell what many scopes leave behind: objects in cycles, and bytes."""
    traced = scopes // 10  # which takes time
    while gc.collect():
        pass  # what came before: finalizers leave garbage of their own
    gc.disable()
    for _ in range(scopes):
        call()
    garbage = gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(traced):
        call()
    garbage += gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    gc.enable()
    return {
        "cyclic garbage per scope": garbage / (scopes + traced),
        "bytes left per scope": (after - before) / traced,
    }


def weighed(library: ModuleType, count: int = 1_000) -> dict[str, float]:
    """Return the bytes that a scope takes that is open and in use, the five objects made in it included.

    Each is opened in a context of its own, as in a task: none is inside the one before.
    """
    call: Call = library.opening()
    held = [Context().run(call) for _ in range(WARM)]
    held.clear()
    gc.collect()
    tracemalloc.start()
    held.extend(Context().run(call) for _ in range(count))
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"bytes per open scope": size / count}
