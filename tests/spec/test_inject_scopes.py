"""L13: the scope in which an injected function finds its services."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import Injected, ServiceContainer, ServiceScope
from wireworks.errors import ServiceScopeError


class Session:
    def __init__(self) -> None:
        self.events: list[str] = []


def sessions() -> Iterator[Session]:
    session = Session()
    try:
        yield session
    except LookupError:
        session.events.append("rolled back")
        raise
    finally:
        session.events.append("closed")


async def async_sessions() -> AsyncIterator[Session]:
    session = Session()
    try:
        yield session
    except LookupError:
        session.events.append("rolled back")
        raise
    finally:
        session.events.append("closed")


container = ServiceContainer().add_scoped(sessions)
async_container = ServiceContainer().add_scoped(async_sessions)


@container.inject
def session_of(one: Injected[Session], two: Injected[Session]) -> Session:
    assert one is two
    assert one.events == []
    return one


@container.inject(new_scope=True)
def session_of_its_own(session: Injected[Session]) -> Session:
    assert session.events == []
    return session


@container.inject
def failing(session: Injected[Session], error: BaseException) -> None:
    raise error


@container.inject
def outer(session: Injected[Session]) -> tuple[Session, Session, Session]:
    return session, session_of(), session_of_its_own()


@container.inject
def numbers(session: Injected[Session]) -> Iterator[Session]:
    yield session
    yield session


@async_container.inject
async def async_session_of(session: Injected[Session]) -> Session:
    await asyncio.sleep(0)
    assert session.events == []
    return session


@async_container.inject(new_scope=True)
async def async_session_of_its_own(session: Injected[Session]) -> Session:
    return session


@async_container.inject
async def async_numbers(session: Injected[Session]) -> AsyncIterator[Session]:
    yield session
    yield session


def test_scope_of_its_own_lasts_for_the_call() -> None:
    """L13: when none is open."""
    first, second = session_of(), session_of()
    assert first is not second
    assert first.events == second.events == ["closed"]
    with pytest.raises(ServiceScopeError):
        container.get(Session)


def test_open_scope_is_used_and_left_open() -> None:
    """L13."""
    with container.create_scope() as scope:
        session = session_of()
        assert session is scope.get(Session)
        assert session.events == []
    assert session.events == ["closed"]


def test_scope_of_another_container_does_not_count() -> None:
    """L13, L23: the current scope is one of this container."""
    with ServiceContainer().create_scope():
        assert session_of().events == ["closed"]


def test_new_scope_is_opened_inside_an_open_one() -> None:
    """L13: `new_scope=True` always opens its own, with another around it or not."""
    assert session_of_its_own().events == ["closed"]
    with container.create_scope() as scope:
        session = session_of_its_own()
        assert session.events == ["closed"]
        assert scope.get(Session) is not session
        assert scope.get(Session).events == []


def test_function_called_inside_finds_the_scope_of_its_caller() -> None:
    """L13: the innermost open scope is the one of the call around it."""
    session, inner, own = outer()
    assert session is inner
    assert session is not own


def test_error_of_the_function_is_thrown_into_its_resources() -> None:
    """L13, L20: and comes out unchanged."""
    error = LookupError("mine")
    session = Session()
    watching = ServiceContainer()

    def one_session() -> Iterator[Session]:
        try:
            yield session
        except LookupError as seen:
            session.events.append(f"saw {seen}")
            raise

    watching.add_scoped(one_session)

    @watching.inject
    def fail(session: Injected[Session]) -> None:
        raise error

    with pytest.raises(LookupError) as caught:
        fail()
    assert caught.value is error
    assert session.events == ["saw mine"]


def test_error_inside_an_open_scope_does_not_close_it() -> None:
    """L13: whoever opened the scope may still handle the error."""
    with container.create_scope() as scope:
        session = scope.get(Session)
        with pytest.raises(LookupError):
            failing(error=LookupError())
        assert session.events == []
        assert scope.get(Session) is session


def test_scope_that_is_injected_is_the_one_of_the_call() -> None:
    """L13, L14."""

    @container.inject(new_scope=True)
    def job(scope: Injected[ServiceScope], session: Injected[Session]) -> bool:
        return scope.get(Session) is session is container.get(Session)

    assert job()


def test_function_without_scoped_services_may_use_them_inside() -> None:
    """L13: the scope is open for the length of the call, whatever is marked."""

    @container.inject(new_scope=True)
    def job() -> Session:
        return container.get(Session)

    assert job().events == ["closed"]


def test_scope_of_a_generator_lasts_until_it_is_exhausted() -> None:
    """L13: the call lasts as long as the generator runs."""
    running = numbers()
    session = next(running)
    assert next(running) is session
    assert session.events == []
    assert list(running) == []
    assert session.events == ["closed"]


def test_scope_of_a_generator_ends_when_it_is_closed() -> None:
    """L13."""
    running = numbers()
    session = next(running)
    running.close()
    assert session.events == ["closed"]


def test_scope_of_a_generator_is_not_seen_between_its_values() -> None:
    """L13, L23: the caller is not inside the call while the generator waits."""
    running = numbers()
    session = next(running)
    with pytest.raises(ServiceScopeError):
        container.get(Session)
    with container.create_scope() as scope:
        assert container.get(Session) is scope.get(Session) is not session
        next(running)
        assert container.get(Session) is scope.get(Session)
    running.close()


def test_error_thrown_into_a_generator_reaches_its_resources() -> None:
    """L13, L20."""
    running = numbers()
    session = next(running)
    with pytest.raises(LookupError):
        running.throw(LookupError())
    assert session.events == ["rolled back", "closed"]


def test_coroutine_has_a_scope_of_its_own() -> None:
    """L13."""

    async def main() -> None:
        first, second = await asyncio.gather(async_session_of(), async_session_of())
        assert first is not second
        assert first.events == second.events == ["closed"]

    asyncio.run(main())


def test_coroutine_uses_the_open_scope() -> None:
    """L13."""

    async def main() -> None:
        async with async_container.create_scope() as scope:
            session = await async_session_of()
            assert session is await scope.aget(Session)
            own = await async_session_of_its_own()
            assert own is not session
            assert (own.events, session.events) == (["closed"], [])

    asyncio.run(main())


def test_async_generator_has_a_scope_of_its_own() -> None:
    """L13: until it is exhausted or closed."""

    async def main() -> None:
        session, again = [found async for found in async_numbers()]
        assert session is again
        assert session.events == ["closed"]
        running = async_numbers()
        other = await anext(running)
        assert other.events == []
        await running.aclose()
        assert other.events == ["closed"]

    asyncio.run(main())


def test_scope_of_an_async_generator_is_not_seen_between_its_values() -> None:
    """L13, L23."""

    async def main() -> None:
        running = async_numbers()
        await anext(running)
        with pytest.raises(ServiceScopeError):
            await async_container.aget(Session)
        await running.aclose()

    asyncio.run(main())


def test_cancelled_coroutine_closes_its_scope() -> None:
    """L13, L20."""

    async def main() -> None:
        started = asyncio.Event()
        sessions: list[Session] = []

        @async_container.inject
        async def job(session: Injected[Session]) -> None:
            sessions.append(session)
            started.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(job())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert sessions[0].events == ["closed"]

    asyncio.run(main())
