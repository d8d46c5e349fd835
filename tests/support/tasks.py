"""A unit of work that tells how it ended, and a container whose tasks are done, for tests of background tasks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from wireworks import ServiceContainer
from wireworks.tasks import Tasks, TaskSettings, add_tasks, run_tasks


class Session:
    """A unit of work."""


class Journal:
    """What happened, in order."""

    def __init__(self) -> None:
        self.entries: list[object] = []

    def note(self, entry: object) -> None:
        self.entries.append(entry)

    async def session(self) -> AsyncIterator[Session]:
        """Make a unit of work that notes its outcome: "commit", or the kind of exception it was rolled back for."""
        try:
            yield Session()
        except BaseException as error:
            self.note(type(error).__name__)
            raise
        self.note("commit")


def container_of(journal: Journal | None = None, settings: TaskSettings | None = None) -> ServiceContainer:
    """Return a container with tasks, and with a session if there is a journal for it."""
    container = ServiceContainer()
    add_tasks(container)
    if journal is not None:
        container.add_scoped(journal.session)
    if settings is not None:
        container.add_instance(TaskSettings, settings)
    return container


@asynccontextmanager
async def adding(container: ServiceContainer) -> AsyncGenerator[Tasks, None]:
    """Open a scope whose tasks have been done when the `async with` statement ends, as far as they are due."""
    async with container, run_tasks(container) as queue:
        async with container.create_scope() as scope:
            yield await scope.aget(Tasks)
        await queue.join()
