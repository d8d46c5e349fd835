"""Garbage that is collected between two instructions of ours, and whose finalizer asks us for something in this thread.

A lock that is held there would be waited for by its own thread, for ever.
"""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tests.support.flights import LIMIT, start
from tests.support.straight import First, Fourth, Last, Second, Third, made_of
from wireworks import ServiceCircularDependencyError, ServiceContainer
from wireworks._runtime import flight, instances, run
from wireworks._runtime.tables import ENDED

MOMENTS = range(1, 41)
"""Which of the collections finds the garbage."""


class Garbage:
    """A cycle that asks for something when it is collected."""

    def __init__(self, ask: Callable[[], Any], asked: list[object]) -> None:
        self.ask = ask
        self.asked = asked
        self.itself = self

    def __del__(self) -> None:
        try:
            self.asked.append(self.ask())
        except ServiceCircularDependencyError as error:  # what it asks for may be being made below it
            self.asked.append(type(error))


@contextmanager
def asking(moment: int, ask: Callable[[], Any]) -> Iterator[list[object]]:
    """Have garbage collected for every other new object; the so many-th time there is some, and it asks."""
    left = [moment]
    asked: list[object] = []

    def collecting(phase: str, _: object) -> None:
        left[0] -= phase == "start"
        if phase == "start" and left[0] == 0:
            gc.set_threshold(0)
            Garbage(ask, asked)

    before = gc.get_threshold()
    gc.callbacks.append(collecting)
    gc.set_threshold(1)
    try:
        yield asked
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(collecting)


@pytest.mark.parametrize("moment", MOMENTS)
def test_finalizer_may_ask_while_the_list_of_a_run_is_turned(moment: int) -> None:
    """L26: whoever is first puts a dictionary in its place."""

    def make_third(first: First, second: Second) -> Third:
        with asking(moment, lambda: scope.get(Fourth)) as asked:
            assert scope.get(First) is first
        found.extend(asked)
        return Third(first, second)

    found: list[object] = []
    with made_of(make_third).create_scope() as scope:
        last = start(lambda: scope.get(Last)).result(LIMIT)
        assert scope.get(Last) is last
        assert scope.get(Third) is last.third
        assert {*found} <= {last.fourth}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("fails", [False, True])
def test_finalizer_may_ask_while_a_run_goes_back_to_the_others(moment: int, fails: bool) -> None:
    """L26: what is asked for is there, or is told to be made just now."""

    def make_third(first: First, second: Second) -> Third:
        scope.get(First)
        found.append(stack.enter_context(asking(moment, lambda: scope.get(Third))))
        if fails and len(found) == 1:
            raise LookupError
        return Third(first, second)

    found: list[list[object]] = []
    with ExitStack() as stack, made_of(make_third).create_scope() as scope:
        assert isinstance(start(lambda: scope.get(Last)).exception(LIMIT), LookupError) is fails
        stack.close()
        last = start(lambda: scope.get(Last)).result(LIMIT)
        stack.close()
        assert scope.get(Third) is last.third
        assert {*found[-1]} <= {last.third, ServiceCircularDependencyError}


class Left: ...


class Right: ...


@pytest.mark.parametrize("moment", MOMENTS)
def test_finalizer_may_wait_while_it_is_put_down_who_waits(moment: int) -> None:
    """L26: whoever is about to wait for one thread may have to wait for another before."""
    making, go = threading.Semaphore(0), threading.Event()

    def slow() -> None:
        making.release()
        go.wait(0.03)

    def make_left() -> Left:
        slow()
        return Left()

    def make_right() -> Right:
        slow()
        return Right()

    container = ServiceContainer().add_singleton(make_left).add_singleton(make_right)
    makers = [start(lambda: container.get(Left)), start(lambda: container.get(Right))]
    assert making.acquire(timeout=LIMIT)
    assert making.acquire(timeout=LIMIT)

    with asking(moment, lambda: container.get(Right)) as asked:
        left = start(lambda: container.get(Left)).result(LIMIT)
    assert left is makers[0].result(LIMIT)
    assert {*asked} <= {makers[1].result(LIMIT), ServiceCircularDependencyError}


@pytest.mark.parametrize("has_gil", [False, True])
def test_what_is_begun_once_is_begun_once_wherever_threads_meet(monkeypatch: pytest.MonkeyPatch, has_gil: bool) -> None:
    """L20, L23: under a lock where they run in parallel, and without one where nobody comes in between."""
    for module in (run, instances, flight):
        monkeypatch.setattr(module, "HAS_GIL", has_gil)
    ended: list[int] = []

    def number() -> Iterator[int]:
        yield 1
        ended.append(1)

    with ServiceContainer().add_scoped(number).create_scope() as scope:
        assert scope.get(int) == 1
        assert scope.all_made() is scope.all_made()
        assert scope.put_aside() is scope.put_aside()
    assert ended == [1]


def test_dictionary_that_comes_as_its_scope_ends_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """L23: where threads run in parallel, the scope may end just before it is put in place."""
    monkeypatch.setattr(run, "HAS_GIL", False)
    scope = ServiceContainer().create_scope()
    monkeypatch.setattr(scope, "_tables", ENDED)
    assert scope.all_made() is scope.ended
