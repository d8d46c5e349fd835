"""W9: what is added to `Tasks` is done when its scope has ended well, and forgotten when it has not."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from tests.support.tasks import Journal, Session, adding, container_of
from wireworks import Injected, ServiceCloseError, ServiceContainer, ServiceGraphError, ServiceScope
from wireworks.tasks import TaskError, Tasks, add_tasks, run_tasks


class Boom(Exception): ...


def test_a_task_runs_after_the_commit() -> None:
    """W9: also when the session was made after the tasks."""
    journal = Journal()

    async def main() -> None:
        container = container_of(journal)
        async with container, run_tasks(container) as queue:
            async with container.create_scope() as scope:
                (await scope.aget(Tasks)).add(journal.note, "task")
                await scope.aget(Session)
                await asyncio.sleep(0)
                journal.note("body")
            await queue.join()

    asyncio.run(main())
    assert journal.entries == ["body", "commit", "task"]


def test_a_task_is_dropped_when_the_body_of_its_scope_fails() -> None:
    """W9."""
    journal = Journal()

    async def main() -> None:
        container = container_of(journal)
        async with container, run_tasks(container) as queue:
            with pytest.raises(Boom):
                async with container.create_scope() as scope:
                    await scope.aget(Session)
                    (await scope.aget(Tasks)).add(journal.note, "task")
                    raise Boom
            await queue.join()

    asyncio.run(main())
    assert journal.entries == ["Boom"]


def test_a_task_is_dropped_when_the_commit_fails() -> None:
    """W9: nothing was stored that it could be about."""
    journal = Journal()

    def refused() -> Iterator[Session]:
        yield Session()
        raise Boom

    async def main() -> None:
        container = container_of().add_scoped(refused)
        async with container, run_tasks(container) as queue:
            with pytest.raises(ServiceCloseError):
                async with container.create_scope() as scope:
                    (await scope.aget(Tasks)).add(journal.note, "task")
                    scope.get(Session)
            await queue.join()

    asyncio.run(main())
    assert journal.entries == []


def test_a_task_is_dropped_when_something_was_left_open() -> None:
    """W9, L23: a sync `with` cannot close what takes `await`."""
    journal = Journal()

    async def main() -> None:
        container = container_of(journal)
        async with container, run_tasks(container) as queue:
            scope = container.create_scope()
            with pytest.raises(ServiceCloseError), scope:
                scope.get(Tasks).add(journal.note, "task")
                await scope.aget(Session)
            await scope.aclose()
            await queue.join()

    asyncio.run(main())
    assert journal.entries == ["commit"]


def test_the_tasks_of_a_scope_are_one_object_and_run_in_the_order_they_were_added() -> None:
    """W9: services, and the views that `options` gives, add to the same."""
    done: list[int] = []

    class Service:
        def __init__(self, tasks: Tasks) -> None:
            self.tasks = tasks

    async def main() -> None:
        container = container_of().add_scoped(Service)
        async with container, run_tasks(container) as queue:
            async with container.create_scope() as scope:
                tasks, service = scope.get(Tasks), scope.get(Service)
                assert service.tasks is tasks
                tasks.add(note, 1)
                service.tasks.options(retries=1).add(note, 2)
                tasks.add(note, 3)
            await queue.join()

    async def note(number: int) -> None:
        done.append(number)

    asyncio.run(main())
    assert done == [1, 2, 3]


def test_an_inner_scope_has_tasks_of_its_own() -> None:
    """W9, L23: it is a unit of work by itself."""
    done: list[str] = []

    async def main() -> None:
        container = container_of()
        async with container, run_tasks(container) as queue:
            with pytest.raises(Boom):
                async with container.create_scope() as outer:
                    outer.get(Tasks).add(done.append, "outer")
                    async with outer.create_scope() as inner:
                        inner.get(Tasks).add(done.append, "inner")
                    await queue.join()
                    raise Boom
            await queue.join()

    asyncio.run(main())
    assert done == ["inner"]


def test_a_task_can_add_tasks() -> None:
    """W9: they follow when its attempt has ended well."""
    journal = Journal()

    async def first(tasks: Injected[Tasks], session: Injected[Session]) -> None:
        tasks.add(second, 7)
        journal.note("first")

    async def second(number: int) -> None:
        journal.note(number)

    async def main() -> None:
        async with adding(container_of(journal)) as tasks:
            tasks.add(first)

    asyncio.run(main())
    assert journal.entries == ["first", "commit", 7]


def test_what_a_failed_task_added_is_dropped() -> None:
    """W9."""
    done: list[str] = []

    async def first(tasks: Injected[Tasks]) -> None:
        tasks.add(done.append, "second")
        raise Boom

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.add(first)

    asyncio.run(main())
    assert done == []


def test_tasks_are_added_in_threads_too() -> None:
    """W9: with a scope of the thread's own, or with one of the loop's."""
    done: list[object] = []

    async def main() -> None:
        container = container_of()
        async with container, run_tasks(container) as queue:

            def work() -> None:
                with container.create_scope() as scope:
                    scope.get(Tasks).add(note, "own")

            async with container.create_scope() as scope:
                await asyncio.to_thread(scope.get(Tasks).add, note, "shared")
            await asyncio.to_thread(work)
            await queue.join()

    async def note(entry: str) -> None:
        done.append((entry, threading.current_thread() is threading.main_thread()))

    asyncio.run(main())
    assert sorted(done) == [("own", True), ("shared", True)]


def test_adding_a_task_when_the_scope_has_ended_is_refused() -> None:
    """W9: nothing would tell any more when to do it."""

    async def main() -> None:
        container = container_of()
        async with container, run_tasks(container):
            with container.create_scope() as scope:
                tasks = scope.get(Tasks)
            with pytest.raises(TaskError, match="a scope that has ended"):
                tasks.add(print)

    asyncio.run(main())


def test_a_scope_without_tasks_added_ends_as_ever() -> None:
    journal = Journal()

    async def main() -> None:
        async with adding(container_of(journal)):
            pass

    asyncio.run(main())
    assert journal.entries == []


def test_a_singleton_cannot_keep_the_tasks_of_a_scope() -> None:
    """L27, W9: it is told when the container is checked."""

    class Service:
        def __init__(self, tasks: Tasks) -> None: ...

    container = container_of().add_singleton(Service)

    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert "would keep `Tasks`" in str(caught.value.exceptions[0])


def test_tasks_made_available_twice_are_the_same() -> None:
    """W9: `setup` of FastAPI does it too."""
    container = container_of()

    add_tasks(container)

    assert container.is_registered(Tasks)


def test_a_scope_that_is_named_has_tasks() -> None:
    """L24."""
    done: list[str] = []

    async def main() -> None:
        container = ServiceContainer(scopes=["session", "request"])
        add_tasks(container)
        async with container, run_tasks(container) as queue:
            async with container.create_scope("session"), container.create_scope("request") as scope:
                scope.get(Tasks).add(task, "done")
            await queue.join()

    async def task(entry: str, scope: Injected[ServiceScope]) -> None:
        done.append(entry)
        assert scope.name == "request"

    asyncio.run(main())
    assert done == ["done"]
