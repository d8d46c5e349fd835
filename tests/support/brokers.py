"""A broker of taskiq whose worker is this process, and a container whose tasks it does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from taskiq import BrokerMessage, InMemoryBroker, ScheduleSource

from wireworks import ServiceContainer
from wireworks.tasks.taskiq import TaskiqQueue, add_taskiq

done: list[object] = []


class Post:
    """Somebody's."""


class Broker(InMemoryBroker):
    """Refuses some messages first, and notes all that it takes."""

    def __init__(self, refusals: int = 0) -> None:
        super().__init__()
        self.is_worker_process = True
        self.refusals = refusals
        self.taken: list[BrokerMessage] = []

    async def kick(self, message: BrokerMessage) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("no broker")
        self.taken.append(message)
        await super().kick(message)


@asynccontextmanager
async def serving(
    broker: Broker, schedule_source: ScheduleSource | None = None
) -> AsyncGenerator[tuple[ServiceContainer, TaskiqQueue]]:
    """Start a broker as a worker does, and give a container whose tasks it does."""
    done.clear()

    async def open_post() -> AsyncIterator[Post]:
        yield Post()
        done.append("closed")

    container = ServiceContainer().add_singleton(open_post)
    queue = add_taskiq(container, broker, schedule_source=schedule_source)
    await broker.startup()
    try:
        yield container, queue
        await queue.join()
        await broker.wait_all()
    finally:
        await broker.shutdown()
