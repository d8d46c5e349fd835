"""The services of background tasks, and what runs them as long as an application does."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from wireworks.adapters import Present, ServiceContainer, ServiceScope, declare_context, service
from wireworks.tasks._job import Works
from wireworks.tasks._local import LocalQueue
from wireworks.tasks._queue import TaskQueue, TaskSettings
from wireworks.tasks._request_id import RequestId
from wireworks.tasks._tasks import Tasks

_USUAL = TaskSettings()


@service(when=~Present(TaskQueue))
def _local_queue(settings: TaskSettings = _USUAL) -> TaskQueue:
    return LocalQueue(settings)


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
        container.add(_local_queue, _tasks)
        container.add_singleton(Works)


@asynccontextmanager
async def run_tasks(container: ServiceContainer) -> AsyncGenerator[TaskQueue, None]:
    """Do the tasks of ``container`` inside an ``async with`` statement, and finish at its end; give the queue.

    ``wireworks.fastapi.setup`` does this from the start to the stop of its app. At the end, what is due within the
    grace period of ``TaskSettings`` is done; what is left is told of in the log.

    Args:
        container: is started already, and closed later.

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
    async with queue.running(container):
        yield queue
