"""C7: one process may have several event loops, and children; a making serves them all, and none hangs."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

import pytest

from tests.spec.cache.gates import LIMIT
from wireworks.cache import CacheService, MemoryStore


def in_thread(main: Callable[[], Coroutine[Any, Any, object]]) -> Future[Any]:
    """Run a loop in a thread of its own; ask the future for its outcome, with a limit."""
    outcome: Future[Any] = Future()

    def run() -> None:
        try:
            outcome.set_result(asyncio.run(main()))
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return outcome


class Crossing:
    """A making in a loop of its own, and somebody in another one who waits for it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.cache = CacheService(self.store, "numbers", int)
        self.started, self.go = threading.Event(), threading.Event()
        self.calls = 0

    async def slow(self) -> int:
        self.calls += 1
        self.started.set()
        await asyncio.to_thread(self.go.wait, LIMIT)
        return self.calls

    async def ask(self) -> int:
        return await self.cache.get_or_set("key", self.slow)

    def waited(self, callers: int) -> None:
        """Return when so many have missed, and so wait."""
        while self.cache.stats.misses < callers:
            threading.Event().wait(0.001)


def test_loops_of_several_threads_share_a_making() -> None:
    crossing = Crossing()
    outcomes = [in_thread(crossing.ask) for _ in range(4)]
    crossing.waited(4)
    crossing.go.set()

    assert [outcome.result(LIMIT) for outcome in outcomes] == [1] * 4


def test_caller_in_another_loop_is_told_of_a_failure() -> None:
    crossing = Crossing()

    async def fail() -> int:
        await crossing.slow()
        raise ValueError("no luck")

    outcomes = [in_thread(lambda: crossing.cache.get_or_set("key", fail)) for _ in range(2)]
    crossing.waited(2)
    crossing.go.set()

    assert [type(outcome.exception(LIMIT)) for outcome in outcomes] == [ValueError] * 2
    assert crossing.calls == 1


def test_making_goes_on_in_its_loop_when_its_own_caller_is_cancelled() -> None:
    crossing = Crossing()

    async def ask_and_leave() -> str:
        task = asyncio.create_task(crossing.ask())
        await asyncio.to_thread(crossing.started.wait, LIMIT)
        await asyncio.to_thread(crossing.waited, 2)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        crossing.go.set()
        await asyncio.to_thread(served.wait, LIMIT)
        return "left"

    async def ask() -> int:
        try:
            return await crossing.ask()
        finally:
            served.set()

    served = threading.Event()
    first = in_thread(ask_and_leave)
    crossing.started.wait(LIMIT)
    other = in_thread(ask)

    assert (first.result(LIMIT), other.result(LIMIT), crossing.calls) == ("left", 1, 1)


def test_last_caller_cancels_a_making_in_another_loop() -> None:
    crossing = Crossing()
    cancelled = threading.Event()

    async def endless() -> int:
        crossing.started.set()
        try:
            return await asyncio.Future[int]()
        finally:
            cancelled.set()

    async def ask_and_leave(*, first: bool) -> None:
        task = asyncio.create_task(crossing.cache.get_or_set("key", endless))
        await asyncio.to_thread(crossing.waited, 2)
        if not first:
            await asyncio.to_thread(gone.wait, LIMIT)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        gone.set()
        await asyncio.to_thread(cancelled.wait, LIMIT)

    gone = threading.Event()
    first = in_thread(lambda: ask_and_leave(first=True))
    crossing.started.wait(LIMIT)
    second = in_thread(lambda: ask_and_leave(first=False))

    first.result(LIMIT)
    second.result(LIMIT)
    assert cancelled.is_set()


def test_caller_takes_over_when_the_loop_of_the_making_ends() -> None:
    """`asyncio.run` cancels what is left; who waits in another loop makes the value with its own factory."""
    crossing = Crossing()

    async def start_and_end() -> None:
        async def endless() -> int:
            crossing.started.set()
            return await asyncio.Future[int]()

        asyncio.create_task(crossing.cache.get_or_set("key", endless))  # noqa: RUF006 - to be left behind
        await asyncio.to_thread(crossing.waited, 2)

    first = in_thread(start_and_end)
    crossing.started.wait(LIMIT)
    crossing.go.set()
    second = in_thread(crossing.ask)

    assert first.result(LIMIT) is None
    assert second.result(LIMIT) == 1


