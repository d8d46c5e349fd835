"""W9: the same tasks sent to a broker of taskiq, here one whose worker is this process."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime
from typing import Any

import pytest
from taskiq import ScheduledTask, ScheduleSource

from tests.support.brokers import Broker, Post, done, serving
from wireworks import Injected, ServiceContainer
from wireworks.tasks import RequestId, TaskQueue, Tasks, TaskSettings, add_tasks, run_tasks, task
from wireworks.tasks import _worker as worker_module
from wireworks.tasks._job import Works
from wireworks.tasks.taskiq import TaskiqQueue


@task
async def everything(a: int, when: datetime, /, *rest: int, c: str = "", post: Injected[Post], **more: float) -> None:
    done.append((a, when, rest, c, type(post) is Post, more))


@task(name="taskiq.blocking")
def blocking(number: int, request_id: Injected[RequestId], tasks: Injected[Tasks]) -> None:
    done.append((number, threading.current_thread() is threading.main_thread(), bool(request_id)))
    if number:
        tasks.add(blocking, number - 1)


@task(retries=2, retry_delay=0)
async def flaky() -> None:
    done.append("tried")
    raise OSError


def test_a_worker_does_what_it_reads_by_the_annotations_of_the_function() -> None:
    """W9: every kind of parameter; the container is closed when the worker stops."""
    when = datetime(2030, 1, 2)  # noqa: DTZ001 - as it came

    async def main() -> None:
        async with serving(Broker()) as (container, _), container.create_scope() as scope:
            tasks = scope.get(Tasks)
            tasks.add(everything, 1, when, 7, 8, c="c", d=0.5)
            assert done == []

    asyncio.run(main())
    assert done == [(1, when, (7, 8), "c", True, {"d": 0.5}), "closed"]


@task
async def named(name: Injected[str]) -> None:
    done.append(name)


def test_what_a_caller_passes_for_an_injected_parameter_is_sent() -> None:
    """L13."""

    async def main() -> None:
        async with serving(Broker()) as (container, _):
            container.add_instance(str, "nobody")
            with container.create_scope() as scope:
                scope.get(Tasks).add(named, name="Ann")

    asyncio.run(main())
    assert done == ["Ann"]


def test_a_sync_task_of_a_worker_runs_in_a_thread_and_adds_others() -> None:
    """W9."""

    async def main() -> None:
        async with serving(Broker()) as (container, queue):
            with container.create_scope() as scope:
                scope.get(Tasks).add(blocking, 1)
            await queue.join()
            while len(done) < 2:  # noqa: ASYNC110 - taskiq tells nobody
                await asyncio.sleep(0.01)

    asyncio.run(main())
    assert done == [(1, False, True), (0, False, True)]


def test_a_worker_tries_again_and_gives_up(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""

    async def main() -> None:
        async with serving(Broker()) as (container, _), container.create_scope() as scope:
            scope.get(Tasks).add(flaky)

    asyncio.run(main())
    assert done == ["tried"] * 3
    assert "given up" in caplog.text


def test_a_task_that_the_broker_does_not_take_is_sent_again(caplog: pytest.LogCaptureFixture) -> None:
    """W9: its scope has ended well already."""

    async def main() -> None:
        async with serving(Broker(refusals=1)) as (container, _), container.create_scope() as scope:
            scope.get(Tasks).add(flaky)

    asyncio.run(main())
    assert done == ["tried"] * 3
    assert "was not taken by the broker" in caplog.text


def test_what_the_broker_never_took_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """W9."""

    async def main() -> None:
        container = ServiceContainer()
        add_tasks(container)
        queue = TaskiqQueue(Broker(refusals=1000), settings=TaskSettings(grace=0.01))
        container.add_instance(TaskQueue, queue)
        async with run_tasks(container):
            scope = container.create_scope()
            scope.get(Tasks).add(flaky)
            scope.close()
            late = container.create_scope()
            late.get(Tasks).add(flaky)
        late.close()

    asyncio.run(main())
    assert "the broker has not taken it before the application ended" in caplog.text
    assert "its scope ended when the application was over" in caplog.text


def test_a_failed_scope_sends_nothing() -> None:
    """W9."""
    broker = Broker()

    async def main() -> None:
        async with serving(broker) as (container, _):
            with pytest.raises(KeyError), container.create_scope() as scope:
                scope.get(Tasks).add(flaky)
                raise KeyError

    asyncio.run(main())
    assert broker.taken == []


def test_scopes_of_threads_and_of_other_loops_send_too() -> None:
    """W9."""
    broker = Broker()

    async def other(container: ServiceContainer) -> None:
        async with container.create_scope() as scope:
            scope.get(Tasks).add(flaky)
        with container.create_scope() as scope:
            scope.get(Tasks).add(flaky)

    async def main() -> None:
        async with serving(broker) as (container, queue):

            def in_thread() -> None:
                with container.create_scope() as scope:
                    scope.get(Tasks).add(flaky)
                asyncio.run(other(container))

            await asyncio.to_thread(in_thread)
            while len(broker.taken) < 3:
                await queue.join()
                await asyncio.sleep(0.01)

    asyncio.run(main())
    assert len(broker.taken) == 3


class Source(ScheduleSource):
    def __init__(self) -> None:
        self.kept: list[ScheduledTask] = []

    async def add_schedule(self, schedule: ScheduledTask) -> None:
        self.kept.append(schedule)

    async def get_schedules(self) -> list[ScheduledTask]:
        return self.kept


def test_a_task_for_later_waits_where_the_scheduler_finds_it() -> None:
    """W9."""
    broker, source = Broker(), Source()

    async def main() -> None:
        async with serving(broker, source) as (container, _), container.create_scope() as scope:
            scope.get(Tasks).options(delay=60).add(flaky)

    asyncio.run(main())
    assert broker.taken == []
    assert [each.task_name for each in source.kept] == ["wireworks.task"]


class Context:
    """What taskiq tells of a message, in little."""

    is_ackable = True

    def __init__(self, back: list[str]) -> None:
        self.back = back
        self.broker, self.message = self, "message"
        self.formatter = self

    def dumps(self, message: str) -> str:
        return message

    async def kick(self, message: str) -> None:
        self.back.append(message)

    async def ack(self) -> None:
        self.back.append("acknowledged")


@pytest.mark.parametrize("change", ["name", "arguments"])
def test_a_task_that_a_worker_does_not_know_goes_back(
    change: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """W9: another may, as while a new version is rolled out. What bears no mark is not called, whoever asks for it."""
    back: list[Any] = []

    async def main() -> None:
        broker = Broker()
        async with serving(broker):
            message: dict[str, Any] = {
                "id": "1", "name": "os:getcwd", "arguments": {}, "options": {}, "request_id": "r",
            }  # fmt: skip
            if change == "arguments":
                message |= {"name": "taskiq.blocking", "arguments": {"number": '"x"'}}

            container = ServiceContainer()
            add_tasks(container)
            context: Any = Context(back)
            await worker_module.Worker(container.get(Works)).run(message, context)

    monkeypatch.setattr(worker_module, "_UNKNOWN_PAUSE", 0)
    asyncio.run(main())
    assert back == ["message", "acknowledged"]
    assert "is not known here" in caplog.text
