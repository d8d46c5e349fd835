"""W9: failures of a task are its own: it is tried again, or given up, and told of."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from tests.support.tasks import Journal, Session, adding, container_of
from wireworks import Injected
from wireworks.tasks import Tasks, run_tasks, task


class Boom(Exception): ...


def test_a_task_that_fails_touches_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """W9: nor the scope that it was added in, which has ended."""
    journal = Journal()

    async def bad() -> None:
        raise Boom("no post today")

    async def good() -> None:
        journal.note("good")

    async def main() -> None:
        container = container_of(journal)
        async with container, run_tasks(container) as queue:
            async with container.create_scope() as scope:
                tasks = scope.get(Tasks)
                await scope.aget(Session)
                tasks.add(bad)
                tasks.add(good)
            await queue.join()

    asyncio.run(main())
    assert journal.entries == ["commit", "good"]
    assert "`bad`" in caplog.text
    assert "attempt 1, and is given up" in caplog.text
    assert "Boom: no post today" in caplog.text


def test_each_attempt_has_a_scope_that_ends_with_its_outcome() -> None:
    """W9."""
    journal = Journal()
    attempts: list[Session] = []

    @task(retries=2, retry_delay=0)
    async def flaky(session: Injected[Session]) -> None:
        attempts.append(session)
        if len(attempts) < 3:
            raise Boom

    async def main() -> None:
        async with adding(container_of(journal)) as tasks:
            tasks.add(flaky)

    asyncio.run(main())
    assert len({*map(id, attempts)}) == 3
    assert journal.entries == ["Boom", "Boom", "commit"]


def test_a_failing_commit_is_a_failed_attempt() -> None:
    """W9."""
    tried: list[int] = []

    def session() -> Iterator[Session]:
        yield Session()
        tried.append(1)
        if len(tried) < 2:
            raise Boom

    async def write(session: Injected[Session]) -> None: ...

    async def main() -> None:
        async with adding(container_of().add_scoped(session)) as tasks:
            tasks.options(retries=1, retry_delay=0).add(write)

    asyncio.run(main())
    assert len(tried) == 2


def test_retries_end(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""
    tried: list[int] = []

    async def bad() -> None:
        tried.append(1)
        raise Boom

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.options(retries=2, retry_delay=0).add(bad)

    asyncio.run(main())
    assert len(tried) == 3
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.WARNING, logging.ERROR]


def test_only_what_is_worth_it_is_tried_again() -> None:
    """W9."""
    tried: list[str] = []

    async def bad(error: Exception) -> None:
        tried.append(type(error).__name__)
        raise error

    async def main() -> None:
        async with adding(container_of()) as tasks:
            again = tasks.options(retries=1, retry_delay=0, retry_on=(OSError, TimeoutError))
            again.add(bad, ConnectionError())
            again.add(bad, Boom())

    asyncio.run(main())
    assert sorted(tried) == ["Boom", "ConnectionError", "ConnectionError"]


def test_an_attempt_that_takes_too_long_is_stopped_and_has_failed() -> None:
    """W9: its scope ends as that of any failure."""
    journal = Journal()

    @task(retries=1, retry_delay=0, timeout=0.01)
    async def slow(session: Injected[Session]) -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        async with adding(container_of(journal)) as tasks:
            tasks.add(slow)

    asyncio.run(main())
    assert journal.entries == ["TimeoutError"] * 2


def test_a_task_that_cancels_itself_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    """W9: and is not waited for."""

    async def quits() -> None:
        raise asyncio.CancelledError

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.add(quits)

    asyncio.run(main())
    assert "given up" in caplog.text
