"""An injected coroutine function that is called often is written out; it means the same as on its first call (L13)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.sessions import Session, Settings, Users, open_session
from wireworks import Injected, ServiceContainer, ServiceScopeError

OFTEN = 4


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_singleton(Settings).add_scoped(open_session).add_scoped(Users)


def test_async_function_awaits_what_takes_await() -> None:
    """L13: its scope is the current one, also in the tasks that it starts, and is closed with `await`."""
    log: list[str] = []

    async def connect() -> AsyncIterator[Session]:
        await asyncio.sleep(0)
        yield Session()
        log.append("closed")

    async def main() -> None:
        for number in range(OFTEN):
            assert await work(number) == number
            assert log == ["closed"] * (number + 1)
        with pytest.raises(ServiceScopeError):
            await container.aget(Session)

    container = ServiceContainer().add_singleton(Settings).add_scoped(connect).add_scoped(Users)

    @container.inject
    async def work(number: int, users: Injected[Users]) -> int:
        seen = await asyncio.create_task(container.aget(Session))
        assert seen is users.session
        return number

    asyncio.run(main())


def test_async_functions_at_the_same_time_have_a_scope_each(container: ServiceContainer) -> None:
    """L23: tasks never share by accident."""

    @container.inject
    async def work(session: Injected[Session]) -> Session:
        await asyncio.sleep(0)
        assert container.get(Session) is session
        return session

    async def main() -> None:
        for _ in range(OFTEN):
            assert len(set(await asyncio.gather(*(work() for _ in range(3))))) == 3

    asyncio.run(main())


def test_cancelled_async_function_closes_its_scope(container: ServiceContainer) -> None:
    """L20: cancellation is the outcome."""
    sessions: list[Session] = []

    @container.inject
    async def work(forever: bool, session: Injected[Session]) -> None:
        sessions.append(session)
        if forever:
            await asyncio.Event().wait()

    async def main() -> None:
        for _ in range(OFTEN):
            await work(False)
        task = asyncio.create_task(work(True))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert isinstance(sessions[-1].outcomes[0], asyncio.CancelledError)
