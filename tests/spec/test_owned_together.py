"""L16: one `Owned`, entered by many threads and tasks at once; each leaves the scope that it entered."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager

import pytest

from tests.support.flights import LIMIT, start
from wireworks import Owned, ServiceContainer


class Job:
    def __init__(self) -> None:
        self.is_open = True


async def open_job_later() -> AsyncIterator[Job]:
    job = Job()
    await asyncio.sleep(0)
    yield job
    await asyncio.sleep(0)
    job.is_open = False


def open_job() -> Iterator[Job]:
    job = Job()
    yield job
    job.is_open = False


class Runner:
    def __init__(self, jobs: Owned[Job]) -> None:
        self.jobs = jobs


def jobs_of(factory: object) -> Owned[Job]:
    return ServiceContainer().add_scoped(factory).add_singleton(Runner).get(Runner).jobs


@pytest.mark.parametrize("factory", [open_job, open_job_later])
def test_ten_tasks_of_one_runner_have_ten_jobs(factory: object) -> None:
    """They end in another order than they began in."""
    jobs = jobs_of(factory)
    begun, ends = [[asyncio.Event() for _ in range(10)] for _ in range(2)]
    running: dict[int, Job] = {}

    async def work(number: int) -> None:
        async with jobs as job:
            running[number] = job
            begun[number].set()
            await ends[number].wait()
        assert not job.is_open

    async def main() -> None:
        tasks = [asyncio.create_task(work(number)) for number in range(10)]
        for each in begun:
            await each.wait()
        for number in (7, 2, 9, 0, 1, 8, 3, 6, 5, 4):
            assert running[number].is_open
            ends[number].set()
            await tasks[number]
            del running[number]
            assert all(job.is_open for job in running.values())

    asyncio.run(main())


def test_threads_of_one_runner_have_jobs_of_their_own() -> None:
    jobs = jobs_of(open_job)
    together = threading.Barrier(8)

    def work() -> Job:
        for _ in range(20):
            with jobs as job:
                together.wait(LIMIT)
                assert job.is_open
            assert not job.is_open
        return job

    workers = [start(work) for _ in range(8)]
    assert len({id(worker.result(LIMIT)) for worker in workers}) == 8


def test_statement_is_left_in_another_context_than_it_was_entered_in() -> None:
    """As async fixtures and generators do: each step may run in a context, and a task, of its own."""
    jobs = jobs_of(open_job_later)

    @asynccontextmanager
    async def fixture() -> AsyncIterator[Job]:
        async with jobs as job:
            yield job

    async def main() -> None:
        first, second = fixture(), fixture()
        contexts = [contextvars.copy_context() for _ in range(4)]
        steps = [first.__aenter__, second.__aenter__]
        made = [
            await asyncio.create_task(step(), context=context) for step, context in zip(steps, contexts, strict=False)
        ]
        await asyncio.create_task(first.__aexit__(None, None, None), context=contexts[2])
        assert [job.is_open for job in made] == [False, True]
        async with jobs as other:
            await asyncio.create_task(second.__aexit__(None, None, None), context=contexts[3])
            assert other.is_open
        assert [job.is_open for job in made] == [False, False]

    asyncio.run(main())


def test_generators_interleave() -> None:
    jobs = jobs_of(open_job)

    @contextmanager
    def fixture() -> Iterator[Job]:
        with jobs as job:
            yield job

    first, second = fixture(), fixture()
    one, two = first.__enter__(), second.__enter__()
    first.__exit__(None, None, None)
    assert (one.is_open, two.is_open) == (False, True)
    second.__exit__(None, None, None)
    assert (one.is_open, two.is_open) == (False, False)


def test_exit_stacks_leave_what_they_entered() -> None:
    """They load both ends of a context manager from its class."""
    jobs = jobs_of(open_job)
    first, second = ExitStack(), ExitStack()
    one, two = first.enter_context(jobs), second.enter_context(jobs)
    with jobs as three:
        first.close()
        assert (one.is_open, two.is_open, three.is_open) == (False, True, True)
    second.close()
    assert not two.is_open


def test_async_exit_stacks_leave_what_they_entered() -> None:
    jobs = jobs_of(open_job_later)

    async def main() -> None:
        first, second = AsyncExitStack(), AsyncExitStack()
        one, two = await first.enter_async_context(jobs), await second.enter_async_context(jobs)
        await first.aclose()
        assert (one.is_open, two.is_open) == (False, True)
        await second.aclose()
        assert not two.is_open

    asyncio.run(main())


def test_two_owned_in_one_statement_are_told_apart() -> None:
    jobs, others = jobs_of(open_job), jobs_of(open_job)
    with jobs as one, others as two:
        with others as three, jobs as four:
            assert len({id(job) for job in (one, two, three, four)}) == 4
        assert (one.is_open, two.is_open, three.is_open, four.is_open) == (True, True, False, False)


def test_looking_at_the_end_harms_nothing() -> None:
    """Who asks whether it is a context manager loads its end, and never calls it."""
    jobs = jobs_of(open_job)
    for _ in range(3):
        assert hasattr(jobs, "__exit__")
        assert hasattr(type(jobs), "__exit__")
    with jobs as one:
        assert hasattr(jobs, "__exit__")
        with jobs as two:
            pass
        assert (one.is_open, two.is_open) == (True, False)
    assert not one.is_open


def test_end_that_was_loaded_first_is_that_of_the_beginning_called_later() -> None:
    """Whatever was loaded of others in between."""
    jobs, others = jobs_of(open_job), jobs_of(open_job)
    leave = jobs.__exit__
    assert hasattr(others, "__exit__")
    one = jobs.__enter__()
    with jobs as two:
        leave(None, None, None)
        assert (one.is_open, two.is_open) == (False, True)
