"""W9: how tasks are done is said by `@task`, and for one task by `options`; what makes no sense is refused at once."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from tests.support.tasks import adding, container_of
from wireworks.tasks import TaskError, task
from wireworks.tasks._options import Options, mark_of


async def send() -> None: ...


def blocking() -> None: ...


def test_marking_gives_the_very_function_back() -> None:
    """W9: bare or with arguments; a wrapper of a task is none."""
    assert task(send) is send
    assert task(retries=3)(send) is send
    said = mark_of(send)
    assert said is not None
    assert said.options == Options(retries=3)
    assert mark_of(print) is None


def test_what_is_said_of_one_task_goes_before_the_mark() -> None:
    """W9."""
    tried: list[int] = []

    @task(retries=5, retry_delay=timedelta(0))
    async def bad() -> None:
        tried.append(1)
        raise OSError

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.options(retries=4).options(retries=1).add(bad)

    asyncio.run(main())
    assert len(tried) == 2


@pytest.mark.parametrize(
    "choices",
    [
        {"retries": -1},
        {"retry_delay": -1},
        {"retry_delay": timedelta(seconds=-1)},
        {"backoff": 0.5},
        {"max_delay": float("inf")},
        {"jitter": 2},
        {"timeout": 0},
        {"delay": float("nan")},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(choices: dict[str, object]) -> None:
    """W9."""
    with pytest.raises(TaskError, match=f"`{next(iter(choices))}=.*makes no sense for `send`"):
        task(**choices)(send)


def test_an_option_that_does_not_exist_is_refused() -> None:
    """W9."""
    with pytest.raises(TaskError, match="`retry` is no option"):
        task(retry=3)(send)


def test_a_timeout_of_a_function_that_is_not_async_is_refused() -> None:
    """W9: nothing can stop a thread, so it would promise too much."""
    with pytest.raises(TaskError, match="`blocking` is not async"):
        task(timeout=3)(blocking)


def test_two_tasks_of_one_name_are_refused() -> None:
    """W9: whoever gets the name would not know which. A module that is loaded again is no other."""
    task(name="tasks.options.send")(send)
    task(name="tasks.options.send")(send)

    with pytest.raises(TaskError, match=r"Two tasks have the name `tasks\.options\.send`"):
        task(name="tasks.options.send")(blocking)


def test_the_wait_between_attempts_grows_up_to_a_bound() -> None:
    """W9."""
    options = Options(retry_delay=1, backoff=3.0, max_delay=20, jitter=0)

    assert [options.pause(attempt) for attempt in (1, 2, 3, 4, 5, 10_000)] == [1, 3, 9, 20, 20, 20]


def test_chance_takes_its_part_of_the_wait() -> None:
    """W9: tasks that failed together do not come back together."""
    random.seed(7)
    options = Options(retry_delay=10, jitter=0.5)

    waits = [options.pause(1) for _ in range(100)]

    assert all(5 <= wait <= 10 for wait in waits)
    assert len({*waits}) > 90
