"""L20, L21: resources live as long as their scope and are closed newest first."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator

import pytest

from wireworks import ServiceContainer

LOG: list[str] = []


@pytest.fixture(autouse=True)
def empty_log() -> Iterator[None]:
    LOG.clear()
    yield
    LOG.clear()


class Engine: ...


class Session:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Repository:
    def __init__(self, session: Session) -> None:
        self.session = session


def make_engine() -> Iterator[Engine]:
    LOG.append("open engine")
    yield Engine()
    LOG.append("close engine")


def make_session(engine: Engine) -> Generator[Session, None, None]:
    LOG.append("open session")
    yield Session(engine)
    LOG.append("close session")


def make_repository(session: Session) -> Iterator[Repository]:
    LOG.append("open repository")
    yield Repository(session)
    LOG.append("close repository")


async def make_engine_async() -> AsyncIterator[Engine]:
    LOG.append("open engine")
    yield Engine()
    await asyncio.sleep(0)
    LOG.append("close engine")


async def make_repository_async(session: Session) -> AsyncIterator[Repository]:
    LOG.append("open repository")
    yield Repository(session)
    await asyncio.sleep(0)
    LOG.append("close repository")


OPENED = ["open engine", "open session", "open repository"]
CLOSED = ["close repository", "close session", "close engine"]


def test_resources_are_closed_newest_first_when_the_scope_ends() -> None:
    """L20."""
    container = ServiceContainer()
    container.add_scoped(make_repository).add_scoped(make_engine).add_scoped(make_session)
    with container.create_scope() as scope:
        repository = scope.get(Repository)
        assert repository.session.engine is scope.get(Engine)
        assert LOG == OPENED
    assert LOG == OPENED + CLOSED


@pytest.mark.parametrize("engine", [make_engine, make_engine_async])
@pytest.mark.parametrize("repository", [make_repository, make_repository_async])
def test_sync_and_async_resources_of_one_scope_are_closed_in_one_order(engine, repository) -> None:
    """L20: the order is that of making, whichever kind each generator is."""

    async def main() -> None:
        container = ServiceContainer()
        container.add_scoped(engine).add_scoped(make_session).add_scoped(repository)
        async with container.create_scope() as scope:
            await scope.aget(Repository)
            assert LOG == OPENED
        assert LOG == OPENED + CLOSED

    asyncio.run(main())


def test_order_of_closing_is_the_order_of_making_not_of_registration() -> None:
    """L20: separate `get` calls count by when they made something."""

    class First: ...

    class Second: ...

    def first() -> Iterator[First]:
        yield First()
        LOG.append("first")

    def second() -> Iterator[Second]:
        yield Second()
        LOG.append("second")

    container = ServiceContainer().add_scoped(first).add_scoped(second)
    with container.create_scope() as scope:
        scope.get(Second)
        scope.get(First)
        scope.get(Second)
    assert LOG == ["first", "second"]


def test_resource_nobody_asked_for_is_never_opened() -> None:
    """L20."""
    container = ServiceContainer().add_scoped(make_engine).add_scoped(make_session)
    with container.create_scope() as scope:
        scope.get(Engine)
    assert LOG == ["open engine", "close engine"]


def test_every_transient_resource_of_a_scope_is_closed_by_it() -> None:
    """L21: a transient made by a generator belongs to the scope it was made in."""
    container = ServiceContainer().add_transient(make_engine)
    with container.create_scope() as scope:
        assert scope.get(Engine) is not scope.get(Engine)
        assert LOG == ["open engine", "open engine"]
    assert LOG[2:] == ["close engine", "close engine"]


def test_every_async_transient_resource_of_a_scope_is_closed_by_it() -> None:
    """L21."""

    async def main() -> None:
        container = ServiceContainer().add_transient(make_engine_async)
        async with container.create_scope() as scope:
            assert await scope.aget(Engine) is not await scope.aget(Engine)
        assert LOG[2:] == ["close engine", "close engine"]

    asyncio.run(main())


def test_transient_resource_belongs_to_the_innermost_scope_it_was_made_in() -> None:
    """L21, L23."""
    container = ServiceContainer().add_transient(make_engine)
    with container.create_scope() as outer:
        with container.create_scope():
            container.get(Engine)
            outer.get(Engine)
        assert LOG == ["open engine", "open engine", "close engine"]
    assert LOG[3:] == ["close engine"]


def test_singleton_resource_made_in_a_scope_outlives_it() -> None:
    """The table of lifetimes; L25."""
    container = ServiceContainer().add_singleton(make_engine).add_scoped(make_session)
    with container.create_scope() as scope:
        engine = scope.get(Session).engine
    assert LOG == ["open engine", "open session", "close session"]
    assert container.get(Engine) is engine
    container.close()
    assert LOG[-1] == "close engine"


def test_each_scope_closes_its_own_resources() -> None:
    """L23: nested scopes isolate."""
    container = ServiceContainer().add_scoped(make_engine)
    with container.create_scope() as outer:
        engine = outer.get(Engine)
        with outer.create_scope() as inner:
            assert inner.get(Engine) is not engine
        assert LOG == ["open engine", "open engine", "close engine"]
        assert outer.get(Engine) is engine
    assert LOG[3:] == ["close engine"]


def test_async_scope_closes_resources_made_by_sync_get() -> None:
    """L10, L20: one scope serves both."""

    async def main() -> None:
        container = ServiceContainer().add_scoped(make_engine).add_scoped(make_session)
        async with container.create_scope() as scope:
            scope.get(Session)
        assert OPENED[:2] + CLOSED[1:] == LOG

    asyncio.run(main())


def test_resource_that_yields_none_is_still_closed() -> None:
    """L2, L20: a factory of `T | None` may yield `None`."""

    def nothing() -> Iterator[Engine | None]:
        yield None
        LOG.append("closed")

    container = ServiceContainer().add_scoped(nothing)
    with container.create_scope() as scope:
        assert scope.get(Engine) is None
        assert scope.get(Engine) is None
    assert LOG == ["closed"]
