"""L26: a singleton belongs to no event loop; loops and threads share it and wait for it."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from tests.support.flights import LIMIT, Engine, Session, settled, start, start_loop
from wireworks import ServiceAsyncError, ServiceContainer

LOOPS = 4


async def make_engine() -> Engine:
    await asyncio.sleep(0)
    return Engine()


def test_loops_one_after_another_share_the_async_singleton() -> None:
    """L26: the loop it was made in may be long closed."""
    container = ServiceContainer().add_singleton(make_engine)
    engines = [asyncio.run(container.aget(Engine)) for _ in range(3)]
    assert len({id(engine) for engine in engines}) == 1
    assert container.get(Engine) is engines[0]


@pytest.mark.parametrize("attempt", range(10))
def test_loops_in_several_threads_share_the_async_singleton(attempt) -> None:
    """L26: they begin together; it is made once."""
    made: list[int] = []
    step = threading.Barrier(LOOPS)

    async def make() -> Engine:
        made.append(attempt)
        await asyncio.sleep(0)
        return Engine()

    container = ServiceContainer().add_singleton(make).add_singleton(Session)

    async def ask() -> list[Session]:
        step.wait(LIMIT)
        return await asyncio.gather(*(container.aget(Session) for _ in range(3)))

    jobs = [start_loop(ask) for _ in range(LOOPS)]
    sessions = [session for job in jobs for session in job.result(LIMIT)]
    assert len({id(session) for session in sessions}) == 1
    assert made == [attempt]


class Paused:
    """An engine in the making in a loop of another thread, until told to go on."""

    def __init__(self) -> None:
        self.making, self.go = threading.Event(), threading.Event()
        self.made = 0
        self.container = ServiceContainer().add_singleton(self.make)
        self.job = start_loop(lambda: self.container.aget(Engine))
        assert self.making.wait(LIMIT)

    async def make(self) -> Engine:
        self.made += 1
        self.making.set()
        await asyncio.to_thread(self.go.wait, LIMIT)
        return Engine()


def test_waiter_in_another_loop_is_woken_when_the_making_ends() -> None:
    """L26: and its own loop goes on meanwhile."""
    paused = Paused()

    async def wait_for_it() -> Engine:
        task = asyncio.create_task(paused.container.aget(Engine))
        await settled()
        assert not task.done()
        paused.go.set()
        return await task

    assert start_loop(wait_for_it).result(LIMIT) is paused.job.result(LIMIT)
    assert paused.made == 1


def test_waiter_whose_loop_is_gone_does_not_trouble_the_maker() -> None:
    """L26: its loop was closed while it waited; the others are woken all the same."""
    paused = Paused()

    async def give_up() -> None:
        task = asyncio.create_task(paused.container.aget(Engine))
        await settled()
        task.cancel()

    start_loop(give_up).result(LIMIT)

    async def wait_for_it() -> Engine:
        task = asyncio.create_task(paused.container.aget(Engine))
        await settled()
        paused.go.set()
        return await task

    assert start_loop(wait_for_it).result(LIMIT) is paused.job.result(LIMIT)


def test_async_waiter_of_a_sync_making_does_not_stop_its_loop() -> None:
    """L26: `get` in a thread makes, `aget` in a loop waits, the loop runs on."""
    making, go = threading.Event(), threading.Event()

    def make() -> Engine:
        making.set()
        assert go.wait(LIMIT)
        return Engine()

    container = ServiceContainer().add_singleton(make).add_singleton(Session)
    job = start(lambda: container.get(Engine))
    assert making.wait(LIMIT)

    async def ask() -> Session:
        task = asyncio.create_task(container.aget(Session))
        await settled()
        go.set()
        return await task

    assert start_loop(ask).result(LIMIT).engine is job.result(LIMIT)


def test_async_waiter_of_a_scoped_sync_making_does_not_stop_its_loop() -> None:
    """L26: the same in a scope that a thread and a task share."""
    making, go = threading.Event(), threading.Event()

    def make() -> Engine:
        making.set()
        assert go.wait(LIMIT)
        return Engine()

    container = ServiceContainer().add_scoped(make)
    scope = container.create_scope()
    job = start(lambda: scope.get(Engine))
    assert making.wait(LIMIT)

    async def ask() -> Engine:
        task = asyncio.create_task(scope.aget(Engine))
        await settled()
        go.set()
        return await task

    assert start_loop(ask).result(LIMIT) is job.result(LIMIT)
    scope.close()


def test_get_of_what_a_task_of_the_same_loop_makes_is_refused() -> None:
    """L10, L26: the loop cannot go on while its thread waits, so waiting would never end."""
    making, go = threading.Event(), threading.Event()

    def make() -> Engine:
        making.set()
        assert go.wait(LIMIT)
        return Engine()

    container = ServiceContainer().add_singleton(make).add_singleton(Session)
    job = start(lambda: container.get(Engine))
    assert making.wait(LIMIT)

    async def ask() -> Session:
        task = asyncio.create_task(container.aget(Session))
        await settled()
        with pytest.raises(ServiceAsyncError, match="`Session` is being made by a task of this thread") as caught:
            container.get(Session)
        assert "aget(Session)" in str(caught.value)
        go.set()
        return await task

    assert start_loop(ask).result(LIMIT).engine is job.result(LIMIT)


def test_sync_waiter_gets_what_an_async_asking_makes() -> None:
    """L26: `aget` in a loop makes a sync service, `get` in a thread waits."""
    making, go = threading.Event(), threading.Event()

    def make() -> Engine:
        making.set()
        assert go.wait(LIMIT)
        return Engine()

    container = ServiceContainer().add_singleton(make)
    maker = start_loop(lambda: container.aget(Engine))
    assert making.wait(LIMIT)
    waiter = start(lambda: container.get(Engine))
    go.set()
    assert waiter.result(LIMIT) is maker.result(LIMIT)


@pytest.mark.parametrize("attempt", range(10))
def test_get_and_aget_that_race_get_one_object(attempt) -> None:
    """L26: threads and loops begin together."""
    made: list[int] = []
    step = threading.Barrier(LOOPS)

    def make() -> Engine:
        made.append(attempt)
        return Engine()

    container = ServiceContainer().add_singleton(make).add_singleton(Session)

    def ask() -> Session:
        step.wait(LIMIT)
        return container.get(Session)

    async def ask_async() -> Session:
        step.wait(LIMIT)
        return await container.aget(Session)

    jobs = [start(ask) for _ in range(2)] + [start_loop(ask_async) for _ in range(2)]
    assert len({id(job.result(LIMIT)) for job in jobs}) == 1
    assert made == [attempt]


def test_maker_whose_loop_is_stopped_hands_over_to_another_loop() -> None:
    """L26: `asyncio.run` cancels what is left; a waiter elsewhere takes over."""
    making, waiting = threading.Event(), threading.Event()
    attempts: list[int] = []

    async def make() -> Engine:
        attempts.append(1)
        if len(attempts) == 1:
            making.set()
            await asyncio.Event().wait()
        return Engine()

    container = ServiceContainer().add_singleton(make)

    async def abandon() -> None:
        task = asyncio.create_task(container.aget(Engine))
        await asyncio.to_thread(waiting.wait, LIMIT)
        assert not task.done()

    async def take_over() -> Engine:
        task = asyncio.create_task(container.aget(Engine))
        await settled()
        waiting.set()
        return await task

    first = start_loop(abandon)
    assert making.wait(LIMIT)
    engine = start_loop(take_over).result(LIMIT)
    first.result(LIMIT)
    assert container.get(Engine) is engine


def test_async_singleton_resource_may_be_closed_in_a_later_loop() -> None:
    """L25, L26."""
    log: list[str] = []

    async def make() -> AsyncIterator[Engine]:
        yield Engine()
        await asyncio.sleep(0)
        log.append("closed")

    container = ServiceContainer().add_singleton(make)
    asyncio.run(container.aget(Engine))
    asyncio.run(container.aclose())
    assert log == ["closed"]
