"""W9: what is done again and again while an application runs."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from tests.support.clock import ManualClock
from tests.support.tasks import Journal, Session, container_of
from wireworks import Injected, ServiceContainer
from wireworks.stopping import Stopping
from wireworks.tasks import (
    Clock,
    Cron,
    Every,
    RequestId,
    TaskQueue,
    Tasks,
    TaskSettings,
    add_schedule,
    run_tasks,
    task,
)


class Boom(Exception): ...


@asynccontextmanager
async def ticking(container: ServiceContainer) -> AsyncGenerator[tuple[ManualClock, TaskQueue]]:
    """Do tasks by a clock that a test moves."""
    clock = ManualClock()
    with container.override(Clock, clock):
        async with container, run_tasks(container) as queue:
            yield clock, queue


def test_what_is_scheduled_is_done_each_time_it_is_due() -> None:
    """W9: first after one interval; with its arguments and what it injects, in a scope and with an id of its own."""
    journal = Journal()
    seen: list[tuple[str, int, bool]] = []
    ids: set[str] = set()

    async def clean(what: str, days: int, session: Injected[Session], request_id: Injected[RequestId]) -> None:
        seen.append((what, days, type(session) is Session))
        ids.add(request_id)

    async def main() -> None:
        container = container_of(journal)
        add_schedule(container, Every(60), clean, "logs", days=3)
        async with ticking(container) as (clock, queue):
            await clock.advance(seconds=59)
            await queue.join()
            assert seen == []
            for _ in range(3):
                await clock.advance(seconds=60)
                await queue.join()

    asyncio.run(main())
    assert seen == [("logs", 3, True)] * 3
    assert len(ids) == 3
    assert journal.entries == ["commit"] * 3


def test_a_line_of_cron_and_an_interval_go_on_side_by_side() -> None:
    """W9: a function in a thread."""
    done: list[str] = []

    def nightly() -> None:
        done.append("night" if threading.current_thread() is not threading.main_thread() else "")

    async def hourly() -> None:
        done.append("hour")

    async def main() -> None:
        container = ServiceContainer()
        add_schedule(container, Cron("30 1 * * *"), nightly)
        add_schedule(container, Every(3600), hourly)
        async with ticking(container) as (clock, queue):
            for _ in range(4):
                await clock.advance(minutes=30)
                await queue.join()

    asyncio.run(main())
    assert done == ["hour", "night", "hour"]


def test_what_was_missed_is_made_up_for_once() -> None:
    """W9: the machine slept; afterwards it is due when it was to be."""
    done: list[str] = []
    clocks: list[ManualClock] = []

    async def note() -> None:
        done.append(f"{clocks[0].now():%H:%M}")

    async def main() -> None:
        container = ServiceContainer()
        add_schedule(container, Cron("0 * * * *"), note)
        async with ticking(container) as (clock, queue):
            clocks.append(clock)
            await clock.advance(hours=8, minutes=59)
            await queue.join()
            await clock.advance(minutes=1)
            await queue.join()

    asyncio.run(main())
    assert done == ["08:59", "09:00"]


def test_a_time_that_comes_while_the_last_is_not_over_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """W9: it waits for another attempt, or still runs; it is told, and the next comes when it is due."""
    done: list[str] = []
    go_on = asyncio.Event()

    @task(retries=1, retry_delay=0)
    async def slow() -> None:
        done.append("begun")
        await go_on.wait()
        if len(done) == 1:
            raise Boom

    async def main() -> None:
        container = ServiceContainer()
        add_schedule(container, Every(1), slow)
        async with ticking(container) as (clock, queue):
            await clock.advance(seconds=1)
            await clock.advance(seconds=1)
            go_on.set()
            await queue.join()
            assert done == ["begun"] * 2
            await clock.advance(seconds=1)
            await queue.join()

    asyncio.run(main())
    assert done == ["begun"] * 3
    assert caplog.text.count("left out this time, as it still runs") == 1


def test_a_failure_is_given_up_and_the_next_time_comes(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""
    done: list[str] = []

    async def bad() -> None:
        done.append("tried")
        raise Boom

    async def main() -> None:
        container = ServiceContainer()
        add_schedule(container, Every(1), bad)
        async with ticking(container) as (clock, queue):
            for _ in range(2):
                await clock.advance(seconds=1)
                await queue.join()

    asyncio.run(main())
    assert done == ["tried"] * 2
    assert caplog.text.count("is given up") == 2


def test_a_time_for_which_there_is_no_place_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """W9: the queue is full; that is told, and the next comes."""
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    async def main() -> None:
        container = container_of(settings=TaskSettings(capacity=1, grace=0))
        add_schedule(container, Every(1), note)
        async with ticking(container) as (clock, queue):
            with container.create_scope() as scope:
                blocker = asyncio.Event()
                scope.get(Tasks).add(blocker.wait)
            await clock.advance(seconds=1)
            blocker.set()
            await queue.join()
            await clock.advance(seconds=1)
            await queue.join()

    asyncio.run(main())
    assert done == ["done"]
    assert "left out this time: `note` cannot be added: 1 tasks wait or run already" in caplog.text


def test_nothing_is_begun_when_the_end_has_come() -> None:
    """W9: when the process is told to stop, or tasks are finished. What was due is done."""
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    async def main(stop: bool) -> None:
        container = ServiceContainer().add_singleton(Stopping)
        add_schedule(container, Every(1), note)
        async with ticking(container) as (clock, _):
            await clock.advance(seconds=1)
            if stop:
                (await container.aget(Stopping)).stop()
                for _ in range(5):
                    await asyncio.sleep(0)
            ticker = [each for each in asyncio.all_tasks() if each.get_name() == "wireworks: schedules"]
            assert len(ticker) == (not stop)
        assert not [each for each in asyncio.all_tasks() if each.get_name() == "wireworks: schedules"]

    asyncio.run(main(stop=True))
    asyncio.run(main(stop=False))
    assert done == ["done"] * 2


def test_apps_that_share_a_container_do_it_once() -> None:
    """W9: and when one of them ends, the others go on."""
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    async def main() -> None:
        container = ServiceContainer().add_singleton(Stopping)
        add_schedule(container, Every(1), note)
        async with ticking(container) as (clock, queue):
            async with run_tasks(container):
                await asyncio.sleep(0)
                await clock.advance(seconds=1)
                await queue.join()
                (await container.aget(Stopping)).stop()
                await asyncio.sleep(0)
            await clock.advance(seconds=1)
            await queue.join()

    asyncio.run(main())
    assert done == ["done"] * 2


def test_an_application_that_starts_again_counts_anew() -> None:
    """W9."""
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    async def main() -> None:
        clock = ManualClock()
        container = ServiceContainer().add_instance(Clock, clock)
        add_schedule(container, Every(60), note)
        async with container:
            for _ in range(2):
                async with run_tasks(container) as queue:
                    await clock.advance(seconds=40)
                    await queue.join()

    asyncio.run(main())
    assert done == []


def test_without_a_clock_of_ones_own_time_is_what_it_is() -> None:
    """W9: the only test that waits for it."""
    done = asyncio.Event()

    async def note() -> None:
        done.set()

    async def main() -> None:
        container = ServiceContainer()
        add_schedule(container, Every(0.01), note)
        async with container, run_tasks(container):
            await done.wait()

    asyncio.run(main())
    assert done.is_set()
