"""Work that goes on after its caller has left: held on to, told of when it fails, and ended with the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar

from wireworks.cache._fork import rearm_in_children
from wireworks.cache._keys import decoded

T = TypeVar("T")

_log: Final = logging.getLogger("wireworks.cache")


class Background:
    """The tasks on a store that nobody else holds on to.

    Source: C9.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._refreshed: dict[bytes, asyncio.AbstractEventLoop] = {}
        rearm_in_children(self)

    def rearm(self) -> None:
        """Begin anew in a child process, which has none of its parent's tasks."""
        self._tasks.clear()
        self._refreshed.clear()

    def refresh(self, key: bytes, work: Coroutine[Any, Any, object], limit: float | None) -> bool:
        """Have a value made anew, for ``limit`` seconds at most; false if that is being done."""
        loop = self._refreshed.get(key)
        if loop is not None and loop.is_running():
            work.close()
            return False
        self._refreshed[key] = asyncio.get_running_loop()
        task = self.start(work)
        task.add_done_callback(lambda _task: self._refreshed.pop(key, None))
        self.leave(task, key, limit)
        return True

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run ``work`` in a task, and hold on to it until it ends."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def leave(self, task: asyncio.Task[Any], key: bytes, limit: float | None) -> None:
        """Let a making end by itself; log it if it fails, and cancel it after ``limit`` seconds."""
        alarm = None if limit is None else task.get_loop().call_later(limit, task.cancel)

        def over(task: asyncio.Task[Any]) -> None:
            if alarm is not None:
                alarm.cancel()
            if not task.cancelled() and (error := task.exception()) is not None:
                _log.warning("`%s` could not be made anew behind its callers.", decoded(key), exc_info=error)

        task.add_done_callback(over)

    async def close(self) -> None:
        """Cancel everything, and wait for the end of what runs in this event loop."""
        here = asyncio.get_running_loop()
        tasks = [*self._tasks]
        for task in tasks:
            loop = task.get_loop()
            if loop is here:
                task.cancel()
            else:
                with suppress(RuntimeError):  # it is closed, and its tasks are over
                    loop.call_soon_threadsafe(task.cancel)
        if own := [task for task in tasks if task.get_loop() is here]:
            await asyncio.wait(own)
