"""L26: a making that fails or is interrupted leaves nobody hanging and can be tried again."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.flights import LIMIT, Engine, Gate, Session, start, waiting
from wireworks import ServiceContainer


class Boom(Exception): ...


@pytest.mark.parametrize("key", [Engine, Session])
def test_failing_making_is_seen_by_everybody_waiting_and_tried_again_later(key) -> None:
    """L26: one attempt, one error for all; the next `aget` succeeds."""

    async def main() -> None:
        failure = Boom()
        gate = Gate(failure)
        container = ServiceContainer().add_singleton(gate.make).add_singleton(Session)
        tasks = await waiting(gate, *(container.aget(key) for _ in range(4)))
        gate.go.set()
        seen = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), LIMIT)
        assert all(error is failure for error in seen)
        assert gate.made == 1
        assert await container.aget(key) is container.get(key)
        assert gate.made == 2

    asyncio.run(main())


def test_failing_making_in_a_scope_is_seen_by_everybody_waiting_and_tried_again() -> None:
    """L26: for a scoped service too."""

    async def main() -> None:
        failure = Boom()
        gate = Gate(failure)
        container = ServiceContainer().add_scoped(gate.make)
        async with container.create_scope() as scope:
            tasks = await waiting(gate, *(scope.aget(Engine) for _ in range(4)))
            gate.go.set()
            seen = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), LIMIT)
            assert all(error is failure for error in seen)
            assert await scope.aget(Engine) is scope.get(Engine)
        assert gate.made == 2

    asyncio.run(main())


def test_failing_making_reaches_every_thread_and_is_tried_again_later() -> None:
    """L26: whoever waited sees that error; whoever came late made an attempt of its own."""
    step = threading.Barrier(4)
    failing = True
    attempts: list[Boom] = []

    def make() -> Engine:
        if failing:
            attempts.append(Boom())
            raise attempts[-1]
        return Engine()

    container = ServiceContainer().add_singleton(make)

    def ask() -> Engine:
        step.wait(LIMIT)
        return container.get(Engine)

    errors = [job.exception(LIMIT) for job in [start(ask) for _ in range(4)]]
    assert set(errors) == set(attempts)
    failing = False
    assert container.get(Engine) is container.get(Engine)


@pytest.mark.parametrize("failure", [Boom(), KeyboardInterrupt(), StopIteration()])
def test_sync_making_that_failed_is_tried_again(failure) -> None:
    """L26: also after an interrupt."""
    failures = [failure]

    def make() -> Engine:
        if failures:
            raise failures.pop()
        return Engine()

    container = ServiceContainer().add_singleton(make).add_singleton(Session)
    with pytest.raises(type(failure)) as caught:
        container.get(Session)
    assert caught.value is failure
    assert container.get(Session).engine is container.get(Engine)


def test_cancelled_maker_hands_over_to_a_waiter() -> None:
    """L26: nobody hangs, nobody else is cancelled."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        tasks = await waiting(gate, *(container.aget(Engine) for _ in range(4)))
        tasks[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(tasks[0], LIMIT)
        gate.go.set()
        engines = await asyncio.wait_for(asyncio.gather(*tasks[1:]), LIMIT)
        assert len({id(engine) for engine in engines}) == 1
        assert gate.made <= 2
        assert container.get(Engine) is engines[0]

    asyncio.run(main())


def test_makers_cancelled_one_after_another_hand_over_to_the_last() -> None:
    """L26: each waiter takes over in its turn."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make).add_singleton(Session)
        tasks = await waiting(gate, *(container.aget(Session) for _ in range(5)))
        for task in tasks[:-1]:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, LIMIT)
        gate.go.set()
        assert await asyncio.wait_for(tasks[-1], LIMIT) is container.get(Session)

    asyncio.run(main())


def test_everybody_cancelled_leaves_the_service_makeable() -> None:
    """L26: all at once; a later asking makes it."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        tasks = await waiting(gate, *(container.aget(Engine) for _ in range(4)))
        for task in tasks:
            task.cancel()
        seen = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), LIMIT)
        assert {type(error) for error in seen} == {asyncio.CancelledError}
        gate.go.set()
        assert await asyncio.wait_for(container.aget(Engine), LIMIT) is container.get(Engine)

    asyncio.run(main())


def test_cancelled_maker_of_a_scoped_service_hands_over() -> None:
    """L26: within one scope."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_scoped(gate.make)
        async with container.create_scope() as scope:
            tasks = await waiting(gate, scope.aget(Engine), scope.aget(Engine))
            tasks[0].cancel()
            gate.go.set()
            assert await asyncio.wait_for(tasks[1], LIMIT) is scope.get(Engine)
            assert tasks[0].cancelled()

    asyncio.run(main())


def test_cancelled_making_of_a_resource_closes_only_what_was_opened() -> None:
    """L20, L26: the abandoned attempt cleans up itself, the finished one at the end."""
    log: list[str] = []

    async def main() -> None:
        making, go = asyncio.Event(), asyncio.Event()

        async def make() -> AsyncIterator[Engine]:
            log.append("begin")
            making.set()
            try:
                await go.wait()
                yield Engine()
            finally:
                log.append("end")

        container = ServiceContainer().add_singleton(make)
        first, second = (asyncio.create_task(container.aget(Engine)) for _ in range(2))
        await asyncio.wait_for(making.wait(), LIMIT)
        first.cancel()
        go.set()
        assert await asyncio.wait_for(second, LIMIT) is container.get(Engine)
        await container.aclose()

    asyncio.run(main())
    assert log in (["begin", "end", "begin", "end"], ["begin", "end"])


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_interrupted_maker_thread_hands_over_to_a_waiter(interrupt) -> None:
    """Choice: an interrupt is meant for one thread, so the others go on like after a cancel."""
    making, go = threading.Event(), threading.Event()
    attempts: list[int] = []

    def make() -> Engine:
        attempts.append(1)
        if len(attempts) == 1:
            making.set()
            assert go.wait(LIMIT)
            raise interrupt
        return Engine()

    container = ServiceContainer().add_singleton(make)
    maker = start(lambda: container.get(Engine))
    assert making.wait(LIMIT)
    waiters = [start(lambda: container.get(Engine)) for _ in range(3)]
    go.set()
    assert isinstance(maker.exception(LIMIT), interrupt)
    assert len({id(waiter.result(LIMIT)) for waiter in waiters}) == 1
    assert len(attempts) == 2


def test_error_kept_for_waiters_holds_nothing_alive_afterwards() -> None:
    """L26: a failed making leaves no trace in the container."""

    def make() -> Iterator[Engine]:
        raise Boom
        yield Engine()

    container = ServiceContainer().add_singleton(make)
    errors = []
    for _ in range(2):
        with pytest.raises(Boom) as caught:
            container.get(Engine)
        errors.append(caught.value)
    assert errors[0] is not errors[1]


def test_making_that_is_abandoned_unfinished_is_taken_over() -> None:
    """L26: a coroutine closed instead of cancelled, as by the end of its loop, leaves nobody hanging."""

    async def main() -> None:
        gate = Gate()
        container = ServiceContainer().add_singleton(gate.make)
        abandoned = container.aget(Engine)
        contextvars.Context().run(abandoned.send, None)
        waiter = asyncio.create_task(container.aget(Engine))
        await asyncio.sleep(0)
        abandoned.close()
        gate.go.set()
        assert await asyncio.wait_for(waiter, LIMIT) is container.get(Engine)

    asyncio.run(main())
