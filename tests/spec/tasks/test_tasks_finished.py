"""W9: tasks are finished before the container closes, and what is left is told."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.tasks import Journal, Session, container_of
from wireworks import Injected
from wireworks.tasks import TaskError, Tasks, TaskSettings, run_tasks


class Boom(Exception): ...


def test_tasks_are_finished_before_the_container_closes() -> None:
    """W9: also those that they add meanwhile, and those that are due within the grace period."""
    journal = Journal()

    class Store: ...

    async def store() -> AsyncIterator[Store]:
        yield Store()
        journal.note("closed")

    async def first(store: Injected[Store], tasks: Injected[Tasks]) -> None:
        await asyncio.sleep(0)
        journal.note("first")
        tasks.add(second)

    def second(store: Injected[Store]) -> None:
        journal.note("second")

    async def later(store: Injected[Store]) -> None:
        journal.note("later")

    async def main() -> None:
        async with container_of().add_singleton(store) as container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).add(first)
                scope.get(Tasks).options(delay=0.05).add(later)

    asyncio.run(main())
    assert journal.entries == ["first", "second", "later", "closed"]


async def nothing() -> None: ...


def test_what_the_grace_period_does_not_cover_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9: nothing is lost in silence. What runs is stopped, and rolls back."""
    journal = Journal()

    async def endless(session: Injected[Session]) -> None:
        await asyncio.Event().wait()

    async def waits() -> None: ...

    async def bad() -> None:
        raise Boom

    async def main() -> None:
        container = container_of(journal, TaskSettings(grace=0.05, concurrency=2))
        async with container, run_tasks(container) as queue:
            with container.create_scope() as scope:
                tasks = scope.get(Tasks)
                tasks.options(retries=1, retry_delay=60).add(bad)
                tasks.options(delay=60).add(waits)
            await queue.join()
            with container.create_scope() as scope:
                tasks = scope.get(Tasks)
                tasks.add(endless)
                tasks.add(endless)
                tasks.add(nothing)
                tasks.options(delay=0.01).add(nothing)

    asyncio.run(main())
    left = [record.getMessage() for record in caplog.records if "left undone" in record.getMessage()]
    assert sorted(message.split("`")[1] for message in left) == [
        "bad", "endless", "endless", "nothing", "nothing", "waits",
    ]  # fmt: skip
    assert sum("was not due before the application ended" in message for message in left) == 2
    assert journal.entries == ["CancelledError", "CancelledError"]


def test_a_task_waiting_within_the_grace_period_that_is_too_late_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9: all hands are full until the end."""

    async def endless() -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=0.02, concurrency=1))
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).add(endless)
                scope.get(Tasks).options(delay=0.0199).add(nothing)

    asyncio.run(main())
    assert "`nothing`" in caplog.text


def test_retries_that_would_come_after_the_end_are_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""
    started = asyncio.Event()

    async def bad() -> None:
        started.set()
        await asyncio.sleep(0.02)
        raise Boom

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=1))
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).options(retries=1, retry_delay=60).add(bad)
            await started.wait()

    asyncio.run(main())
    assert "`bad`" in caplog.text
    assert "left undone: it was not due before the application ended" in caplog.text


@pytest.mark.parametrize("outcome", ["done", "failed"])
def test_a_task_that_does_not_stop_when_asked_ends_as_it_likes(outcome: str, caplog: pytest.LogCaptureFixture) -> None:
    """W9: it was told to be left, once."""
    done: list[str] = []

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            done.append(outcome)
        if outcome == "failed":
            raise Boom

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=0.01))
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).add(stubborn)

    asyncio.run(main())
    assert done == [outcome]
    assert [record.levelno for record in caplog.records if record.levelno > logging.DEBUG] == [logging.ERROR]


def test_a_thread_is_waited_for_before_its_scope_is_closed() -> None:
    """W9: nothing can stop it."""
    journal, go, begun = Journal(), threading.Event(), threading.Event()

    def session() -> Iterator[Session]:
        try:
            yield Session()
        finally:
            journal.note("closed")

    def blocking(session: Injected[Session]) -> None:
        begun.set()
        assert go.wait(10)
        journal.note("thread")

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=0)).add_scoped(session)
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).add(blocking)
            assert await asyncio.to_thread(begun.wait, 10)
            asyncio.get_running_loop().call_later(0.02, go.set)

    asyncio.run(main())
    assert journal.entries == ["thread", "closed"]


def test_adding_a_task_while_nobody_does_tasks_is_refused() -> None:
    """W9: before the application starts, and when it is over."""

    async def main() -> None:
        container = container_of()
        with container.create_scope() as scope, pytest.raises(TaskError, match="nobody does tasks"):
            scope.get(Tasks).add(nothing)
        async with container:
            async with run_tasks(container) as queue:
                await queue.join()
            await queue.join()
            with container.create_scope() as scope, pytest.raises(TaskError, match="nobody does tasks"):
                scope.get(Tasks).add(nothing)

    asyncio.run(main())


def test_a_scope_that_ends_when_the_application_is_over_tells_of_its_tasks(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""

    async def main() -> None:
        container = container_of()
        async with container:
            async with run_tasks(container):
                scope = container.create_scope()
                scope.get(Tasks).add(nothing)
            scope.close()

    asyncio.run(main())
    assert "its scope ended when the application was over" in caplog.text


def test_what_a_task_adds_when_it_was_told_to_stop_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=0.01))

        async def stubborn() -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                with container.create_scope() as scope:
                    scope.get(Tasks).add(nothing)

        async with container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).add(stubborn)

    asyncio.run(main())
    assert "`nothing`" in caplog.text
