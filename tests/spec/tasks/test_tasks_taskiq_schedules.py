"""W9: schedules of a container, sent by the scheduler of taskiq."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from taskiq import ScheduledTask, ScheduleSource, TaskiqScheduler
from taskiq.cli.scheduler.run import SchedulerLoop
from taskiq.exceptions import ScheduledTaskCancelledError

from tests.support.brokers import Broker, Post, done, serving
from tests.support.clock import ManualClock
from wireworks import Injected, ServiceContainer, ServiceError, ServiceGraphError
from wireworks.tasks import Clock, Cron, Every, RequestId, TaskError, add_schedule, add_tasks, task
from wireworks.tasks.taskiq import add_taskiq, schedules_of


@task
async def clean(what: str, post: Injected[Post], request_id: Injected[RequestId]) -> None:
    done.append((what, type(post) is Post, bool(request_id)))


async def unmarked() -> None: ...


async def source_of(container: ServiceContainer) -> tuple[ScheduleSource, ManualClock]:
    """Return a source by a clock that a test moves."""
    clock = ManualClock()
    container.add_instance(Clock, clock)
    source = schedules_of(container)
    await source.startup()
    return source, clock


async def offered(source: ScheduleSource) -> list[str]:
    """Return when something is offered, since the start of that day."""
    return [f"{task.time:%M:%S}" for task in await source.get_schedules() if task.time is not None]


def test_the_scheduler_sends_what_is_due_to_the_workers() -> None:
    """W9: the loop of ``taskiq scheduler`` itself. It is due by a clock that is years behind."""

    async def main() -> None:
        broker = Broker()
        async with serving(broker) as (container, _):
            add_schedule(container, Cron("1 0 * * *"), clean, "logs")
            source, _clock = await source_of(container)
            loop = asyncio.create_task(SchedulerLoop(TaskiqScheduler(broker, [source])).run())
            while not done:  # noqa: ASYNC110 - taskiq tells nobody
                await asyncio.sleep(0.01)
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
            assert broker.taken[0].labels["ack_type"] == "manual"

    asyncio.run(main())
    assert done == [("logs", True, True), "closed"]


def container_with(recurrence: Cron | Every) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Post)
    add_schedule(container, recurrence, clean, "logs")
    return container


async def send(source: ScheduleSource, task: ScheduledTask) -> bool:
    """Tell whether it is sent, as the scheduler does."""
    try:
        source.pre_send(task)
    except ScheduledTaskCancelledError:
        return False
    return True


def test_five_minutes_are_offered_each_with_a_task_of_its_own() -> None:
    """W9: what was sent is not offered again."""

    async def main() -> None:
        source, clock = await source_of(container_with(Every(timedelta(minutes=2))))
        first, second = await source.get_schedules()
        assert first.time == datetime(2026, 1, 1, 0, 2, tzinfo=UTC)
        assert len({each.task_id for each in (first, second)}) == 2
        assert len({each.schedule_id for each in (first, second)}) == 2
        assert await offered(source) == ["02:00", "04:00"]
        clock.moment += timedelta(minutes=2, milliseconds=300)
        assert await send(source, first)
        assert await offered(source) == ["04:00", "06:00"]

    asyncio.run(main())


def test_what_the_scheduler_missed_is_sent_once() -> None:
    """W9: whether it asked before or afterwards."""

    async def main() -> None:
        source, clock = await source_of(container_with(Every(60)))
        before = await source.get_schedules()
        clock.moment += timedelta(minutes=8, seconds=30)
        assert await offered(source) == ["01:00", "09:30", "10:30", "11:30", "12:30", "13:30"]
        assert [await send(source, each) for each in before] == [True, False, False, False, False]
        late, *others = await source.get_schedules()
        assert not await send(source, late)
        assert others[0].time is not None
        assert others[0].time > clock.moment

    asyncio.run(main())


def test_what_could_not_be_sent_is_told_when_the_scheduler_starts() -> None:
    """W9."""

    async def starting(*scheduled: Any) -> None:
        container = ServiceContainer()
        add_tasks(container)
        add_schedule(container, *scheduled)
        await schedules_of(container).startup()

    with pytest.raises(TaskError, match="not marked as a task"):
        asyncio.run(starting(Every(1), unmarked))
    with pytest.raises(TaskError, match="cannot be called"):
        asyncio.run(starting(Every(1), clean))
    with pytest.raises(ServiceError, match="Post"):
        asyncio.run(starting(Every(1), clean, "logs"))
    with pytest.raises(TaskError, match="looks once a second"):
        asyncio.run(starting(Every(0.5), quick))


@task
async def quick() -> None: ...


@task
async def missing(post: Injected[Unknown]) -> None: ...


class Unknown: ...


def test_a_worker_does_not_start_without_what_scheduled_tasks_inject() -> None:
    """W9."""

    async def main() -> None:
        container = ServiceContainer()
        broker = Broker()
        add_taskiq(container, broker)
        add_schedule(container, Every(60), missing)
        try:
            await broker.startup()
        finally:
            await broker.shutdown()

    with pytest.raises(ServiceGraphError) as caught:
        asyncio.run(main())
    assert "Unknown" in str(caught.value.exceptions[0])
