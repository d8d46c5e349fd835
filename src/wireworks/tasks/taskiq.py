"""`TaskiqQueue`: tasks sent to the workers of a taskiq broker, for the same application code (W9)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Annotated, Any, Final

from taskiq import AsyncBroker, Context, ScheduleSource, TaskiqDepends, TaskiqEvents
from taskiq.kicker import AsyncKicker

from wireworks.adapters import ServiceContainer, kept_open, start
from wireworks.tasks._errors import TaskError, TaskQueueFullError
from wireworks.tasks._job import Job, Works
from wireworks.tasks._line import running_loop, tell_left
from wireworks.tasks._queue import TaskQueue, TaskSettings
from wireworks.tasks._schedules import Timetable
from wireworks.tasks._services import add_tasks
from wireworks.tasks._source import ContainerSchedules
from wireworks.tasks._streams import Keeper
from wireworks.tasks._wire import NAME, labels_of, message_of
from wireworks.tasks._worker import Worker

__all__ = ("TaskiqQueue", "add_taskiq", "schedules_of")

_log: Final = logging.getLogger("wireworks.tasks")

_PATIENCE: Final = 2.0
"""Seconds that the end of a scope waits for the broker."""


def add_taskiq(
    container: ServiceContainer,
    broker: AsyncBroker,
    *,
    schedule_source: ScheduleSource | None = None,
    check: Iterable[Callable[..., object]] = (),
) -> TaskiqQueue:
    """Have the tasks of ``container`` done by the workers of ``broker``, and let those use the container.

    Call it in a module that both the application and the workers import, where ``broker`` is a global:
    ``taskiq worker module:broker``. A worker starts the container when it starts, and closes it when it stops.

    Args:
        container: where ``TaskQueue`` is not registered yet.
        broker: any of taskiq's; it is started and stopped by the application and by its workers.
        schedule_source: where tasks with ``delay`` or ``at`` wait, for a ``taskiq scheduler`` to send them; without it
            they are refused.
        check: tasks that are looked at when a worker starts, as scheduled ones are: it does not, if something they
            inject is missing. All others are looked at when they are added.

    Returns:
        The queue, which is registered as ``TaskQueue``.

    Source: W9.
    """
    add_tasks(container)
    queue = TaskiqQueue(broker, schedule_source=schedule_source)
    container.add_instance(TaskQueue, queue)
    queue.serve(container, [*check])
    return queue


def schedules_of(container: ServiceContainer) -> ScheduleSource:
    """Return what was said with ``add_schedule`` as a source for the one ``taskiq scheduler`` that sends it to workers.

    It is due at the same moments as in a process of its own; what was missed, as the scheduler slept, is sent once.
    When the scheduler starts, it is looked whether everything can be sent.

    Args:
        container: one that was given to ``add_taskiq``.

    Example:
        >>> from taskiq import InMemoryBroker, TaskiqScheduler
        >>> from wireworks import ServiceContainer
        >>> container, broker = ServiceContainer(), InMemoryBroker()
        >>> queue = add_taskiq(container, broker)
        >>> scheduler = TaskiqScheduler(broker, [schedules_of(container)])

    Source: W9.
    """
    return ContainerSchedules(container)


class TaskiqQueue(TaskQueue):
    """Send tasks to a taskiq broker, once their scope has ended well; its workers do them.

    A task is sent before its response. If the broker does not answer, the response goes out all the same, as what it
    speaks of is stored already; the task is kept and sent again, until the application ends.

    Args:
        broker: any of taskiq's.
        schedule_source: where tasks wait that are not due yet.
        settings: ``capacity`` is how many tasks may be held here, ``grace`` how long the end waits for them to be sent.

    Source: W9.
    """

    def __init__(
        self,
        broker: AsyncBroker,
        *,
        schedule_source: ScheduleSource | None = None,
        settings: TaskSettings | None = None,
    ) -> None:
        self.broker = broker
        self._source = schedule_source
        self._settings = settings or TaskSettings()
        self._held = 0
        self._lock = Lock()
        self._users = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sending: dict[asyncio.Task[None], Job] = {}

    def serve(self, container: ServiceContainer, check: Sequence[Callable[..., object]] = ()) -> None:
        """Let the workers of the broker do the tasks of ``container``; `add_taskiq` has done so."""
        serving = AsyncExitStack()
        workers: list[Worker] = []

        async def run(message: dict[str, Any], context: Annotated[Context, TaskiqDepends()]) -> None:
            await workers[-1].run(message, context)

        self.broker.register_task(run, task_name=NAME)

        async def begin(_: object) -> None:
            await serving.enter_async_context(kept_open(container))
            works: Works = await container.aget(Works)
            scheduled = [each.function for each in (await container.aget(Timetable)).schedules]
            await start(container, (), needs=[works.of(each).needs for each in (*check, *scheduled)])
            workers.append(Worker(works))
            await serving.enter_async_context(self._open())
            await serving.enter_async_context(Keeper(self.broker))

        async def end(_: object) -> None:
            await serving.aclose()

        self.broker.add_event_handler(TaskiqEvents.WORKER_STARTUP, begin)
        self.broker.add_event_handler(TaskiqEvents.WORKER_SHUTDOWN, end)

    def admit(self, job: Job) -> None:
        """Keep a place for a task; refuse what could not be sent, or would not come back as it was."""
        message_of(job)
        if job.options.wait() > 0 and self._source is None:
            raise TaskError(
                f"`{job.work.name}` is to be done later, and the broker has nowhere to keep it until then.",
                fix="give `add_taskiq` a `schedule_source`, and run `taskiq scheduler`.",
                see="tasks",
            )
        if self._loop is None:
            raise TaskError(
                f"`{job.work.name}` cannot be sent: the application has not started, or is over.",
                fix="start it: `with TestClient(app)` in a test; without FastAPI `async with run_tasks(container)`.",
                see="tasks",
            )
        with self._lock:
            if self._held >= self._settings.capacity:
                raise TaskQueueFullError(
                    f"`{job.work.name}` cannot be sent: {self._held} tasks wait for the broker already.",
                    fix="answer that you are busy (503), and see why the broker does not take them.",
                    see="tasks",
                )
            self._held += 1

    def dismiss(self, jobs: Sequence[Job]) -> None:
        """Give the places of tasks back."""
        with self._lock:
            self._held -= len(jobs)

    def put(self, jobs: Sequence[Job], *, may_await: bool) -> Coroutine[Any, Any, None] | None:
        """Send tasks, in the order they came, each again and again until the broker has it."""
        loop = self._loop
        if loop is None or loop.is_closed():
            for job in jobs:
                tell_left(job, "its scope ended when the application was over")
            self.dismiss(jobs)
            return None
        if running_loop() is loop:
            sending = self._begin(jobs)
            return _settled(sending) if may_await else None
        sent = asyncio.run_coroutine_threadsafe(self._sent(jobs), loop)
        if may_await:
            return _of(sent)
        if running_loop() is None:  # a thread that can be held up
            with suppress(TimeoutError):
                sent.result(_PATIENCE)
        return None

    async def join(self) -> None:
        """Wait until the broker has every task."""
        while self._sending:
            await asyncio.wait([*self._sending])

    @asynccontextmanager
    async def running(self, container: ServiceContainer) -> AsyncGenerator[None, None]:
        """Keep the broker started inside an ``async with`` statement, and send at its end what has not been sent."""
        del container
        if self._users == 0:
            await self.broker.startup()
        try:
            async with self._open():
                yield
        finally:
            if self._users == 0:
                await self.broker.shutdown()

    @asynccontextmanager
    async def _open(self) -> AsyncGenerator[None, None]:
        self._loop = asyncio.get_running_loop()
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                await self._finish()
                self._loop = None

    async def _finish(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.grace):
                await self.join()
        for task, job in [*self._sending.items()]:
            tell_left(job, "the broker has not taken it before the application ended")
            task.cancel()
        if self._sending:
            await asyncio.wait([*self._sending])

    def _begin(self, jobs: Sequence[Job]) -> list[asyncio.Task[None]]:
        """Begin to send tasks."""
        tasks = [asyncio.create_task(self._deliver(job), name=job.work.name) for job in jobs]
        for task, job in zip(tasks, jobs, strict=True):
            self._sending[task] = job
            task.add_done_callback(self._delivered)
        return tasks

    async def _sent(self, jobs: Sequence[Job]) -> None:
        await _settled(self._begin(jobs))

    def _delivered(self, task: asyncio.Task[None]) -> None:
        self.dismiss([self._sending.pop(task)])

    async def _deliver(self, job: Job) -> None:
        number = 0
        while True:
            try:
                await self._kick(job)
            except Exception as error:  # noqa: BLE001 - whatever it says, the broker does not have the task
                number += 1
                pause = min(5.0, 0.1 * 2**number)
                _log.warning("%s was not taken by the broker; again in %.3g s.", job, pause, exc_info=error)
                await asyncio.sleep(pause)
            else:
                return

    async def _kick(self, job: Job) -> None:
        kicker: AsyncKicker[Any, Any] = AsyncKicker(NAME, self.broker, labels_of(job)).with_task_id(job.id)
        wait = job.options.wait()
        if wait > 0 and self._source is not None:
            await kicker.schedule_by_time(self._source, datetime.now(UTC) + timedelta(seconds=wait), message_of(job))
        else:
            await kicker.kiq(message_of(job))


async def _settled(sending: Sequence[asyncio.Task[None]]) -> None:
    """Return when the broker has the tasks, or has not answered for long enough."""
    await asyncio.wait(sending, timeout=_PATIENCE)


async def _of(sent: Any) -> None:
    await asyncio.wrap_future(sent)
