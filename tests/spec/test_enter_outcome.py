"""L20, L22: context managers are left newest first, told how the body ended, and cannot change that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import ServiceCloseError, ServiceContainer

LOG: list[str] = []


class Connection: ...


class Session:
    def __enter__(self) -> Self:
        LOG.append("enter")
        return self

    def __exit__(self, *outcome: object) -> None:
        LOG.append(f"exit {outcome[1]}")


class Pool:
    def __enter__(self) -> Connection:
        LOG.append("enter")
        return Connection()

    def __exit__(self, *outcome: object) -> None:
        LOG.append(f"exit {outcome[1]}")


@contextmanager
def open_connection() -> Iterator[Connection]:
    with Pool() as connection:
        yield connection


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    LOG.clear()
    return in_mode(ServiceContainer(), request.param)


@pytest.mark.parametrize("factory", [Pool, open_connection])
def test_manager_is_told_how_the_body_ended(container, factory) -> None:
    """L20, L22."""
    container.add_scoped(factory, enter=True)
    for _ in range(3):
        with pytest.raises(ValueError, match="sold out"), container.create_scope() as scope:
            scope.get(Connection)
            raise ValueError("sold out")
        assert LOG == ["enter", "exit sold out"]
        LOG.clear()


def test_manager_cannot_suppress_the_failure_of_the_body(container) -> None:
    """L20, L22: the others hear of it too."""

    class Swallowing(Session):
        def __exit__(self, *outcome: object) -> bool:
            super().__exit__(*outcome)
            return True

    class Outer(Session): ...

    class Inner(Swallowing):
        def __init__(self, outer: Outer) -> None: ...

    container.add_scoped(Inner, enter=True).add_scoped(Outer, enter=True)
    error = ValueError("sold out")
    with pytest.raises(ValueError, match="sold out") as caught, container.create_scope() as scope:
        scope.get(Inner)
        raise error
    assert caught.value is error
    assert LOG == ["enter", "enter", "exit sold out", "exit sold out"]


def test_failure_of_leaving_is_a_teardown_failure(container) -> None:
    """L20, L22."""

    class Broken(Session):
        def __exit__(self, *outcome: object) -> None:
            raise OSError("disk full")

    container.add_scoped(Broken, enter=True)
    with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
        scope.get(Broken)
    assert [str(each) for each in caught.value.exceptions] == ["disk full"]


def test_manager_that_cannot_be_entered_is_not_left(container) -> None:
    """L22."""

    class Locked(Session):
        def __enter__(self) -> Self:
            raise OSError("locked")

    container.add_scoped(Locked, enter=True)
    for _ in range(3):
        with container.create_scope() as scope, pytest.raises(OSError, match="locked"):
            scope.get(Locked)
    assert LOG == []


def test_managers_take_their_turn_among_all_that_is_closed(container) -> None:
    """L20, L22."""

    class Disposable:
        def __init__(self, connection: Connection) -> None: ...

        def dispose(self) -> None:
            LOG.append("dispose")

    def last(disposable: Disposable) -> Iterator[str]:
        yield ""
        LOG.append("last")

    container.add_scoped(Pool, enter=True).add_scoped(Disposable).add_scoped(str, last)
    for _ in range(3):
        with container.create_scope() as scope:
            scope.get(str)
        assert LOG == ["enter", "last", "dispose", "exit None"]
        LOG.clear()


def test_singleton_is_left_when_the_container_is_closed(container) -> None:
    """L22, L25."""
    container.add_singleton(Pool, enter=True)
    with container:
        assert container.get(Connection) is container.get(Connection)
    assert LOG == ["enter", "exit None"]
