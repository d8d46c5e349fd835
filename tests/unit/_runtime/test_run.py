"""What no test can time: threads that meet between two instructions of a run."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.flights import LIMIT, start
from tests.support.straight import First, Second, Third, made_of
from wireworks import ServiceClosedError, ServiceContainer
from wireworks._compile import straight
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source
from wireworks._runtime.claims import claim
from wireworks._runtime.flight import Flight
from wireworks._runtime.run import Run

PLACE = Provider(Key(str), Lifetime.SCOPED, Source.FACTORY, str)


def test_scope_that_ends_while_its_list_is_turned_stays_closed() -> None:
    """L23: whoever turns the list looks once more."""

    class Ending(Run):
        def table(self, made: list[object]) -> dict[object, object]:
            scope.close()
            return super().table(made)

    scope = ServiceContainer().create_scope()
    scope.made = Ending(()).blank()
    assert scope.all_made() is scope.ended
    assert scope.closed


def test_run_that_finishes_while_its_list_is_turned_keeps_what_it_made() -> None:
    """L26: whoever turns the list looks at it more than once, and the run goes on until it notices."""

    class Finishing(Run):
        def table(self, made: list[Any]) -> dict[object, Any]:
            found = super().table(made)
            run[1] = "made"
            return found

    scope = ServiceContainer().create_scope()
    scope.made = run = Finishing((PLACE,)).blank()
    scope.all_made()
    scope.rejoin(run)
    assert scope.all_made() == {PLACE: "made"}


def test_place_of_what_a_run_has_made_is_never_empty() -> None:
    """L26: who looks while the run hands over would make it once more."""
    claims: list[tuple[object, bool]] = []

    class Looking(Run):
        def table(self, made: list[Any]) -> dict[object, Any]:
            if isinstance(scope.made, dict):
                claims.append(claim(scope.made, PLACE, None))
            return super().table(made)

    scope = ServiceContainer().create_scope()
    scope.made = run = Looking((PLACE,)).blank()
    flight = scope.all_made()[PLACE]
    run[1] = "made"
    scope.rejoin(run)
    assert claims == [(flight, False)]
    assert scope.all_made() == {PLACE: "made"}


def test_place_that_somebody_else_has_filled_is_left_alone() -> None:
    """L26: what others have seen there stays."""
    scope = ServiceContainer().create_scope()
    scope.made = run = Run((PLACE,)).blank()
    scope.all_made()[PLACE] = "of somebody else"
    run[1] = "made"
    scope.rejoin(run)
    assert scope.all_made() == {PLACE: "of somebody else"}


@pytest.mark.parametrize("is_made", [True, False])
def test_flight_of_a_run_leaves_its_place_though_the_scope_has_ended(is_made: bool) -> None:
    """L23, L26: who comes just as it lands looks at the place before sleeping, and would never be woken."""
    scope = ServiceContainer().create_scope()
    scope.made = run = Run((PLACE,)).blank()
    table = scope.all_made()
    flight = table[PLACE]
    assert isinstance(flight, Flight)
    scope.close()
    if is_made:
        run[1] = "made"
    with pytest.raises(ServiceClosedError):
        scope.rejoin(run)
    start(lambda: flight.block(table, None)).result(LIMIT)


def test_thread_that_comes_too_late_with_a_list_of_its_own_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """L26: it found the scope unused, and used when it was about to claim it; what is being made is not its own."""
    begun, go = threading.Event(), threading.Event()
    runs: list[Any] = []

    def make_third(first: First, second: Second) -> Third:
        begun.set()
        assert go.wait(LIMIT)
        return Third(first, second)

    class Blank(list[Any]):
        def copy(self) -> list[Any]:
            if not runs:
                runs.append(None)
                runs[0] = start(lambda: scope.get(Third))
                assert begun.wait(LIMIT)
            return [*self]

    blank = Run.blank
    monkeypatch.setattr(Run, "blank", lambda self: Blank(blank(self)))
    container = made_of(make_third)
    with container.create_scope() as scope:
        late = start(lambda: scope.get(Third))
        assert begun.wait(LIMIT)
        until = time.monotonic() + LIMIT
        while not late.done() and not _is_awaited(scope.all_made()) and time.monotonic() < until:
            time.sleep(0.001)
        go.set()
        assert late.result(LIMIT) is runs[0].result(LIMIT)


def _is_awaited(made: dict[object, Any]) -> bool:
    return any(isinstance(each, Flight) and each.wakers for each in made.copy().values())


class Session: ...


class Basket:
    def __init__(self, session: Session) -> None: ...


def test_nothing_runs_straight_where_threads_meet_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """L26: without the lock that lets one thread run at a time, every service is claimed for itself."""
    monkeypatch.setattr(straight, "IS_POSSIBLE", False)
    ended: list[int] = []

    def number() -> Iterator[int]:
        yield 1
        ended.append(1)

    container = ServiceContainer().add_scoped(Session).add_scoped(Basket).add_scoped(number)
    container._resolvers._compile_after = 0  # noqa: SLF001 - what users get when they ask again
    with container.create_scope() as scope:
        assert scope.get(Basket) is scope.get(Basket)
        assert isinstance(scope.made, dict)
        assert [scope.get(int), scope.get(int)] == [1, 1]
    assert ended == [1]
