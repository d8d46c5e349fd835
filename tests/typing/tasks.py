"""What type checkers must see of background tasks: checked by mypy --strict and basedpyright, never run."""

from datetime import timedelta
from typing import assert_type

from wireworks import Injected, ServiceContainer
from wireworks.tasks import Cron, Every, Tasks, add_schedule, injected, task


class Mailer: ...


class Clock: ...


async def plain(user: int, text: str = "") -> None: ...
async def send(user: int, mailer: Injected[Mailer]) -> None: ...
def report(user: int, text: str, mailer: Injected[Mailer], clock: Injected[Clock]) -> int:
    return user


def nothing_but(mailer: Injected[Mailer]) -> None: ...
async def by_name(user: int, text: str = "", *, mailer: Injected[Mailer] = injected) -> None: ...


@task
async def bare(user: int) -> None: ...


@task(name="marked", retries=3, retry_delay=timedelta(seconds=1), timeout=10)
async def marked(user: int, mailer: Injected[Mailer]) -> int:
    return user


async def called(tasks: Tasks, mailer: Mailer, clock: Clock) -> None:
    tasks.add(plain, 1)
    tasks.add(plain, 1, text="x")
    tasks.add(plain, "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    tasks.add(plain, 1, texts="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

    # What is injected comes last, and is left out; or passed.
    tasks.add(send, 1)
    tasks.add(send, 1, mailer)
    tasks.add(send, "x")  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue]
    tasks.add(report, 1, "x")
    tasks.add(report, 1, "x", mailer, clock)
    tasks.add(report, 1, 2)  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    tasks.add(nothing_but)

    # By name where a default says that it may be left out.
    tasks.add(by_name, user=1)
    tasks.add(by_name, 1, text="x")
    tasks.add(by_name, user="x")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]

    # A mark changes nothing of what a function is.
    assert_type(await bare(1), None)
    assert_type(await marked(1, mailer), int)
    tasks.add(marked, 1)
    tasks.options(delay=5, retries=2).add(marked, 1)
    tasks.options(dely=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    task(retry=5)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]


def scheduled(container: ServiceContainer) -> None:
    add_schedule(container, Every(60), plain, 1)
    add_schedule(container, Every(timedelta(hours=1)), plain, 1, text="x")
    add_schedule(container, Cron("0 3 * * *", timezone="Europe/Berlin"), send, 1)
    add_schedule(container, Every(60), nothing_but)
    add_schedule(container, Every(60), report, 1, "x")
    add_schedule(container, Every(60), by_name, 1, text="x")
    add_schedule(container, Every(60), plain, "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    add_schedule(container, Every(60), send, "x")  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue]
    add_schedule(container, "0 3 * * *", plain, 1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
