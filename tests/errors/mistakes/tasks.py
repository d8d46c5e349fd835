"""Background tasks that could not be done (W9)."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any
from unittest.mock import patch

from taskiq import InMemoryBroker

from wireworks import ServiceContainer
from wireworks.tasks import Cron, Every, TaskQueue, Tasks, TaskSettings, add_schedule, add_tasks, run_tasks, task
from wireworks.tasks.taskiq import TaskiqQueue, add_taskiq, schedules_of


async def send_welcome(email: str) -> None: ...


def write_report(month: int) -> None: ...


def rows() -> Iterator[int]:
    yield 1


def container_of(settings: TaskSettings | None = None) -> ServiceContainer:
    container = ServiceContainer()
    add_tasks(container)
    if settings is not None:
        container.add_instance(TaskSettings, settings)
    return container


async def adding(add: Callable[[Any], object], settings: TaskSettings | None = None) -> object:
    container = container_of(settings)
    async with run_tasks(container):
        with container.create_scope() as scope:
            return add(scope.get(Tasks))


def when_a_task_is_added_without_its_arguments() -> object:
    return adding(lambda tasks: tasks.add(send_welcome))


def when_a_task_was_called_instead_of_added() -> object:
    return adding(lambda tasks: tasks.add(send_welcome("ann@example.com")))


def when_a_task_is_a_generator() -> object:
    return adding(lambda tasks: tasks.add(rows))


def when_a_task_is_added_to_a_scope_that_has_ended() -> object:
    async def late() -> object:
        container = container_of()
        async with run_tasks(container):
            with container.create_scope() as scope:
                tasks = scope.get(Tasks)
            return tasks.add(send_welcome, "ann@example.com")

    return late()


def when_nobody_does_tasks() -> object:
    with container_of().create_scope() as scope:
        return scope.get(Tasks).add(send_welcome, "ann@example.com")


def when_too_many_tasks_wait() -> object:
    return adding(lambda tasks: tasks.add(send_welcome, "ann@example.com"), TaskSettings(capacity=0))


def when_an_option_of_a_task_does_not_exist() -> object:
    return adding(lambda tasks: tasks.options(retry=3).add(send_welcome, "ann@example.com"))


def when_an_option_of_a_task_makes_no_sense() -> object:
    return task(backoff=0.5)(send_welcome)


def when_a_timeout_could_not_be_kept() -> object:
    return task(timeout=10)(write_report)


def when_two_tasks_have_one_name() -> object:
    task(name="mistakes.mail")(send_welcome)
    return task(name="mistakes.mail")(write_report)


def sending(add: Callable[[Any], object]) -> Coroutine[Any, Any, object]:
    async def main() -> object:
        container = ServiceContainer()
        add_taskiq(container, InMemoryBroker())
        with container.create_scope() as scope:
            return add(scope.get(Tasks))

    return main()


@task
async def greet(name: str) -> None: ...


@task
async def greet_friends(names: object) -> None: ...


def when_a_task_for_a_worker_is_a_lambda() -> object:
    return sending(lambda tasks: tasks.add(lambda: None))


def when_a_task_for_a_worker_is_not_marked() -> object:
    return sending(lambda tasks: tasks.add(write_report, 7))


def when_a_task_for_a_worker_cannot_be_found() -> object:
    @task
    async def inner() -> None: ...

    return sending(lambda tasks: tasks.add(inner))


def when_an_argument_for_a_worker_cannot_be_written_down() -> object:
    return sending(lambda tasks: tasks.add(greet_friends, {"Ann", "Bob"}))


def when_what_is_tried_again_cannot_be_sent() -> object:
    return sending(lambda tasks: tasks.options(retry_on=OSError).add(greet, "Ann"))


def when_a_broker_has_nowhere_to_keep_a_task() -> object:
    return sending(lambda tasks: tasks.options(delay=60).add(greet, "Ann"))


def when_a_task_is_sent_by_an_app_that_has_not_started() -> object:
    return sending(lambda tasks: tasks.add(greet, "Ann"))


def when_too_many_tasks_wait_for_a_broker() -> object:
    async def full() -> object:
        container = ServiceContainer()
        add_tasks(container)
        queue = TaskiqQueue(InMemoryBroker(), settings=TaskSettings(capacity=0))
        container.add_instance(TaskQueue, queue)
        async with run_tasks(container):
            with container.create_scope() as scope:
                return scope.get(Tasks).add(greet, "Ann")

    return full()


def starting(schedule: Callable[[ServiceContainer], object]) -> Coroutine[Any, Any, object]:
    async def main() -> object:
        container = container_of()
        schedule(container)
        async with run_tasks(container):
            return None

    return main()


def when_a_schedule_does_not_pass_the_arguments() -> object:
    return starting(lambda container: add_schedule(container, Every(60), send_welcome))


def when_something_is_scheduled_too_late() -> object:
    async def late() -> object:
        container = container_of()
        async with run_tasks(container):
            return add_schedule(container, Every(60), send_welcome, "ann@example.com")

    return late()


def when_an_interval_is_none() -> object:
    return Every(0)


def when_a_line_of_cron_cannot_be_read() -> object:
    return Cron("0 25 * * *")


def when_a_line_of_cron_names_a_day_that_does_not_exist() -> object:
    return Cron("0 0 30 2 *")


def when_a_time_zone_does_not_exist() -> object:
    return Cron("0 3 * * *", timezone="Europe/Atlantis")


def when_what_reads_cron_is_not_installed() -> object:
    with patch("wireworks.tasks._recurrence.import_module", side_effect=ImportError):
        return Cron("0 3 * * *")


def when_a_scheduler_would_have_to_hurry() -> object:
    container = container_of()
    add_schedule(container, Every(0.1), greet, "Ann")
    return schedules_of(container).startup()
