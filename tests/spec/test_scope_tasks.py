"""L23: the current scope is a context variable, so tasks never share one by accident."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from wireworks import ServiceContainer, ServiceScopeError

LIMIT = 10


class Session: ...


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_scoped(Session)


def test_sibling_tasks_have_scopes_of_their_own(container) -> None:
    """L23: interleaved on purpose by a barrier between every step."""

    async def request(step: asyncio.Barrier) -> Session:
        await step.wait()
        async with container.create_scope() as scope:
            await step.wait()
            first = await container.aget(Session)
            await step.wait()
            assert container.get(Session) is first is scope.get(Session)
            await step.wait()
        await step.wait()
        with pytest.raises(ServiceScopeError):
            container.get(Session)
        return first

    async def main() -> None:
        step = asyncio.Barrier(5)
        async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as group:
            tasks = [group.create_task(request(step)) for _ in range(5)]
        assert len({id(task.result()) for task in tasks}) == 5

    asyncio.run(main())


def test_child_tasks_see_the_scope_of_their_parent(container) -> None:
    """L23: tasks inherit context variables."""

    async def main() -> None:
        async with container.create_scope() as scope:
            session = scope.get(Session)
            found = await asyncio.gather(*(container.aget(Session) for _ in range(3)))
            assert all(one is session for one in found)

    asyncio.run(main())


def test_scope_opened_in_a_child_task_is_unseen_by_its_parent(container) -> None:
    """L23."""

    async def child(entered: asyncio.Event, leave: asyncio.Event) -> Session:
        async with container.create_scope() as scope:
            entered.set()
            await leave.wait()
            assert container.get(Session) is scope.get(Session)
            return container.get(Session)

    async def main() -> None:
        entered, leave = asyncio.Event(), asyncio.Event()
        async with container.create_scope() as scope:
            task = asyncio.create_task(child(entered, leave))
            await asyncio.wait_for(entered.wait(), LIMIT)
            mine = container.get(Session)
            assert mine is scope.get(Session)
            leave.set()
            assert await asyncio.wait_for(task, LIMIT) is not mine

    asyncio.run(main())


def test_task_started_outside_any_scope_stays_outside(container) -> None:
    """L23: a background task does not fall into the scope of whoever runs meanwhile."""

    async def background(go: asyncio.Event) -> None:
        await go.wait()
        with pytest.raises(ServiceScopeError):
            await container.aget(Session)

    async def main() -> None:
        go = asyncio.Event()
        task = asyncio.create_task(background(go))
        async with container.create_scope():
            go.set()
            await asyncio.wait_for(task, LIMIT)

    asyncio.run(main())


def test_async_generator_that_holds_a_scope_may_be_finished_by_another_task(container) -> None:
    """L23: pytest fixtures and frameworks end a generator in a task that did not start it."""
    log: list[str] = []

    async def resource() -> AsyncIterator[Session]:
        yield Session()
        log.append("closed")

    other = ServiceContainer().add_scoped(resource)

    async def fixture() -> AsyncIterator[Session]:
        async with other.create_scope() as scope:
            yield await scope.aget(Session)

    async def main() -> None:
        generator = fixture()
        await asyncio.create_task(anext(generator))
        with pytest.raises(StopAsyncIteration):
            await asyncio.create_task(anext(generator))

    asyncio.run(main())
    assert log == ["closed"]


def test_resource_is_opened_and_closed_in_the_task_of_its_scope() -> None:
    """reliability: cancel scopes and task groups around a `yield` need one task for both."""
    tasks: list[object] = []

    async def resource() -> AsyncIterator[Session]:
        tasks.append(asyncio.current_task())
        yield Session()
        tasks.append(asyncio.current_task())

    container = ServiceContainer().add_scoped(resource)

    async def main() -> None:
        async with container.create_scope() as scope:
            await scope.aget(Session)
        assert tasks == [asyncio.current_task()] * 2

    asyncio.run(main())
