"""L26: threads that race for a service get one object, and wait for nothing else."""

import contextvars
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.support.flights import LIMIT, Engine, Session, start
from wireworks import ServiceContainer

THREADS = 8


class Slow: ...


@pytest.fixture(autouse=True)
def eager_switching() -> Iterator[None]:
    """Let threads interrupt one another as often as the interpreter allows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def all_at_once(work: Callable[[], object]) -> list[object]:
    """Run `work` in several threads that begin together; return what each of them got."""
    step = threading.Barrier(THREADS)

    def run() -> object:
        step.wait(LIMIT)
        return work()

    return [job.result(LIMIT) for job in [start(run) for _ in range(THREADS)]]


@pytest.mark.parametrize("attempt", range(20))
def test_threads_that_race_for_a_singleton_get_one_object(attempt) -> None:
    """L26: made once for all threads, the first compilation included."""
    made: list[int] = []

    def make_engine() -> Engine:
        made.append(attempt)
        return Engine()

    container = ServiceContainer().add_singleton(make_engine).add_singleton(Session)
    sessions = all_at_once(lambda: container.get(Session))
    assert len({id(session) for session in sessions}) == 1
    assert made == [attempt]
    assert container.get(Engine) is sessions[0].engine


def test_threads_that_ask_along_different_ways_share_the_singleton_below() -> None:
    """L26: asked directly, through a transient and through another singleton."""
    made: list[Engine] = []

    class Other:
        def __init__(self, engine: Engine) -> None:
            self.engine = engine

    def make_engine() -> Engine:
        made.append(Engine())
        return made[-1]

    container = ServiceContainer().add_singleton(make_engine)
    container.add_singleton(Session).add_transient(Other)
    asked = iter([Engine, Session, Other, Engine, Session, Other, Engine, Session])
    found = all_at_once(lambda: container.get(next(asked)))
    assert len(made) == 1
    assert {id(getattr(one, "engine", one)) for one in found} == {id(made[0])}


def test_singleton_resource_raced_for_is_opened_and_closed_once() -> None:
    """L25, L26."""
    log: list[str] = []

    def make_engine() -> Iterator[Engine]:
        log.append("open")
        yield Engine()
        log.append("close")

    container = ServiceContainer().add_singleton(make_engine)
    all_at_once(lambda: container.get(Engine))
    container.close()
    assert log == ["open", "close"]


def test_nobody_is_given_a_half_made_singleton() -> None:
    """L26: a thread that arrives during the making waits for the end of it."""
    making, go = threading.Event(), threading.Event()

    class Gradual:
        def __init__(self) -> None:
            making.set()
            assert go.wait(LIMIT)
            self.ready = True

    container = ServiceContainer().add_singleton(Gradual)
    jobs = [start(lambda: container.get(Gradual).ready)]
    assert making.wait(LIMIT)
    jobs += [start(lambda: container.get(Gradual).ready) for _ in range(3)]
    assert not any(job.done() for job in jobs)
    go.set()
    assert [job.result(LIMIT) for job in jobs] == [True] * 4


class Paused:
    """A container in which `Slow` is being made by another thread until told to go on."""

    def __init__(self, lifetime: str = "singleton") -> None:
        self.making, self.go = threading.Event(), threading.Event()
        self.container = ServiceContainer()
        self.container.register(Slow, self.make_slow, lifetime)
        self.job = start(lambda: self.container.get(Slow))
        assert self.making.wait(LIMIT)

    def make_slow(self) -> Slow:
        self.making.set()
        assert self.go.wait(LIMIT)
        return Slow()


@pytest.fixture
def paused() -> Iterator[Paused]:
    paused = Paused()
    yield paused
    paused.go.set()
    assert paused.job.result(LIMIT) is paused.container.get(Slow)


def test_slow_singleton_blocks_no_other_singleton(paused) -> None:
    """L26: registered, compiled and made while the slow one is in the making."""
    paused.container.add_singleton(Engine).add_singleton(Session)
    session = start(lambda: paused.container.get(Session)).result(LIMIT)
    assert paused.container.get(Engine) is session.engine


def test_slow_singleton_blocks_neither_scopes_nor_checks(paused) -> None:
    """L26: everything but the slow service itself goes on."""
    paused.container.add_scoped(Engine).add_transient(Session)

    def work() -> None:
        with paused.container.create_scope() as scope:
            assert scope.get(Session).engine is scope.get(Engine)
        paused.container.validate()
        assert paused.container.is_registered(Slow)
        paused.container.unregister(Session)

    start(work).result(LIMIT)


def test_singleton_below_a_slow_one_is_free_as_soon_as_it_is_made() -> None:
    """L26: the slow one holds nothing that its dependency needs."""
    making, go = threading.Event(), threading.Event()

    def make_slow(engine: Engine) -> Slow:
        making.set()
        assert go.wait(LIMIT)
        return Slow()

    container = ServiceContainer().add_singleton(make_slow).add_singleton(Engine)
    job = start(lambda: container.get(Slow))
    assert making.wait(LIMIT)
    assert start(lambda: container.get(Engine)).result(LIMIT) is container.get(Engine)
    go.set()
    job.result(LIMIT)


def test_slow_transient_blocks_nobody_not_even_itself() -> None:
    """L26: two threads are in the same transient factory at the same time."""
    both = threading.Barrier(2)

    def make_slow() -> Slow:
        both.wait(LIMIT)
        return Slow()

    container = ServiceContainer().add_transient(make_slow)
    jobs = [start(lambda: container.get(Slow)) for _ in range(2)]
    assert jobs[0].result(LIMIT) is not jobs[1].result(LIMIT)


def test_same_scoped_service_is_made_in_two_scopes_at_the_same_time() -> None:
    """L26: a making in one scope holds up no other scope."""
    both = threading.Barrier(2)

    def make_slow() -> Slow:
        both.wait(LIMIT)
        return Slow()

    container = ServiceContainer().add_scoped(make_slow)

    def request() -> Slow:
        with container.create_scope() as scope:
            return scope.get(Slow)

    jobs = [start(request) for _ in range(2)]
    assert jobs[0].result(LIMIT) is not jobs[1].result(LIMIT)


def test_factory_may_have_another_service_made_by_a_thread_of_its_own() -> None:
    """L26: `container.get` inside a factory works, in whichever thread."""
    container = ServiceContainer().add_singleton(Engine)

    def make_slow() -> Slow:
        assert start(lambda: container.get(Engine)).result(LIMIT) is container.get(Engine)
        copied = contextvars.copy_context()
        assert start(lambda: copied.run(container.get, Engine)).result(LIMIT)
        return Slow()

    container.add_singleton(make_slow)
    assert start(lambda: container.get(Slow)).result(LIMIT * 2) is container.get(Slow)
