"""Background tasks that could not be done (W9)."""

from collections.abc import Callable, Iterator
from typing import Any

from wireworks import ServiceContainer
from wireworks.tasks import Tasks, TaskSettings, add_tasks, run_tasks, task


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
