"""The first making in a scope has it to itself, until somebody else comes, from a factory or another thread (L26)."""

import threading
from collections.abc import Callable, Iterator

import pytest

from tests.support.flights import LIMIT, start
from tests.support.straight import First, Fourth, Last, Second, Third, made_of
from wireworks import ServiceCircularDependencyError, ServiceClosedError, ServiceScope


class Pause:
    """A factory of `Third` that is held up in the middle, and then does what it is told to."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.made = 0
        self._then = then

    def make(self, first: First, second: Second) -> Third:
        self.made += 1
        self.begun.set()
        assert self.go.wait(LIMIT)
        self._then()
        return Third(first, second)


def test_thread_that_comes_later_gets_what_is_there_at_once() -> None:
    """L26: nobody waits for what is made already, while the rest is being made."""
    pause = Pause()
    container = made_of(pause.make)
    with container.create_scope() as scope:
        run = start(lambda: scope.get(Last))
        assert pause.begun.wait(LIMIT)
        early = start(lambda: scope.get(Second)).result(LIMIT)
        assert not run.done()
        pause.go.set()
        last = run.result(LIMIT)
    assert last.third.second is early
    assert pause.made == 1


def test_thread_that_comes_later_makes_what_nobody_has_begun() -> None:
    """L26: the first goes on with what the other has made."""
    pause = Pause()
    container = made_of(pause.make)
    with container.create_scope() as scope:
        run = start(lambda: scope.get(Last))
        assert pause.begun.wait(LIMIT)
        fourth = start(lambda: scope.get(Fourth)).result(LIMIT)
        pause.go.set()
        assert run.result(LIMIT).fourth is fourth
        assert scope.get(Last) is run.result(LIMIT)


def test_thread_that_comes_later_waits_for_what_is_being_made() -> None:
    """L26: once per scope, also when threads share it."""
    pause = Pause()
    container = made_of(pause.make)
    with container.create_scope() as scope:
        run = start(lambda: scope.get(Last))
        assert pause.begun.wait(LIMIT)
        others = [start(lambda: scope.get(Third)) for _ in range(3)]
        pause.go.set()
        assert {id(other.result(LIMIT)) for other in others} == {id(run.result(LIMIT).third)}
    assert pause.made == 1


def test_factory_may_ask_the_scope_for_what_is_there_and_what_is_not() -> None:
    """L26: `get` works inside a factory; all of it is one scope."""
    seen: list[object] = []

    def make_third(first: First, second: Second) -> Third:
        scope = container.get(ServiceScope)
        seen.extend((scope.get(First), scope.get(Second), scope.get(Fourth)))
        return Third(first, second)

    container = made_of(make_third)
    with container.create_scope() as scope:
        last = scope.get(Last)
        assert seen == [last.third.first, last.third.second, last.fourth]
        assert scope.get(Fourth) is last.fourth


@pytest.mark.parametrize("key", [Third, Last])
def test_factory_that_asks_for_what_it_is_made_for_is_told_the_circle(key: type) -> None:
    """L26, L28: `Last` is not begun yet when `Third` is made, so only asking for it again shows the circle."""

    def make_third(first: First, second: Second) -> Third:
        container.get(key)
        return Third(first, second)

    container = made_of(make_third)
    with container.create_scope() as scope, pytest.raises(ServiceCircularDependencyError) as caught:
        scope.get(Last)
    assert "`Third`" in caught.value.what
    assert "Circular" not in caught.value.what


def test_failure_is_seen_by_those_who_wait_and_what_was_made_stays() -> None:
    """L26: the next who asks tries again."""
    failures = [ValueError("no third today")]

    def fail_once() -> None:
        if failures:
            raise failures.pop()

    pause = Pause(fail_once)
    container = made_of(pause.make)
    with container.create_scope() as scope:
        run = start(lambda: scope.get(Last))
        assert pause.begun.wait(LIMIT)
        first = scope.get(First)
        other = start(lambda: scope.get(Third))
        pause.go.set()
        outcomes = [run.exception(LIMIT), other.exception(LIMIT)]
        # The other may have come when all was over, and made it itself.
        assert isinstance(outcomes[0], ValueError)
        assert outcomes[1] is None or outcomes[1] is outcomes[0]
        assert scope.get(Last).third.first is first


def test_failure_that_nobody_waits_for_leaves_what_was_made() -> None:
    """L26: made once per scope, whatever became of the first making."""
    made: list[First] = []

    def make_third(first: First, second: Second) -> Third:
        made.append(first)
        if len(made) == 1:
            raise ValueError("not yet")
        return Third(first, second)

    container = made_of(make_third)
    with container.create_scope() as scope:
        with pytest.raises(ValueError, match="not yet"):
            scope.get(Last)
        assert scope.get(Last).third.first is made[0]
    assert made[0] is made[1]


def test_scope_that_ends_meanwhile_gives_nothing_away() -> None:
    """L23, L20: what was opened in it is closed."""
    pause, log = Pause(), []

    def open_first() -> Iterator[First]:
        yield First()
        log.append("closed")

    container = made_of(pause.make)
    container.unregister(First)
    container.add_scoped(open_first)
    scope = container.create_scope()
    run = start(lambda: scope.get(Last))
    assert pause.begun.wait(LIMIT)
    scope.close()
    pause.go.set()
    assert isinstance(run.exception(LIMIT), ServiceClosedError)
    assert log == ["closed"]


def test_scope_that_ends_while_somebody_waits_gives_nothing_away_to_either() -> None:
    """L23, L26: nobody hangs."""
    pause = Pause()
    container = made_of(pause.make)
    scope = container.create_scope()
    run = start(lambda: scope.get(Last))
    assert pause.begun.wait(LIMIT)
    scope.get(First)
    other = start(lambda: scope.get(Third))
    scope.close()
    pause.go.set()
    assert isinstance(run.exception(LIMIT), ServiceClosedError)
    assert isinstance(other.exception(LIMIT), ServiceClosedError)


def test_circle_across_two_threads_is_told() -> None:
    """L26: a scoped service waits for a singleton that another thread makes, and that waits for the scoped service."""

    class Engine: ...

    making, met = threading.Event(), threading.Barrier(2, timeout=LIMIT)

    def make_engine() -> Engine:
        making.set()
        met.wait()
        scope.get(Third)
        return Engine()

    def make_third(first: First, second: Second) -> Third:
        met.wait()
        container.get(Engine)
        return Third(first, second)

    container = made_of(make_third)
    container.add_singleton(make_engine)
    scope = container.create_scope()
    singleton = start(lambda: container.get(Engine))
    assert making.wait(LIMIT)
    run = start(lambda: scope.get(Last))
    errors = [singleton.exception(LIMIT), run.exception(LIMIT)]
    assert any(isinstance(error, ServiceCircularDependencyError) for error in errors)
    scope.close()
