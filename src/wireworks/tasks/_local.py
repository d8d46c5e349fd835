"""`LocalQueue`: tasks done by the process that added them, in its event loop (W9)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from threading import Lock

from wireworks.adapters import ServiceContainer
from wireworks.stopping import Stopping
from wireworks.tasks._errors import TaskError, TaskQueueFullError
from wireworks.tasks._job import Job
from wireworks.tasks._line import Line, running_loop, tell_left
from wireworks.tasks._queue import TaskQueue, TaskSettings
from wireworks.tasks._ticker import Ticker


class LocalQueue(TaskQueue):
    """Do tasks in this process: async ones in the event loop of the application, sync ones in threads.

    Tasks live in memory: what is not done when the process is killed is lost. When it ends in order, they are finished.

    Args:
        settings: how many are held, and run at once, and how long the end waits for them.

    Source: W9.
    """

    def __init__(self, settings: TaskSettings | None = None) -> None:
        self._settings = settings or TaskSettings()
        self._held = 0
        self._lock = Lock()
        self._lines: dict[object, Line] = {}

    def admit(self, job: Job) -> None:
        """Keep a place for a task; refuse it when there is none, or when nobody would do it."""
        if not self._lines:
            raise TaskError(
                f"`{job.work.name}` cannot be added: nobody does tasks, as the application has not started or is over.",
                fix="start it: `with TestClient(app)` in a test; without FastAPI `async with run_tasks(container)`.",
                see="tasks",
            )
        with self._lock:
            if self._held >= self._settings.capacity:
                raise TaskQueueFullError(
                    f"`{job.work.name}` cannot be added: {self._held} tasks wait or run already.",
                    fix="answer that you are busy (503), or raise `capacity` in `TaskSettings`.",
                    see="tasks",
                )
            self._held += 1

    def dismiss(self, jobs: Sequence[Job]) -> None:
        """Give the places of tasks back."""
        with self._lock:
            self._held -= len(jobs)
        for job in jobs:
            if job.ended is not None:
                job.ended()

    def put(self, jobs: Sequence[Job], *, may_await: bool) -> None:
        """Do tasks as soon as they are due, in the order they came."""
        del may_await  # nothing to wait for
        line = self._lines.get(running_loop()) or next(reversed([*self._lines.values()]), None)
        if line is None or not line.took(jobs):
            for job in jobs:
                tell_left(job, "its scope ended when the application was over")
            self.dismiss(jobs)

    async def join(self) -> None:
        """Wait until every task that is due has been done."""
        for line in [*self._lines.values()]:
            await line.join()

    @asynccontextmanager
    async def running(self, container: ServiceContainer) -> AsyncGenerator[None, None]:
        """Do tasks inside an ``async with`` statement; finish at its end those that are due within the grace period.

        Apps that share a container share it: in each event loop, tasks are finished with the last of them. When the
        `Stopping` of the container says so, schedules end, and what is not due within the grace period is left.
        """
        loop = running_loop()
        line = self._lines.get(loop)
        if line is None:
            line = self._lines[loop] = Line(self._settings.concurrency, self.dismiss)
        line.users += 1
        try:
            async with await Ticker.of(container, self) as ticker, self._heeding(container, line, ticker):
                yield
        finally:
            line.users -= 1
            if not line.users:
                await line.finish(self._settings.grace)
                del self._lines[loop]

    @asynccontextmanager
    async def _heeding(self, container: ServiceContainer, line: Line, ticker: Ticker) -> AsyncGenerator[None, None]:
        """Begin nothing new from when the process is told to stop."""

        def close() -> None:
            # One of several apps may end alone, and tells all that listen to their container.
            if line.users == 1:
                ticker.stop()
                line.close(self._settings.grace)

        if not container.is_registered(Stopping):
            yield
            return
        undo = (await container.aget(Stopping)).call(close)
        try:
            yield
        finally:
            undo()
