"""L22: what cannot be entered, where it would never be left, and what users are told."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import (
    ServiceAsyncError,
    ServiceCloseError,
    ServiceContainer,
    ServiceGraphError,
    ServiceRegistrationError,
    ServiceScopeError,
)


class Connection: ...


class Plain: ...


class Session:
    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None: ...


class Channel:
    async def __aenter__(self) -> Connection:
        return Connection()

    async def __aexit__(self, *_: object) -> None: ...


def generator() -> Iterator[Connection]:
    yield Connection()


async def async_generator() -> AsyncIterator[Connection]:
    yield Connection()


@contextmanager
def decorated() -> Iterator[Connection]:
    yield Connection()


@asynccontextmanager
async def async_decorated() -> AsyncIterator[Connection]:
    yield Connection()


async def make_session() -> Session:
    return Session()


def iterate() -> Iterator[Connection]:
    return iter([Connection()])


def unannotated():
    return Session()


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    return in_mode(ServiceContainer(), request.param)


@pytest.mark.parametrize("factory", [generator, async_generator])
def test_generator_is_not_entered(container, factory) -> None:
    """L22: it is resumed as it is."""
    for arguments in ((factory,), (Connection, factory)):
        with pytest.raises(ServiceRegistrationError, match="is a generator, which is resumed at its end"):
            container.add_scoped(*arguments, enter=True)
    assert not container.is_registered(Connection)


@pytest.mark.parametrize("factory", [Plain, iterate])
def test_what_is_no_context_manager_is_refused(container, factory) -> None:
    """L4, L22."""
    for arguments in ((factory,), (Plain, factory)):
        with pytest.raises(ServiceRegistrationError, match="is no context manager") as caught:
            container.add_scoped(*arguments, enter=True)
        assert "leave `enter` out" in str(caught.value)


@pytest.mark.parametrize("factory", [decorated, async_decorated])
def test_context_manager_that_is_not_to_be_entered_is_refused(container, factory) -> None:
    """L4, L22: nobody wants the manager itself."""
    for arguments in ((factory,), (Connection, factory)):
        with pytest.raises(ServiceRegistrationError, match=r"decorated` .* makes a context manager") as caught:
            container.add_scoped(*arguments)
        assert "`enter=True`" in str(caught.value)


def test_factory_without_an_annotation_is_refused(container) -> None:
    """L4, L22."""
    with pytest.raises(ServiceRegistrationError, match="does not say what it makes"):
        container.add_scoped(unannotated, enter=True)
    with pytest.raises(ServiceRegistrationError, match="does not say what it makes"):
        container.add_scoped(Session, unannotated, enter=True)


@pytest.mark.parametrize("factory", [Channel, decorated])
def test_what_would_hand_out_something_else_is_refused(container, factory) -> None:
    """L4, L22: as far as it says what it hands out."""
    with pytest.raises(ServiceRegistrationError, match="`Connection` is not a subclass of `Plain`"):
        container.add_scoped(Plain, factory, enter=True)


def test_transient_is_refused_where_no_scope_would_leave_it(container) -> None:
    """L21, L22."""
    container.add_transient(Session, enter=True)
    for _ in range(3):
        with pytest.raises(ServiceScopeError, match="`Session` holds a resource"):
            container.get(Session)


@pytest.mark.parametrize(
    ("factory", "named"), [(Channel, "Channel"), (async_decorated, "async_decorated"), (make_session, "make_session")]
)
def test_async_manager_is_named_to_sync_code(container, factory, named) -> None:
    """L10, L22, L28."""
    key = Session if factory is make_session else Connection
    container.add_scoped(factory, enter=True)
    for _ in range(3):
        with container.create_scope() as scope, pytest.raises(ServiceAsyncError) as caught:
            scope.get(key)
        assert f"`{named}` is an async context manager" in str(caught.value)


@pytest.mark.parametrize(
    ("factory", "named"), [(Channel, "Channel"), (async_decorated, "async_decorated"), (make_session, "make_session")]
)
def test_scope_left_without_await_names_the_manager(container, factory, named) -> None:
    """L22, L23, L28: not what stands around it."""
    key = Session if factory is make_session else Connection
    container.add_scoped(factory, enter=True)
    for _ in range(3):
        scope = container.create_scope()
        with pytest.raises(ServiceCloseError) as caught, scope:
            asyncio.run(scope.aget(key))
        (error,) = caught.value.exceptions
        assert f"`{key.__name__}` of the scope can only be closed with await: `{named}`" in str(error)
        assert "is an async context manager" in str(error)
        asyncio.run(scope.aclose())


def make_later() -> "Later":  # noqa: F821 - it comes later
    return LATER[0]()


def manage_later() -> AbstractContextManager["Later"]:  # noqa: F821 - as above
    return LATER[0]()


class Vault:
    def __enter__(self) -> "Later":  # noqa: F821 - as above
        return LATER[0]()

    def __exit__(self, *outcome: object) -> None: ...


LATER: list[type] = []


@pytest.mark.parametrize("factory", [make_later, manage_later, Vault])
def test_names_that_exist_later_are_read_later(container, factory, monkeypatch) -> None:
    """L5, L22."""

    class Later(Session): ...

    container.add_scoped(Later, factory, enter=True)
    monkeypatch.setitem(globals(), "Later", Later)
    monkeypatch.setitem(globals(), "LATER", [Later])
    with container.create_scope() as scope:
        assert type(scope.get(Later)) is Later


def test_what_turns_out_to_be_no_context_manager_is_a_problem_of_the_graph(container, monkeypatch) -> None:
    """L5, L22, L27."""
    container.add_scoped(Plain, make_later, enter=True)
    monkeypatch.setitem(globals(), "Later", Plain)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert "is no context manager, though it was registered with `enter=True`" in str(caught.value)
