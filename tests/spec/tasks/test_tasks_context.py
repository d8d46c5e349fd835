"""W9: what a task takes along from where it was added, and what it does not."""

import asyncio
import contextvars
import sys

import pytest

from tests.support.tasks import adding, container_of
from wireworks import Injected, ServiceNotFoundError, ServiceScope
from wireworks.tasks import RequestId, Tasks, run_tasks, task


class Boom(Exception): ...


def test_a_task_knows_the_context_variables_of_whoever_added_it() -> None:
    """W9: sync ones too, and each attempt those as they were then."""
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="nothing")
    seen: list[str] = []

    def in_thread() -> None:
        seen.append(variable.get())

    @task(retries=1, retry_delay=0)
    async def in_loop() -> None:
        seen.append(variable.get())
        variable.set("changed")
        raise Boom

    async def main() -> None:
        async with adding(container_of()) as tasks:
            variable.set("tenant 7")
            tasks.add(in_thread)
            tasks.add(in_loop)
            variable.set("tenant 8")

    asyncio.run(main())
    assert seen == ["tenant 7"] * 3


def test_the_scope_of_a_task_lies_in_no_other() -> None:
    """W9: though the one it was added in is open."""

    async def main() -> None:
        container = container_of()
        async with container, run_tasks(container) as queue:
            async with container.create_scope() as outer, outer.create_scope() as inner:
                inner.get(Tasks).add(look)
                await inner.aclose()
                await queue.join()

    parents: list[object] = []

    async def look(scope: Injected[ServiceScope]) -> None:
        parents.append(scope.parent)

    asyncio.run(main())
    assert parents == [None]


def test_a_task_that_comes_from_no_request_has_an_id_and_hands_it_on() -> None:
    """W8, W9."""
    ids: list[str] = []

    async def first(request_id: Injected[RequestId], tasks: Injected[Tasks]) -> None:
        ids.append(request_id)
        tasks.add(second)

    async def second(request_id: Injected[RequestId]) -> None:
        ids.append(request_id)

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.add(first)

    asyncio.run(main())
    assert len(ids) == 2
    assert len({*ids}) == 1


def test_overrides_reach_tasks() -> None:
    """W7, L29: of the context that added them, and those that are for everybody."""
    got: list[str] = []

    class Post:
        name = "real"

    class Fake(Post):
        name = "fake"

    async def send(post: Injected[Post]) -> None:
        got.append(post.name)

    async def main(*, everywhere: bool) -> None:
        container = container_of().add_singleton(Post)
        async with container, run_tasks(container) as queue:
            with container.override(Post, Fake(), everywhere=everywhere):
                with container.create_scope() as scope:
                    scope.get(Tasks).add(send)
                await queue.join()
            with container.create_scope() as scope:
                scope.get(Tasks).add(send)
            await queue.join()

    asyncio.run(main(everywhere=False))
    asyncio.run(main(everywhere=True))
    assert got == ["fake", "real", "fake", "real"]


class Clock: ...


async def at_the_top(got: list[object], clock: Injected[Clock]) -> None:
    got.append(clock)


def test_a_function_added_often_is_read_once_and_stays_right() -> None:
    """W9: whatever is registered meanwhile."""
    container = container_of()
    got: list[object] = []

    async def main() -> None:
        async with container, run_tasks(container) as queue:
            with container.create_scope() as scope:
                with pytest.raises(ServiceNotFoundError):
                    scope.get(Tasks).add(at_the_top, got)
            container.add_singleton(Clock)
            for _ in range(5):
                with container.create_scope() as scope:
                    scope.get(Tasks).add(at_the_top, got)
            await queue.join()

    asyncio.run(main())
    assert len(got) == 5
    assert len({*map(id, got)}) == 1


def test_nobody_has_to_have_what_puts_ids_into_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    """W8: asgi-correlation-id comes with FastAPI."""
    monkeypatch.delitem(sys.modules, "asgi_correlation_id", raising=False)
    done: list[str] = []

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.add(done.append, "task")

    asyncio.run(main())
    assert done == ["task"]
