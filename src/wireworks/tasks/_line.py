"""The tasks of one event loop: those that wait for their time, those that are due, and those that run."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any, Final

from wireworks.tasks._attempt import attempt
from wireworks.tasks._job import Job

log: Final = logging.getLogger("wireworks.tasks")

_STOPPED: Final = "it was still running when the grace period was over"
_UNDUE: Final = "it was not due before the application ended"


class Line:
    """Do tasks in the running event loop, so many at once, until it is told to finish.

    Args:
        concurrency: how many run at once.
        done: is told of tasks that need no place any more.

    Attributes:
        users: how many apps count on it.
    """

    def __init__(self, concurrency: int, done: Callable[[Sequence[Job]], None]) -> None:
        self.users = 0
        self._concurrency = concurrency
        self._done = done
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="task")
        self._waiting: dict[str, tuple[asyncio.TimerHandle, Job]] = {}
        self._due: deque[tuple[Job, int]] = deque()
        self._running: dict[asyncio.Task[None], Job] = {}
        self._idle, self._empty = asyncio.Event(), asyncio.Event()
        self._deadline = float("inf")
        self._over = False
        self._tell()

    def took(self, jobs: Sequence[Job]) -> bool:
        """Take tasks, in any thread; tell whether it is not too late for that."""
        if self._over:
            return False
        if running_loop() is self._loop:
            self._take(jobs)
            return True
        try:
            self._loop.call_soon_threadsafe(self._take, jobs)
        except RuntimeError:  # the loop was closed, and nobody let us finish
            return False
        return True

    async def join(self) -> None:
        """Wait, in any event loop, until nothing is due or runs."""
        if running_loop() is self._loop:
            await self._idle.wait()
        else:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_set(self._idle), self._loop))

    def close(self, grace: float) -> None:
        """Tell of tasks that are not due within ``grace`` seconds, now and from now on, instead of doing them."""
        self._deadline = self._loop.time() + grace
        for handle, job in [*self._waiting.values()]:
            if handle.when() > self._deadline:
                handle.cancel()
                self._leave(job, _UNDUE)

    async def finish(self, grace: float) -> None:
        """Do what will be done within ``grace`` seconds, and tell of everything else."""
        self.close(grace)
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._empty.wait()
        self._over = True
        await self._stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _stop(self) -> None:
        # None waits any more: who was due later is left already, all others were due by now.
        for job, _ in self._due:
            self._leave(job, _STOPPED)
        self._due.clear()
        for task, job in self._running.items():
            self._leave(job, _STOPPED)
            task.cancel()
        if self._running:
            # Long enough to roll back; who does not stop when asked is left to the event loop.
            await asyncio.wait([*self._running], timeout=1)

    def _take(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._wait(job, 1, job.options.wait())
        self._tell()

    def _wait(self, job: Job, number: int, seconds: float) -> None:
        """Make an attempt after some time, unless the end comes before."""
        when = self._loop.time() + max(seconds, 0)
        if self._over or when > self._deadline:
            self._leave(job, _UNDUE)
        elif seconds <= 0:
            self._due.append((job, number))
            self._start()
        else:
            self._waiting[job.id] = self._loop.call_at(when, self._ripen, job, number), job

    def _ripen(self, job: Job, number: int) -> None:
        del self._waiting[job.id]
        self._due.append((job, number))
        self._start()
        self._tell()

    def _start(self) -> None:
        while self._due and len(self._running) < self._concurrency:
            job, number = self._due.popleft()
            task = self._loop.create_task(self._try(job, number), name=job.work.name, context=job.context.copy())
            self._running[task] = job
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._start()
        self._tell()

    async def _try(self, job: Job, number: int) -> None:
        try:
            await attempt(job, self._in_thread)
        except asyncio.CancelledError as error:
            if not self._over:  # nobody asked for it but the task itself
                self._failed(job, number, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this task's alone
            self._failed(job, number, error)
        else:
            log.debug("%s is done.", job)
            if not self._over:
                self._done([job])

    def _failed(self, job: Job, number: int, error: BaseException) -> None:
        if self._over:
            return  # and was told to be left
        if isinstance(error, Exception) and job.options.again(number, error):
            seconds = job.options.pause(number)
            log.warning("%s failed, attempt %d; again in %.3g s.", job, number, seconds, exc_info=error)
            self._wait(job, number + 1, seconds)
        else:
            log.error("%s failed, attempt %d, and is given up.", job, number, exc_info=error)
            self._done([job])

    async def _in_thread(self, call: Callable[[], Any]) -> None:
        running = self._loop.run_in_executor(self._threads, copy_context().run, call)
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            # Nothing stops a thread. Its scope is not closed while it runs.
            await asyncio.wait([running])
            raise

    def _leave(self, job: Job, why: str) -> None:
        self._waiting.pop(job.id, None)
        tell_left(job, why)
        self._done([job])
        self._tell()

    def _tell(self) -> None:
        """Tell those who wait for there being nothing to do."""
        for event, busy in ((self._idle, self._due or self._running), (self._empty, self._held())):
            if busy:
                event.clear()
            else:
                event.set()

    def _held(self) -> bool:
        return bool(self._due or self._running or self._waiting)


async def _set(event: asyncio.Event) -> None:
    await event.wait()


def tell_left(job: Job, why: str) -> None:
    """Say in the log that a task is not done."""
    log.error("%s is left undone: %s.", job, why)


def running_loop() -> object:
    """Return the event loop that runs in this thread, or ``None``."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
