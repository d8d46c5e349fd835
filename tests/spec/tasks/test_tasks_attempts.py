"""W9: an attempt at a task has a scope of its own and what is injected; failures are the task's alone."""

import asyncio
import functools
import threading
from collections.abc import Iterator

import pytest

from tests.support.tasks import Journal, Session, adding, container_of
from wireworks import Injected, ServiceNotFoundError
from wireworks.tasks import TaskError, injected


class Mailer:
    def __init__(self, session: Session) -> None:
        self.session = session


def test_a_task_gets_what_it_marks_from_a_scope_of_its_own() -> None:
    """W9, L13: that scope is the current one, and ends with the task."""
    journal = Journal()
    seen: list[Mailer] = []

    async def main() -> None:
        container = container_of(journal).add_scoped(Mailer)

        async def send(to: str, mailer: Injected[Mailer]) -> None:
            assert container.get(Mailer) is mailer
            seen.append(mailer)
            journal.note(to)

        async with adding(container) as tasks:
            tasks.add(send, "Ann")
            tasks.add(send, "Bob")

    asyncio.run(main())
    assert seen[0] is not seen[1]
    assert sorted(map(str, journal.entries)) == ["Ann", "Bob", "commit", "commit"]


def test_a_sync_task_runs_in_a_thread_and_may_have_async_services() -> None:
    """W9: they are made in the event loop."""
    journal = Journal()
    threads: list[str] = []

    def send(mailer: Injected[Mailer], to: str) -> None:
        threads.append(threading.current_thread().name)
        journal.note(to)

    async def main() -> None:
        async with adding(container_of(journal).add_scoped(Mailer)) as tasks:
            tasks.add(send, "Ann")

    asyncio.run(main())
    assert threads[0].startswith("task")
    assert journal.entries == ["Ann", "commit"]


def test_what_is_injected_may_stand_anywhere_and_callers_pass_the_rest() -> None:
    """L13: what the caller passes wins."""
    got: list[object] = []

    class Clock: ...

    mine = Clock()

    async def everything(
        a: int, /, clock: Injected[Clock], b: int, *rest: int, c: int = 3, late: Injected[Clock] = injected, **more: int
    ) -> None:
        got.append((a, type(clock) is Clock, b, rest, c, late is mine, more))

    async def main() -> None:
        async with adding(container_of().add_singleton(Clock)) as tasks:
            tasks.add(everything, 1, 2)
            tasks.add(everything, 1, 2, 7, 8, c=4, d=5)
            tasks.add(everything, 1, b=2, late=mine)

    asyncio.run(main())
    assert got == [
        (1, True, 2, (), 3, False, {}),
        (1, True, 2, (7, 8), 4, False, {"d": 5}),
        (1, True, 2, (), 3, True, {}),
    ]


def test_partials_methods_and_callable_objects_can_be_tasks() -> None:
    """W9."""
    got: list[object] = []

    class Sender:
        async def send(self, to: str) -> None:
            got.append(("method", to))

        async def __call__(self, to: str) -> None:
            got.append(("object", to))

    async def send(how: str, to: str) -> None:
        got.append((how, to))

    async def main() -> None:
        async with adding(container_of()) as tasks:
            tasks.add(functools.partial(send, "partial"), "Ann")
            tasks.add(Sender().send, "Ann")
            tasks.add(Sender(), "Ann")
            tasks.add(lambda to: got.append(("lambda", to)), "Ann")

    asyncio.run(main())
    assert sorted(map(str, got)) == sorted(
        map(str, [(how, "Ann") for how in ("partial", "method", "object", "lambda")])
    )


def test_arguments_that_do_not_fit_are_refused_where_they_are_added() -> None:
    """W9: not when it is too late to tell anybody."""

    async def send(to: str, mailer: Injected[Mailer]) -> None: ...

    async def main() -> None:
        async with adding(container_of(Journal()).add_scoped(Mailer)) as tasks:
            for args, kwargs in ([(), {}], [("Ann", "Bob"), {}], [("Ann",), {"two": 2}]):
                with pytest.raises(TaskError, match="cannot be called with what it was added with"):
                    tasks.add(send, *args, **kwargs)

    asyncio.run(main())


def test_what_cannot_be_injected_is_told_where_the_task_is_added() -> None:
    """W9, L27: the default `injected` is none."""

    async def send(mailer: Injected[Mailer] = injected) -> None: ...

    async def main() -> None:
        async with adding(container_of()) as tasks:
            with pytest.raises(ServiceNotFoundError, match="Mailer"):
                tasks.add(send)

    asyncio.run(main())


@pytest.mark.parametrize("kind", ["generator", "async generator", "coroutine"])
def test_what_is_no_function_to_call_is_refused(kind: str) -> None:
    """W9."""

    def generator() -> Iterator[None]:
        yield

    async def agenerator():
        yield

    async def coroutine() -> None: ...

    async def main() -> None:
        async with adding(container_of()) as tasks:
            thing = {"generator": generator, "async generator": agenerator, "coroutine": coroutine()}
            with pytest.raises(TaskError, match="add the function itself"):
                tasks.add(thing[kind])
            thing["coroutine"].close()

    asyncio.run(main())
