"""L20 - L22: disposing that fails, and what would never be disposed of."""

from typing import Any

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import (
    ServiceClosedError,
    ServiceCloseError,
    ServiceContainer,
    ServiceScope,
    ServiceScopeError,
)

LOG: list[str] = []


class Pool:
    def dispose(self) -> None:
        LOG.append("pool")


class Broken:
    def __init__(self, pool: Pool) -> None: ...

    def dispose(self) -> None:
        LOG.append("broken")
        raise OSError("disk full")


class Stopped:
    def __init__(self, broken: Broken) -> None: ...

    def dispose(self) -> None:
        LOG.append("stopped")
        raise StopIteration("none")


class Interrupted:
    def __init__(self, pool: Pool) -> None: ...

    def dispose(self) -> None:
        raise KeyboardInterrupt


class Plain: ...


class Special(Plain, Pool): ...


class Leaking(Plain):
    def dispose(self) -> None:
        raise OSError("disk full")


class User:
    def __init__(self, plain: Plain) -> None: ...


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    LOG.clear()
    made = in_mode(ServiceContainer(), request.param)
    return made.add_scoped(Pool).add_scoped(Broken).add_scoped(Stopped).add_scoped(Interrupted)


def test_failures_are_reported_when_all_is_closed(container) -> None:
    """L20, L22."""
    for _ in range(3):
        with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
            scope.get(Stopped)
        stopped, broken = caught.value.exceptions
        assert isinstance(stopped, RuntimeError)
        assert isinstance(stopped.__cause__, StopIteration)
        assert str(broken) == "disk full"
        assert LOG == ["stopped", "broken", "pool"]
        LOG.clear()


def test_failure_of_the_body_comes_first(container) -> None:
    """L20, L22: the body is no concern of `dispose`."""
    error = ValueError("sold out")
    with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
        scope.get(Broken)
        raise error
    assert caught.value.exceptions[0] is error
    assert [str(each) for each in caught.value.exceptions] == ["sold out", "disk full"]


def test_body_that_fails_alone_fails_as_it_is(container) -> None:
    """L20, L22."""
    error = ValueError("sold out")
    with pytest.raises(ValueError, match="sold out") as caught, container.create_scope() as scope:
        scope.get(Pool)
        raise error
    assert caught.value is error
    assert error.__context__ is None
    assert LOG == ["pool"]


def test_interrupt_while_disposing_goes_on_when_all_is_closed(container) -> None:
    """L20."""
    with pytest.raises(KeyboardInterrupt), container.create_scope() as scope:
        scope.get(Interrupted)
    assert LOG == ["pool"]


def test_transient_is_refused_where_no_scope_would_dispose_of_it(container) -> None:
    """L21, L22: before it is made, where its class tells."""

    class Own(Pool):
        def __init__(self) -> None:
            LOG.append("made")

    class Using:
        def __init__(self, own: Own) -> None: ...

    container.add_transient(Own).add_transient(Using)
    for _ in range(3):
        for ask in (container.get, container.__getitem__):
            with pytest.raises(ServiceScopeError, match="`Using` holds a resource that only the end of a scope closes"):
                made: Any = ask(Using)
                made()
    assert LOG == []


def test_transient_that_turns_out_to_be_disposable_is_refused_without_a_scope(container) -> None:
    """L21, L22: it is disposed of at once, as nobody would do so later."""

    def make() -> Plain:
        return Special()

    container.add_transient(make).add_transient(User)
    for key in (Plain, User):
        for _ in range(3):
            with pytest.raises(ServiceScopeError, match="`Plain` holds a resource") as caught:
                container.get(key)
            assert "make" in str(caught.value)
            assert "create_scope()" in str(caught.value)
            assert LOG == ["pool"]
            LOG.clear()


def test_failure_of_disposing_at_once_stands_behind_the_refusal(container) -> None:
    """L21."""

    def make() -> Plain:
        return Leaking()

    container.add_transient(make)
    for _ in range(3):
        with pytest.raises(ServiceScopeError) as caught:
            container.get(Plain)
        assert isinstance(caught.value.__cause__, OSError)


def test_transient_that_turns_out_to_be_disposable_belongs_to_the_current_scope(container) -> None:
    """L21, L22: though nothing said beforehand that it needs one."""

    def make() -> Plain:
        return Special()

    container.add_transient(make).add_transient(User)
    for _ in range(3):
        with container.create_scope():
            container.get(Plain)
            container.get(User)
            assert LOG == []
        assert LOG == ["pool"] * 2
        LOG.clear()


def test_transient_that_turns_out_to_be_disposable_belongs_to_the_singleton_it_is_made_for(container) -> None:
    """L22: and is not closed with the scope that was open by chance."""

    def make() -> Plain:
        return Special()

    container.add_transient(make).add_singleton(User)
    with container, container.create_scope():
        container.get(User)
    assert LOG == ["pool"]


def test_what_is_made_as_its_scope_ends_is_disposed_of_at_once(container) -> None:
    """L20, L22."""

    class Closer(Pool):
        def __init__(self, scope: ServiceScope) -> None:
            scope.close()

    container.add_scoped(Closer)
    for _ in range(3):
        with pytest.raises(ServiceClosedError):
            container.create_scope().get(Closer)
        assert LOG == ["pool"]
        LOG.clear()


def test_disposing_too_late_that_fails_is_told(container) -> None:
    """L20."""

    class Closer(Leaking):
        def __init__(self, scope: ServiceScope) -> None:
            scope.close()

    container.add_scoped(Closer)
    for _ in range(3):
        with pytest.raises(ServiceCloseError, match="Closer") as caught:
            container.create_scope().get(Closer)
        assert [str(each) for each in caught.value.exceptions] == ["disk full"]
