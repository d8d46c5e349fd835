"""What no test can time: threads that meet between two instructions of a run."""

from collections.abc import Iterator

import pytest

from wireworks import ServiceContainer
from wireworks._compile import product, straight
from wireworks._runtime.run import Run


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


class Session: ...


class Basket:
    def __init__(self, session: Session) -> None: ...


def test_nothing_runs_straight_where_threads_meet_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """L26: without the lock that lets one thread run at a time, every service is claimed for itself."""
    monkeypatch.setattr(straight, "IS_POSSIBLE", False)
    monkeypatch.setattr(product, "IS_POSSIBLE", False)
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
