"""L11, L15: factories that are called often are written out; with all that may come together in one call."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any

import pytest

from tests.support.jobs import Clock, Job, Session, Task
from tests.support.modes import in_every_mode, in_mode
from wireworks import AsyncFactory, Factory, ServiceContainer
from wireworks.errors import (
    ServiceAsyncError,
    ServiceParameterError,
)

OFTEN = range(4)


def office(mode: str) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Clock).add_transient(Job)
    return in_mode(container.add_scoped(Session).add_transient(Task).add_transient(Later), mode)


class Later:
    def __init__(self, tasks: AsyncFactory[Task, [str]]) -> None:
        self.tasks = tasks


@in_every_mode
@pytest.mark.parametrize(
    "name",
    ["scope", "resolvers", "compiler", "caller", "other", "argument", "make_options", "clock", "next", "dict", "id",
     "class", "two words", "größe", "error", "more", "others"],
)  # fmt: skip
def test_callers_may_use_any_name(name: str, mode: str) -> None:
    class Options:
        def __init__(self, at: Clock, /, **options: object) -> None:
            self.at, self.options = at, options

    container = in_mode(ServiceContainer().add_singleton(Clock).add_transient(Options), mode)
    options = container[Options]
    for number in OFTEN:
        made = options(**{name: number})
        assert (made.at, made.options) == (container.get(Clock), {name: number})


@in_every_mode
def test_resources_and_steps_go_with_the_arguments(mode: str) -> None:
    log: list[object] = []

    def job(name: str, clock: Clock) -> Iterator[Job]:
        yield Job(name, clock)
        log.append(name)

    container = in_mode(ServiceContainer().add_singleton(Clock).add_transient(Job, job), mode)
    for number in OFTEN:
        log.clear()
        with container.create_scope() as scope:
            jobs = container[Job]
            assert [jobs(name=f"{number}{each}").clock for each in range(3)] == [scope.get(Clock)] * 3
            assert log == []
        assert log == [f"{number}2", f"{number}1", f"{number}0"]


@in_every_mode
def test_wrapped_and_explicit_registrations_take_the_arguments(mode: str) -> None:
    wiring = Factory(Job, size=5)

    class Loud(Job):
        def __init__(self, inner: Job) -> None:
            super().__init__(inner.name.upper(), inner.clock, inner.size)

    container = ServiceContainer().add_singleton(Clock).add_transient(Job, wiring).decorate(Job, Loud)
    jobs = in_mode(container, mode)[Job]
    for _ in OFTEN:
        made = jobs(name="a")
        assert (type(made), made.name, made.size, made.clock) == (Loud, "A", 5, container.get(Clock))
        with wiring.override(Factory(Job, clock=None)):
            assert (jobs(name="b").name, jobs(name="b").clock) == ("B", None)


@in_every_mode
def test_arguments_are_for_the_service_asked_for_alone(mode: str) -> None:
    """L11: an overridden factory value below it gets none of them."""
    clocks = Factory(Clock)
    container = ServiceContainer().add_transient(Clock, clocks).add_transient(Job)
    jobs = in_mode(container, mode)[Job]
    for _ in OFTEN:
        with clocks.override(Factory(lambda: "noon")):
            assert jobs(name="a").clock == "noon"
        assert type(jobs(name="a").clock) is Clock


@in_every_mode
def test_async_arguments_are_looked_at_when_it_is_called(mode: str) -> None:
    """L15: the graph is, when it is awaited."""
    container = office(mode)
    with container.create_scope() as scope:
        tasks, session = scope.get(Later).tasks, object()
        for _ in OFTEN:
            with pytest.raises(ServiceParameterError, match="missing"):
                tasks()  # pyright: ignore[reportCallIssue]
            waiting = tasks("a")
            with container.override(Session, session):
                assert asyncio.run(_awaited(waiting)).session is session
                assert asyncio.run(_awaited(tasks("b"))).session is session
            assert asyncio.run(_awaited(tasks("c"))).session is scope.get(Session)


async def _awaited(coroutine: Awaitable[Any]) -> Any:
    return await coroutine


class Reader:
    def __init__(self, name: str, connection: object) -> None:
        self.name, self.connection = name, connection


class Connection: ...


@in_every_mode
def test_async_factory_awaits_what_it_has_to(mode: str) -> None:
    closed: list[object] = []

    async def connect() -> AsyncIterator[Connection]:
        yield Connection()
        closed.append("closed")

    async def read(name: str, connection: Connection) -> Reader:
        return Reader(name, connection)

    container = in_mode(ServiceContainer().add_scoped(connect).add_transient(Reader, read), mode)

    async def main() -> None:
        readers = container.afactory(Reader)
        for _ in OFTEN:
            async with container.create_scope() as scope:
                made = await asyncio.gather(*(readers(name=str(number)) for number in OFTEN))
                assert [each.name for each in made] == ["0", "1", "2", "3"]
                assert {each.connection for each in made} == {await scope.aget(Connection)}
                assert await container.afactory(Connection)() is made[0].connection
                with pytest.raises(ServiceAsyncError):
                    container[Reader](name="x")
        assert closed == ["closed"] * len(OFTEN)

    asyncio.run(main())


@in_every_mode
def test_signature_stays_what_it_was(mode: str) -> None:
    """Whoever looks at a factory sees the same, however often it was called."""
    container = ServiceContainer().add_transient(Connection)
    value, injected, later = Factory(Connection), in_mode(container, mode)[Connection], container.afactory(Connection)
    before = [str(inspect.signature(each)) for each in (value, injected, later)]
    for _ in OFTEN:
        value(), injected(), asyncio.run(_awaited(later()))
    assert [str(inspect.signature(each)) for each in (value, injected, later)] == before
    assert type(Factory(value)()) is type(Factory(injected)()) is Connection
    assert type(ServiceContainer().add_transient(Connection, injected).get(Connection)) is Connection