def test_caller_takes_over_when_the_loop_of_the_making_stops_without_ending_it() -> None:
    """A loop that is stopped cancels nothing; its makings would never end."""
    crossing = Crossing()
    loop = asyncio.new_event_loop()

    async def endless() -> int:
        crossing.started.set()
        return await asyncio.Future[int]()

    async def start_and_stop() -> None:
        task = asyncio.create_task(crossing.cache.get_or_set("key", endless))
        await asyncio.to_thread(crossing.waited, 2)
        left.append(task)

    left: list[asyncio.Task[int]] = []
    thread = threading.Thread(target=lambda: loop.run_until_complete(start_and_stop()), daemon=True)
    thread.start()
    crossing.started.wait(LIMIT)
    crossing.go.set()
    waiting = in_thread(crossing.ask)
    thread.join(LIMIT)

    assert waiting.result(LIMIT) == 1
    assert in_thread(crossing.ask).result(LIMIT) == 1
    left[0].cancel()
    loop.run_until_complete(asyncio.wait(left))
    loop.close()


def test_caller_waits_for_another_loop_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireworks.cache._flight._PULSE", 0.001)
    crossing = Crossing()
    looks = 0

    async def count_looks() -> None:
        nonlocal looks
        task = asyncio.create_task(crossing.ask())
        while looks < 20:
            await asyncio.sleep(0.001)
            looks += 1
        crossing.go.set()
        assert await task == 1

    first = in_thread(crossing.ask)
    crossing.started.wait(LIMIT)
    second = in_thread(count_looks)

    assert (first.result(LIMIT), second.result(LIMIT), crossing.calls) == (1, None, 1)


def test_last_caller_leaves_a_making_whose_loop_stopped_to_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireworks.cache._flight._PULSE", 0.001)
    crossing = Crossing()
    loop = asyncio.new_event_loop()
    cancelled = threading.Event()

    async def endless() -> int:
        crossing.started.set()
        try:
            return await asyncio.Future[int]()
        finally:
            cancelled.set()

    async def leave_and_stop() -> None:
        task = asyncio.create_task(crossing.cache.get_or_set("key", endless))
        await asyncio.to_thread(crossing.waited, 2)
        task.cancel()
        await asyncio.wait([task])

    thread = threading.Thread(target=lambda: loop.run_until_complete(leave_and_stop()), daemon=True)
    thread.start()
    crossing.started.wait(LIMIT)
    crossing.go.set()

    assert in_thread(crossing.ask).result(LIMIT) == 1
    thread.join(LIMIT)
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(asyncio.sleep(0))
    assert cancelled.is_set()
    loop.close()


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_interruption_of_a_factory_ends_the_program(ending: type[BaseException]) -> None:
    crossing = Crossing()

    async def interrupted() -> int:
        raise ending

    with pytest.raises(ending):
        asyncio.run(crossing.cache.get_or_set("key", interrupted))

    crossing.go.set()
    assert asyncio.run(crossing.ask()) == 1


def test_caller_after_the_loop_of_a_making_stopped_makes_anew_and_the_old_one_is_not_stored() -> None:
    crossing = Crossing()
    loop = asyncio.new_event_loop()
    go = asyncio.Event()

    async def slow() -> int:
        crossing.started.set()
        await go.wait()
        return 100

    task = loop.create_task(crossing.cache.get_or_set("key", slow))
    while not crossing.started.is_set():
        loop.run_until_complete(asyncio.sleep(0))
    crossing.go.set()

    assert in_thread(crossing.ask).result(LIMIT) == 1
    go.set()
    assert loop.run_until_complete(task) == 100
    assert loop.run_until_complete(crossing.cache.get("key")) == 1
    loop.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_child_process_does_not_wait_for_makings_of_its_parent() -> None:
    """Nor for a lock that a thread of the parent held."""
    crossing = Crossing()
    outcome = in_thread(crossing.ask)
    crossing.started.wait(LIMIT)
    crossing.store.entries.lock.acquire()

    pid = os.fork()
    if not pid:
        made = asyncio.run(crossing.cache.get_or_set("key", lambda: 7))
        os._exit(made)
    _, status = os.waitpid(pid, 0)
    crossing.store.entries.lock.release()
    crossing.go.set()

    assert os.waitstatus_to_exitcode(status) == 7
    assert outcome.result(LIMIT) == 1
