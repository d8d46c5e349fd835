"""L11, L15: factories that are called often are written out; nothing but their speed changes, whatever the mode."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import pytest

from tests.support.jobs import Clock, Job, Session, Task
from tests.support.modes import in_every_mode, in_mode
from wireworks import AsyncFactory, Factory, ServiceContainer
from wireworks.errors import (
    ServiceClosedError,
    ServiceParameterError,
    ServiceResolutionError,
    ServiceScopeError,
)

OFTEN = range(4)


class NewJob(Protocol):
    def __call__(self, name: str, /, *, size: int = 7) -> Job: ...


class Office:
    def __init__(self, jobs: Factory[Job, [str]], named: Factory[Job], new: NewJob, clocks: Factory[Clock]) -> None:
        self.jobs, self.named, self.new, self.clocks = jobs, named, new, clocks


class Desk:
    def __init__(self, tasks: Factory[Task, [str]], sessions: Factory[Session]) -> None:
        self.tasks, self.sessions = tasks, sessions


class Later:
    def __init__(self, tasks: AsyncFactory[Task, [str]]) -> None:
        self.tasks = tasks


def office(mode: str) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Clock).add_transient(Job).add_transient(Office)
    return in_mode(container.add_scoped(Session).add_transient(Task).add_transient(Desk).add_transient(Later), mode)


@in_every_mode
def test_calls_of_every_kind_take_turns(mode: str) -> None:
    container = office(mode)
    here = container.get(Office)
    for _ in OFTEN:
        made = [
            here.jobs("a"),
            here.named(name="b"),
            here.named(name="c", size=2),
            here.new("d"),
            here.new("e", size=3),
            container[Job](name="f", size=4),
        ]
        assert [(job.name, job.size) for job in made] == [("a", 1), ("b", 1), ("c", 2), ("d", 7), ("e", 3), ("f", 4)]
        assert {job.clock for job in made} == {here.clocks()} == {container.get(Clock)}
        assert len({id(job) for job in made}) == len(made)


@in_every_mode
def test_mistakes_are_told_each_time(mode: str) -> None:
    here = office(mode).get(Office)
    mistakes: list[tuple[Callable[[], object], type[Exception], str]] = [
        (here.jobs, ServiceParameterError, "missing"),
        (lambda: here.jobs("a", "b"), ServiceParameterError, "got 2 by position"),
        (lambda: here.jobs("a", size=1), ServiceParameterError, "size"),
        (lambda: here.named("a"), ServiceParameterError, "by name"),
        (lambda: here.named(nme="a"), ServiceParameterError, "nme"),
        (here.named, ServiceResolutionError, "name"),
        (lambda: here.new(name="a"), ServiceParameterError, "name"),
        (lambda: here.clocks(hands=2), ServiceParameterError, "hands"),
    ]
    told: list[list[str]] = []
    for _ in OFTEN:
        here.jobs("right")
        here.named(name="right")
        told.append([])
        for call, error, match in mistakes:
            with pytest.raises(error, match=match) as caught:
                call()
            told[-1].append(str(caught.value))
    assert all(each == told[0] for each in told)


@in_every_mode
def test_factory_makes_things_in_the_scope_it_was_made_in(mode: str) -> None:
    container = office(mode)
    for _ in OFTEN:
        with container.create_scope() as scope:
            desk, later = scope.get(Desk), scope.get(Later)
            with container.create_scope():
                made = [desk.tasks("a") for _ in OFTEN]
                made += [asyncio.run(_awaited(later.tasks("b"))) for _ in OFTEN]
                assert {each.session for each in made} == {scope.get(Session)} == {desk.sessions()}
        for _ in OFTEN:
            with pytest.raises(ServiceClosedError):
                desk.tasks("late")
            with pytest.raises(ServiceClosedError):
                desk.sessions()
            with pytest.raises(ServiceClosedError):
                asyncio.run(_awaited(later.tasks("late")))


@in_every_mode
def test_factory_of_the_container_looks_for_the_scope_in_force(mode: str) -> None:
    container = office(mode)
    tasks = container[Task]
    for _ in OFTEN:
        with pytest.raises(ServiceScopeError):
            tasks(name="a")
        with container.create_scope() as scope:
            assert tasks(name="b").session is scope.get(Session)
            assert container[Session]() is scope.get(Session)
        assert tasks(name="c", session=None).session is None


@in_every_mode
def test_override_is_seen_at_once(mode: str) -> None:
    container = office(mode)
    here, clock = container.get(Office), object()
    for _ in OFTEN:
        assert here.jobs("a").clock is here.named(name="b").clock is here.clocks() is container.get(Clock)
    for _ in OFTEN:
        with container.override(Clock, clock):
            assert here.jobs("a").clock is here.named(name="b").clock is here.clocks() is clock
        assert here.jobs("a").clock is here.named(name="b").clock is here.clocks() is container.get(Clock)


@in_every_mode
def test_factory_itself_is_overridden_at_once(mode: str) -> None:
    """L18: as often as one likes."""
    here = office(mode).get(Office)
    override = None
    for _ in OFTEN:
        assert here.jobs("a").name == "a"
        override = override or here.jobs.override(Factory(Job, clock=None))
        with override:
            assert here.jobs("b").clock is None
            assert here.jobs("c").clock is None
    here.jobs.override(1)
    assert here.jobs("d") == 1
    here.jobs.reset_override()
    assert here.jobs("e").name == "e"


@in_every_mode
def test_registration_counts_from_the_next_call_on(mode: str) -> None:
    container = office(mode)
    here, jobs = container.get(Office), container[Job]
    for number in OFTEN:
        assert here.jobs("a").clock is jobs(name="a").clock is here.clocks()
        if number == 1:
            container.replace(Clock, Clock, lifetime="transient")
            break
    assert here.jobs("a").clock is not here.jobs("a").clock
    assert here.clocks() is not here.clocks()


@in_every_mode
def test_closed_container_makes_nothing_that_it_kept(mode: str) -> None:
    container = office(mode)
    here = container.get(Office)
    for _ in OFTEN:
        here.jobs("a"), here.clocks()
    container.close()
    for _ in OFTEN:
        with pytest.raises(ServiceClosedError):
            here.jobs("b")
        with pytest.raises(ServiceClosedError):
            here.clocks()


@in_every_mode
def test_arguments_come_too_late_for_what_exists(mode: str) -> None:
    class Note:
        def __init__(self, text: str = "") -> None:
            self.text = text

    container = in_mode(ServiceContainer().add_scoped(Note), mode)
    notes = container[Note]
    for _ in OFTEN:
        with container.create_scope():
            assert notes(text="a") is notes()
            with pytest.raises(ServiceResolutionError, match="exists already"):
                notes(text="b")


@in_every_mode
def test_subclasses_of_a_users_own_say_what_a_call_does(mode: str) -> None:
    container = office(mode)

    class Counting(type(container[Job])):
        calls = 0

        def __call__(self, /, *args: object, **kwargs: object) -> object:
            type(self).calls += 1
            return super().__call__(*args, **kwargs)

    plain = container[Job]
    jobs = Counting(plain._caller, plain._maker, None)  # noqa: SLF001 - how else would it be made
    for _ in OFTEN:
        assert jobs(name="a").name == "a"
    assert Counting.calls == len(OFTEN)


@in_every_mode
def test_defaults_that_cannot_be_hashed_are_passed_on(mode: str) -> None:
    """L15: what the protocol says is what the service gets."""

    class Tagged:
        def __init__(self, tags: list[str], clock: Clock) -> None:
            self.tags, self.clock = tags, clock

    class NewTagged(Protocol):
        def __call__(self, tags: list[str] = ["a"]) -> Tagged: ...  # noqa: B006 - the mistake is the point

    class User:
        def __init__(self, new: NewTagged) -> None:
            self.new = new

    container = ServiceContainer().add_singleton(Clock).add_transient(Tagged).add_transient(User)
    user = in_mode(container, mode).get(User)
    for _ in OFTEN:
        assert (user.new().tags, user.new(["b"]).tags) == (["a"], ["b"])


@in_every_mode
def test_threads_may_call_it_from_the_beginning(mode: str) -> None:
    """L26."""
    here = office(mode).get(Office)
    with ThreadPoolExecutor(4) as pool:
        made = [*pool.map(lambda number: here.jobs(str(number)), range(400))]
    assert [job.name for job in made] == [str(number) for number in range(400)]
    assert len({job.clock for job in made}) == 1


async def _awaited(coroutine: Awaitable[Any]) -> Any:
    return await coroutine
