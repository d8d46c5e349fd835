"""W9, W10: from when the process is told to stop, tasks that are not due within the grace period are not begun."""

import asyncio

import pytest

from tests.support.tasks import container_of
from wireworks.stopping import Stopping
from wireworks.tasks import Tasks, TaskSettings, run_tasks


async def stop(stopping: Stopping) -> None:
    """Tell it, and let everybody hear."""
    stopping.stop()
    for _ in range(3):
        await asyncio.sleep(0)


def test_what_is_due_is_done_and_what_is_not_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9: at once, and not when the server has waited for its connections; what requests still add is done too."""
    done: list[str] = []

    async def note(entry: str) -> None:
        done.append(entry)

    async def later() -> None: ...

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=5)).add_singleton(Stopping)
        async with container, run_tasks(container) as queue:
            with container.create_scope() as scope:
                scope.get(Tasks).add(note, "due")
                scope.get(Tasks).options(delay=0.05).add(note, "soon")
                scope.get(Tasks).options(delay=60).add(later)
            await stop(await container.aget(Stopping))
            assert caplog.text.count("was not due before the application ended") == 1
            with container.create_scope() as scope:
                scope.get(Tasks).add(note, "new")
                scope.get(Tasks).options(delay=60).add(later)
            await queue.join()
            assert caplog.text.count("was not due before the application ended") == 2
            assert done == ["due", "new"]

    asyncio.run(main())
    assert done == ["due", "new", "soon"]


def test_one_app_that_ends_leaves_the_tasks_of_others_alone(caplog: pytest.LogCaptureFixture) -> None:
    """W9: what it tells, all hear that share its container."""

    async def later() -> None: ...

    async def main() -> None:
        container = container_of(settings=TaskSettings(grace=0)).add_singleton(Stopping)
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).options(delay=60).add(later)
            async with run_tasks(container):
                await stop(await container.aget(Stopping))
            assert "not due" not in caplog.text

    asyncio.run(main())
    assert caplog.text.count("was not due before the application ended") == 1
