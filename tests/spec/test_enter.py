"""L22: `enter=True`: the factory makes a context manager, the service is what that gives when it is entered."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import Factory, KwArg, ServiceContainer, ServiceTypeError, service

T = TypeVar("T")
LOG: list[str] = []


class Connection: ...


class Pool:
    """Hands out something else than itself."""

    def __enter__(self) -> Connection:
        LOG.append("enter")
        return Connection()

    def __exit__(self, *outcome: object) -> None:
        LOG.append(f"exit {outcome[1]}")

    def dispose(self) -> None:
        LOG.append("dispose")


class Session:
    def __enter__(self) -> Self:
        LOG.append("enter")
        return self

    def __exit__(self, *outcome: object) -> None:
        LOG.append(f"exit {outcome[1]}")

    def dispose(self) -> None:
        LOG.append("dispose")


class Channel:
    async def __aenter__(self) -> Connection:
        await asyncio.sleep(0)
        LOG.append("aenter")
        return Connection()

    async def __aexit__(self, *outcome: object) -> None:
        await asyncio.sleep(0)
        LOG.append(f"aexit {outcome[1]}")


class Both(Session, Channel):
    __aenter__: Any = None  # whoever takes it for async fails


def make_pool() -> Pool:
    return Pool()


def make_any_manager() -> AbstractContextManager[Connection]:
    return Pool()


@contextmanager
def open_connection() -> Iterator[Connection]:
    with Pool() as connection:
        yield connection


@contextmanager
def generate_connection() -> Generator[Connection]:
    with Pool() as connection:
        yield connection


async def make_pool_later() -> Pool:
    return Pool()


def make_channel() -> Channel:
    return Channel()


async def make_channel_later() -> Channel:
    return Channel()


def make_any_channel() -> AbstractAsyncContextManager[Connection]:
    return Channel()


@asynccontextmanager
async def open_channel() -> AsyncIterator[Connection]:
    async with Channel() as connection:
        yield connection


@asynccontextmanager
async def generate_channel() -> AsyncGenerator[Connection]:
    async with Channel() as connection:
        yield connection


class Opener:
    @contextmanager
    def open(self) -> Iterator[Connection]:
        with Pool() as connection:
            yield connection


SYNC = [
    Pool,
    make_pool,
    make_any_manager,
    open_connection,
    generate_connection,
    Opener().open,
    Factory(Pool),
    Factory(make_pool),
]
ASYNC = [Channel, make_channel, make_channel_later, make_any_channel, open_channel, generate_channel, Factory(Channel)]


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    LOG.clear()
    return in_mode(ServiceContainer(), request.param)


@pytest.mark.parametrize("factory", SYNC)
@pytest.mark.parametrize("alone", [True, False])
def test_service_is_what_entering_gives(container, factory, alone) -> None:
    """L22: and the manager is left when the scope ends; its `dispose` is not called in addition."""
    container.add_scoped(*([] if alone else [Connection]), factory, enter=True)
    for _ in range(3):
        with container.create_scope() as scope:
            assert type(scope.get(Connection)) is Connection
            assert scope.get(Connection) is scope.get(Connection)
            assert LOG == ["enter"]
        assert LOG == ["enter", "exit None"]
        LOG.clear()


@pytest.mark.parametrize("factory", ASYNC)
@pytest.mark.parametrize("alone", [True, False])
def test_async_context_manager_is_entered_and_left_with_await(container, factory, alone) -> None:
    """L22."""
    container.add_scoped(*([] if alone else [Connection]), factory, enter=True)

    async def main() -> None:
        async with container.create_scope() as scope:
            assert type(await scope.aget(Connection)) is Connection
            assert LOG == ["aenter"]
        assert LOG == ["aenter", "aexit None"]
        LOG.clear()

    for _ in range(3):
        asyncio.run(main())


def test_async_factory_may_make_a_sync_context_manager(container) -> None:
    """L22."""
    container.add_scoped(make_pool_later, enter=True)

    async def main() -> None:
        async with container.create_scope() as scope:
            assert type(await scope.aget(Connection)) is Connection
        assert LOG == ["enter", "exit None"]
        LOG.clear()

    for _ in range(3):
        asyncio.run(main())


def test_manager_of_both_kinds_is_entered_without_await(container) -> None:
    """L22: so that it serves sync and async code."""
    container.add_scoped(Both, enter=True)
    for _ in range(3):
        with container.create_scope() as scope:
            assert type(scope.get(Both)) is Both
        assert LOG == ["enter", "exit None"]
        LOG.clear()


def test_manager_may_hand_out_itself(container) -> None:
    """L22: as most do, whether they say so or not."""

    class Silent(Session):
        def __enter__(self):
            return super().__enter__()

    class Named(Session):
        def __enter__(self) -> Session:  # type: ignore[override]
            return super().__enter__()

    class Typed(Session):
        def __enter__(self: T) -> T:  # noqa: PYI019 - as people wrote it once
            LOG.append("enter")
            return self

    for manager in (Session, Silent, Named, Typed):
        container.add_scoped(manager, enter=True)
        with container.create_scope() as scope:
            assert type(scope.get(manager)) is manager


def test_what_is_handed_out_is_checked(container) -> None:
    """L12, L22: against the key, like any product."""

    class Liar:
        def __enter__(self) -> Any:
            return 3

        def __exit__(self, *_: object) -> None:
            LOG.append("exit")

    container.add_scoped(Connection, Liar, enter=True)
    for _ in range(3):
        with container.create_scope() as scope:
            with pytest.raises(ServiceTypeError, match="Service '3' is not of type 'Connection'"):
                scope.get(Connection)
            assert LOG == []
        assert LOG == ["exit"]
        LOG.clear()


def test_parameters_are_filled_like_those_of_any_factory(container) -> None:
    """L6, L11, L19, L22."""

    class Named(Session):
        def __init__(self, connection: Connection, /, name: str = "nobody", *, level: int = 0) -> None:
            self.connection, self.name, self.level = connection, name, level

    container.add_transient(Connection).add_transient(Named, enter=True)
    container.add_transient(Named, Factory(Named, KwArg("level", 3)), enter=True, qualifier="wired")
    for _ in range(3):
        with container.create_scope():
            assert container[Named](name="ada").name == "ada"
            assert type(container.get(Named).connection) is Connection
        assert LOG == ["enter"] * 2 + ["exit None"] * 2
        LOG.clear()


def test_mark_may_say_enter() -> None:
    """L1, L22."""
    LOG.clear()

    @service(lifetime="scoped", enter=True)
    class Marked(Session): ...

    container = ServiceContainer(Marked)
    with container.create_scope() as scope:
        scope.get(Marked)
    assert LOG == ["enter", "exit None"]


def test_stand_in_is_handed_out_as_it_is(container) -> None:
    """L22, L29: what it makes is the service, whatever the replaced one made."""
    container.add_scoped(Pool, enter=True)
    with container.override(Connection, Connection), container.create_scope() as scope:
        assert type(scope.get(Connection)) is Connection
    assert LOG == []


def test_replacing_says_anew_whether_to_enter(container) -> None:
    """L22: it is a property of the factory that is replaced."""
    container.add_scoped(Pool, enter=True).replace(Connection)
    with container.create_scope() as scope:
        scope.get(Connection)
    assert LOG == []
    container.replace(Pool, enter=True)
    with container.create_scope() as scope:
        scope.get(Connection)
    assert LOG == ["enter", "exit None"]


def test_decorator_is_given_what_entering_gave(container) -> None:
    """L22: and is no context manager itself."""

    class Wrapping(Connection):
        def __init__(self, inner: Connection) -> None:
            self.inner = inner

        def dispose(self) -> None:
            LOG.append("dispose")

    container.add_scoped(Pool, enter=True).decorate(Connection, Wrapping)
    for _ in range(3):
        with container.create_scope() as scope:
            assert type(scope.get(Connection).inner) is Connection
        assert LOG == ["enter", "dispose", "exit None"]
        LOG.clear()
