"""L20: cancellation and KeyboardInterrupt let every resource close, then travel on."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceCloseError, ServiceContainer


class Older: ...


class Newer: ...


class Boom(Exception): ...


def older(log: list[str]):
    def factory() -> Iterator[Older]:
        try:
            yield Older()
        except BaseException as error:
            log.append(f"older told {type(error).__name__}")
            raise
        finally:
            log.append("older closed")

    return factory


def older_async(log: list[str]):
    async def factory() -> AsyncIterator[Older]:
        try:
            yield Older()
        except BaseException as error:
            log.append(f"older told {type(error).__name__}")
            raise
        finally:
            await asyncio.sleep(0)
            log.append("older closed")

    return factory


def newer_raising(error: BaseException):
    def factory() -> Iterator[Newer]:
        try:
            yield Newer()
        finally:
            raise error

    return factory


def use_both(container: ServiceContainer, failure: BaseException | None = None) -> None:
    with container.create_scope() as scope:
        scope.get(Older)
        scope.get(Newer)
        if failure is not None:
            raise failure


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(2), asyncio.CancelledError()])
def test_base_exception_in_a_teardown_lets_the_rest_close_and_travels_on(error) -> None:
    """L20: the older resource is resumed; the very exception arrives."""
    log: list[str] = []
    container = ServiceContainer().add_scoped(older(log)).add_scoped(newer_raising(error))
    with pytest.raises(type(error)) as caught:
        use_both(container)
    assert caught.value is error
    assert log[-1] == "older closed"


def test_failures_beside_a_base_exception_of_the_body_hang_on_its_context() -> None:
    """Choice of the project: the interrupt arrives as itself, the failures as its context."""
    interrupt, boom = KeyboardInterrupt(), Boom()
    container = ServiceContainer().add_scoped(older([])).add_scoped(newer_raising(boom))
    with pytest.raises(KeyboardInterrupt) as caught:
        use_both(container, interrupt)
    assert caught.value is interrupt
    context = caught.value.__context__
    assert isinstance(context, ServiceCloseError)
    assert boom in context.exceptions


def test_failures_beside_a_base_exception_of_a_teardown_hang_on_its_context() -> None:
    """The same for an interrupt that arrives during teardown, after a failure of the body."""
    interrupt, boom = KeyboardInterrupt(), Boom()
    log: list[str] = []
    container = ServiceContainer().add_scoped(older(log)).add_scoped(newer_raising(interrupt))
    with pytest.raises(KeyboardInterrupt) as caught:
        use_both(container, boom)
    assert caught.value is interrupt
    assert log == ["older told Boom", "older closed"]
    context = caught.value.__context__
    assert context is boom or boom in getattr(context, "exceptions", ())


def test_base_exception_in_a_teardown_closes_singletons_too() -> None:
    """L25: the container ends like a scope."""
    log: list[str] = []
    error = KeyboardInterrupt()
    container = ServiceContainer().add_singleton(older(log)).add_singleton(newer_raising(error))
    container.get(Older)
    container.get(Newer)
    with pytest.raises(KeyboardInterrupt) as caught:
        container.close()
    assert caught.value is error
    assert log[-1] == "older closed"


def test_cancelled_body_is_told_to_every_resource() -> None:
    """L20: cancellation of the task inside the scope."""
    log: list[str] = []

    async def body(container: ServiceContainer, entered: asyncio.Event) -> None:
        async with container.create_scope() as scope:
            await scope.aget(Older)
            entered.set()
            await asyncio.Event().wait()

    async def main() -> None:
        entered = asyncio.Event()
        container = ServiceContainer().add_scoped(older_async(log))
        task = asyncio.create_task(body(container, entered))
        await asyncio.wait_for(entered.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()

    asyncio.run(main())
    assert log == ["older told CancelledError", "older closed"]


class SlowTeardown:
    """An async resource whose teardown waits until it is cancelled."""

    def __init__(self) -> None:
        self.started = asyncio.Event()

    async def factory(self) -> AsyncIterator[Newer]:
        yield Newer()
        self.started.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("oldest", [older, older_async])
def test_cancellation_in_the_middle_of_a_teardown_lets_the_rest_close(oldest) -> None:
    """L20: the remaining teardowns may await; then the task is cancelled."""
    log: list[str] = []

    async def body(container: ServiceContainer) -> None:
        async with container.create_scope() as scope:
            await scope.aget(Older)
            await scope.aget(Newer)

    async def main() -> None:
        slow = SlowTeardown()
        container = ServiceContainer().add_scoped(oldest(log)).add_scoped(slow.factory)
        task = asyncio.create_task(body(container))
        await asyncio.wait_for(slow.started.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()

    asyncio.run(main())
    assert log[-1] == "older closed"


def test_cancellation_of_the_closing_of_a_container_lets_the_rest_close() -> None:
    """L20, L25."""
    log: list[str] = []

    async def main() -> None:
        slow = SlowTeardown()
        container = ServiceContainer()
        container.add_singleton(older_async(log)).add_singleton(slow.factory)
        await container.aget(Older)
        await container.aget(Newer)
        task = asyncio.create_task(container.aclose())
        await asyncio.wait_for(slow.started.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert log[-1] == "older closed"


def test_timeout_around_a_scope_is_a_timeout_error() -> None:
    """L20: the container neither swallows nor replaces the cancellation behind it."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer().add_scoped(older_async(log))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0), container.create_scope() as scope:
                await scope.aget(Older)
                await asyncio.Event().wait()

    asyncio.run(main())
    assert log == ["older told CancelledError", "older closed"]


def test_task_group_cancels_its_scopes_and_all_their_resources_close() -> None:
    """L20: one failing request of a task group; the others' scopes are told of cancellation."""
    log: list[str] = []

    async def request(container: ServiceContainer, entered: asyncio.Barrier) -> None:
        async with container.create_scope() as scope:
            await scope.aget(Older)
            await entered.wait()
            await asyncio.Event().wait()

    async def failing(entered: asyncio.Barrier) -> None:
        await entered.wait()
        raise Boom

    async def main() -> None:
        container = ServiceContainer().add_scoped(older_async(log))
        entered = asyncio.Barrier(3)
        with pytest.raises(ExceptionGroup) as caught:
            async with asyncio.timeout(5), asyncio.TaskGroup() as group:
                group.create_task(request(container, entered))
                group.create_task(request(container, entered))
                group.create_task(failing(entered))
        assert [type(error) for error in caught.value.exceptions] == [Boom]

    asyncio.run(main())
    assert sorted(log) == ["older closed"] * 2 + ["older told CancelledError"] * 2
