"""Where tasks go when their scope has ended well."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from wireworks.adapters import ServiceContainer
from wireworks.tasks._job import Job


class TaskQueue(ABC):
    """Do what was added to ``Tasks``; which one is registered in a container decides where.

    Without a registration it is a ``LocalQueue``.

    Source: W9.
    """

    @abstractmethod
    def admit(self, job: Job) -> None:
        """Keep a place for a task whose scope is still open.

        Raises:
            TaskError: the task cannot be taken, now or ever.
        """

    @abstractmethod
    def dismiss(self, jobs: Sequence[Job]) -> None:
        """Give the places of tasks back, as their scope has failed."""

    @abstractmethod
    def put(self, jobs: Sequence[Job], *, may_await: bool) -> Awaitable[None] | None:
        """Take tasks that were admitted, as their scope has ended well; it is called in any thread, and never fails.

        Args:
            jobs: in the order they were added.
            may_await: whether what is returned will be awaited.
        """

    @abstractmethod
    def running(self, container: ServiceContainer) -> AbstractAsyncContextManager[object]:
        """Serve the tasks of ``container`` inside an ``async with`` statement, and finish at its end."""

    @abstractmethod
    async def join(self) -> None:
        """Wait until every task that is due has been done, here; those that wait for their time do not count."""


@dataclass(frozen=True, slots=True)
class TaskSettings:
    """What is said once for the tasks that this process does; register an instance of it.

    Args:
        capacity: how many tasks may be held at once, waiting and running; ``tasks.add`` refuses more.
        concurrency: how many run at once; sync ones have as many threads.
        grace: how long the end of the application waits for tasks, in seconds. What is not due by then, or not done, is
            left, and each is told of in the log.

    Example:
        >>> from wireworks import ServiceContainer
        >>> container = ServiceContainer().add_instance(TaskSettings, TaskSettings(concurrency=10, grace=30))

    Source: W9.
    """

    capacity: int = 10_000
    concurrency: int = 100
    grace: float = 10.0
