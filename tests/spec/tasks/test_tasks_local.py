"""W9: the queue in the process: bounded, so many at once, delayed tasks, finished before the container closes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.tasks import adding, container_of
from wireworks.tasks import TaskError, TaskQueueFullError, Tasks, TaskSettings, run_tasks


class Boom(Exception): ...


async def nothing() -> None: ...


def test_a_full_queue_refuses_a_task_where_it_is_added() -> None:
    """W9: its request can still be told. A place is free again when a task is done, or its scope has failed."""

    async def main() -> None:
        container = container_of(settings=TaskSettings(capacity=2))
        async with container, run_tasks(container) as queue:
            for _ in range(3):
                with pytest.raises(Boom), container.create_scope() as scope:
                    fill(scope.get(Tasks))
                    raise Boom
                with container.create_scope() as scope:
                    fill(scope.get(Tasks))
                await queue.join()

    def fill(tasks: Tasks) -> None:
        tasks.add(nothing)
        tasks.add(nothing)
        with pytest.raises(TaskQueueFullError, match="2 tasks wait or run already"):
            tasks.add(nothing)

    asyncio.run(main())


def test_tasks_that_gave_up_or_wait_hold_their_places_no_longer_than_they_must() -> None:
    """W9: one that waits for its time, or another attempt, holds one."""

    async def bad() -> None:
        raise Boom

    async def main() -> None:
        container = container_of(settings=TaskSettings(capacity=1, grace=0))
        async with container, run_tasks(container) as queue:
            for _ in range(2):
                with container.create_scope() as scope:
                    scope.get(Tasks).add(bad)
                await queue.join()
            with container.create_scope() as scope:
                scope.get(Tasks).options(delay=60).add(nothing)
            with container.create_scope() as scope, pytest.raises(TaskQueueFullError):
                scope.get(Tasks).add(nothing)

    asyncio.run(main())


def test_a_task_too_late_for_its_scope_gives_its_place_back() -> None:
    """W9."""

    async def main() -> None:
        container = container_of(settings=TaskSettings(capacity=1))
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                tasks = scope.get(Tasks)
            for _ in range(3):
                with pytest.raises(TaskError, match="has ended"):
                    tasks.add(nothing)

    asyncio.run(main())


def test_so_many_tasks_run_at_once_and_the_others_wait_their_turn() -> None:
    """W9."""
    running, most, done = 0, 0, list[int]()

    async def one(number: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        done.append(number)

    async def main() -> None:
        async with adding(container_of(settings=TaskSettings(concurrency=3))) as tasks:
            for number in range(10):
                tasks.add(one, number)

    asyncio.run(main())
    assert most == 3
    assert done == [*range(10)]


def test_a_task_waits_for_its_time() -> None:
    """W9: a delay, in seconds or as ``timedelta``, or a moment; one that has passed is now."""
    done: list[str] = []
    late = asyncio.Event()

    async def note(entry: str) -> None:
        done.append(entry)
        if len(done) == 4:
            late.set()

    async def main() -> None:
        container = container_of()
        async with container, run_tasks(container) as queue:
            with container.create_scope() as scope:
                tasks = scope.get(Tasks)
                tasks.options(delay=timedelta(milliseconds=40)).add(note, "delayed")
                tasks.options(at=datetime.now(UTC) + timedelta(milliseconds=20)).add(note, "at")
                tasks.options(at=datetime(2001, 1, 1, tzinfo=UTC)).add(note, "long ago")
                tasks.add(note, "now")
            await queue.join()
            assert sorted(done) == ["long ago", "now"]
            await late.wait()

    asyncio.run(main())
    assert done[2:] == ["at", "delayed"]
