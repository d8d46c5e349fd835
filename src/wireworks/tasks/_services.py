"""The services of background tasks, and what runs them as long as an application does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVarTuple, overload

from wireworks.adapters import Present, ServiceContainer, ServiceScope, declare_context, service
from wireworks.tasks._clock import Clock
from wireworks.tasks._job import Works
from wireworks.tasks._local import LocalQueue
from wireworks.tasks._queue import TaskQueue, TaskSettings
from wireworks.tasks._recurrence import Recurrence
from wireworks.tasks._request_id import RequestId
from wireworks.tasks._schedules import Schedule, Timetable
from wireworks.tasks._tasks import Tasks

P = ParamSpec("P")
Ts = TypeVarTuple("Ts")

_USUAL = TaskSettings()


@service(when=~Present(TaskQueue))
def _local_queue(settings: TaskSettings = _USUAL) -> TaskQueue:
    return LocalQueue(settings)


@service(when=~Present(Clock))
def _usual_clock() -> Clock:
    return Clock()


@service(lifetime="scoped")
def _tasks(scope: ServiceScope, queue: TaskQueue, works: Works) -> Tasks:
    return Tasks(scope, queue, works)


def add_tasks(container: ServiceContainer) -> None:
    """Make ``Tasks`` injectable; ``wireworks.fastapi.setup`` has done so.

    Args:
        container: where a ``TaskQueue`` may be registered, before or later, and ``TaskSettings``.

    Source: W9.
    """
    if not container.is_registered(Tasks):
        declare_context(container, [RequestId])
        container.add(_local_queue, _tasks, _usual_clock)
        container.add_singleton(Works)
        container.add_instance(Timetable, Timetable())


@overload
def add_schedule(
    container: ServiceContainer,
    recurrence: Recurrence,
    function: Callable[P, object],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> None: ...
@overload
def add_schedule(
    container: ServiceContainer, recurrence: Recurrence, function: Callable[[*Ts, Any], object], /, *args: *Ts
) -> None: ...
@overload
def add_schedule(
    container: ServiceContainer, recurrence: Recurrence, function: Callable[[*Ts, Any, Any], object], /, *args: *Ts
) -> None: ...
@overload
def add_schedule(
    container: ServiceContainer, recurrence: Recurrence, function: Callable[[*Ts, Any, Any, Any], object], /, *args: *Ts
) -> None: ...
def add_schedule(  # pyright: ignore[reportInconsistentOverload]  # it takes more than they say
    container: ServiceContainer,
    recurrence: Recurrence,
    function: Callable[..., object],
    /,
    *args: object,
    **kwargs: object,
) -> None:
    """Have ``function`` called again and again while the application runs, each time as a task.

    Each time has a request id of its own, and is tried as ``@task`` says. If the last still runs, or waits for another
    attempt, the next is left out. What was missed, as the machine slept, is made up for once. With a broker,
    a scheduler sends them, see ``wireworks.tasks.taskiq.schedules_of``.

    Args:
        container: one that has not started; when it does, it is looked whether the function can be called.
        recurrence: ``Every(...)`` or ``Cron(...)``.
        function: as for ``tasks.add``.
        *args: what it is called with, by position.
        **kwargs: the same, by name.

    Raises:
        TaskError: the application has started.

    Source: W9.
    """
    add_tasks(container)
    container.get(Timetable).add(Schedule(recurrence, function, args, kwargs))


@asynccontextmanager
async def run_tasks(container: ServiceContainer) -> AsyncGenerator[TaskQueue, None]:
    """Do the tasks of ``container`` inside an ``async with`` statement, and finish at its end; give the queue.

    ``wireworks.fastapi.setup`` does this from the start to the stop of its app. At the end, what is due within the
    grace period of ``TaskSettings`` is done; what is left is told of in the log.

    Args:
        container: is started already, and closed later.

    Raises:
        TaskError: what is scheduled cannot be called with its arguments.
        ServiceError: what it injects cannot be made.

    Example:
        >>> import asyncio
        >>> from wireworks import ServiceContainer
        >>> async def main() -> None:
        ...     async with ServiceContainer() as container:
        ...         add_tasks(container)
        ...         async with run_tasks(container), container.create_scope() as scope:
        ...             (await scope.aget(Tasks)).add(print, "done")
        >>> asyncio.run(main())
        done

    Source: W9.
    """
    queue = await container.aget(TaskQueue)
    (await container.aget(Timetable)).check(await container.aget(Works))
    async with queue.running(container):
        yield queue
