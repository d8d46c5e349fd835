"""W9: who shares a queue, and in which event loop its tasks are done."""

import asyncio
import threading

import pytest

from tests.support.tasks import container_of
from wireworks import ServiceContainer
from wireworks.tasks import LocalQueue, TaskQueue, Tasks, run_tasks


async def nothing() -> None: ...


def test_apps_that_share_a_container_share_its_tasks() -> None:
    """W9: they are finished with the last of them, and begun anew later; a queue of one's own is a service like any."""
    done: list[int] = []
    queue = LocalQueue()

    async def note(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    async def main(container: ServiceContainer) -> None:
        async with run_tasks(container) as running:
            assert running is queue
            async with run_tasks(container):
                pass
            with container.create_scope() as scope:
                scope.get(Tasks).add(note, len(done))
            await queue.join()
            assert done

    container = container_of().add_instance(TaskQueue, queue)
    asyncio.run(main(container))
    asyncio.run(main(container))
    assert done == [0, 1]


def test_each_event_loop_does_its_own_tasks() -> None:
    """W9: apps that share a container may run in several threads; from elsewhere, tasks are waited for all the same."""
    container, done = container_of(), list[tuple[str, int]]()
    ready, leave = threading.Barrier(2), threading.Event()

    async def note(entry: str) -> None:
        done.append((entry, threading.get_ident()))

    async def other() -> None:
        async with run_tasks(container):
            with container.create_scope() as scope:
                scope.get(Tasks).add(note, "other")
            ready.wait(10)
            await asyncio.to_thread(leave.wait, 10)

    async def main() -> None:
        async with run_tasks(container) as queue:
            thread = threading.Thread(target=asyncio.run, args=[other()])
            thread.start()
            ready.wait(10)
            with container.create_scope() as scope:
                scope.get(Tasks).add(note, "main")
            await queue.join()
            assert len(done) == 2
            leave.set()
            await asyncio.to_thread(thread.join)

    asyncio.run(main())
    idents = dict(done)
    assert idents["main"] == threading.get_ident() != idents["other"]


def test_a_loop_that_ended_without_finishing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9: whoever served the tasks never came to finish them."""
    container = container_of()
    serving = run_tasks(container)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(serving.__aenter__())
    scope = container.create_scope()
    scope.get(Tasks).add(nothing)
    loop.close()

    scope.close()

    assert "`nothing`" in caplog.text

    async def finish() -> None:
        await serving.__aexit__(None, None, None)

    asyncio.run(finish())
