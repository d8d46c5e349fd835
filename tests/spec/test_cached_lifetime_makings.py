"""C3, C7: how a cached service is made: in a scope of its own, once for all who ask, again if it failed."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.users import Ledger, User, load_user, made, office
from wireworks import AsyncFactory, ServiceContainer, ServiceScope
from wireworks.cache import CacheCycleError


class Session:
    def __init__(self) -> None:
        self.closed = False


def open_session(ledger: Ledger) -> Iterator[Session]:
    ledger.entries.append("opened")
    session = Session()
    try:
        yield session
    except BaseException as error:
        ledger.entries.append(type(error).__name__)
        raise
    finally:
        session.closed = True
        ledger.entries.append("closed")


async def load_with(user_id: str, session: Session, ledger: Ledger) -> User:
    ledger.entries.append("closed already" if session.closed else user_id)
    return User(user_id)


@pytest.mark.parametrize("lifetime", ["scoped", "transient"])
def test_making_has_a_scope_of_its_own(lifetime: str) -> None:
    """C3, L21: outside any scope too, and what is opened for it is closed with it."""
    container = office().add_cached(load_with, ttl=600)
    container.register(Session, open_session, lifetime)
    container.validate()

    async def ask() -> None:
        users = container.afactory(User)
        for _ in range(3):
            assert await users(user_id="42") == User("42")
        assert made(container) == ["opened", "42", "closed"]
        async with container.create_scope():
            await users(user_id="7")
            assert made(container) == ["opened", "7", "closed"]

    asyncio.run(ask())


def test_caller_keeps_its_own_scope() -> None:
    """C3, L23: what is kept for all shares nothing with one caller's scope, which stays the current one."""
    seen: list[ServiceScope] = []

    async def load(user_id: str, scope: ServiceScope, session: Session) -> User:
        seen.append(scope)
        assert container.get(Session) is session
        return User(user_id)

    container = office().add_cached(load, ttl=600).add_scoped(Session, open_session)

    async def ask() -> None:
        async with container.create_scope() as scope:
            session = scope.get(Session)
            await container.afactory(User)(user_id="42")
            assert container.get(Session) is session
            assert not session.closed
            assert seen[0] is not scope

    asyncio.run(ask())


def test_failure_is_told_to_all_who_wait_and_tried_again_by_the_next() -> None:
    """C7, L20: and what was opened for the making hears of it."""
    failing = [True]

    async def load(user_id: str, session: Session, ledger: Ledger) -> User:
        ledger.entries.append(user_id)
        await asyncio.sleep(0)
        if failing:
            raise LookupError(user_id)
        return User(user_id)

    container = office().add_cached(load, ttl=600).add_scoped(Session, open_session)

    async def ask() -> None:
        users = container.afactory(User)
        results = await asyncio.gather(*(users(user_id="42") for _ in range(5)), return_exceptions=True)
        assert [type(each) for each in results] == [LookupError] * 5
        assert made(container) == ["opened", "42", "LookupError", "closed"]
        failing.clear()
        assert await users(user_id="42") == User("42")

    asyncio.run(ask())


def test_callers_at_the_same_time_share_one_making() -> None:
    """C7."""
    container = office().add_cached(load_user, ttl=600)

    async def ask() -> None:
        users = container.afactory(User)
        found = await asyncio.gather(*(users(user_id="42") for _ in range(100)))
        assert found == [User("42")] * 100

    asyncio.run(ask())
    assert made(container) == ["42/en"]


def test_caller_that_leaves_harms_nobody_who_waits() -> None:
    """C7: the scope of the first caller ends, with all that it had; the making goes on."""

    async def load(user_id: str, session: Session, ledger: Ledger, gate: asyncio.Event) -> User:
        started.set()
        await gate.wait()
        return await load_with(user_id, session, ledger)

    started = asyncio.Event()
    container = office().add_cached(load, ttl=600).add_scoped(Session, open_session).add_singleton(asyncio.Event)

    async def caller() -> User:
        async with container.create_scope() as scope:
            scope.get(Session)
            return await container.afactory(User)(user_id="42")

    async def ask() -> None:
        first = asyncio.create_task(caller())
        await started.wait()
        others = [asyncio.create_task(caller()) for _ in range(3)]
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        container.get(asyncio.Event).set()
        assert await asyncio.gather(*others) == [User("42")] * 3

    asyncio.run(ask())
    assert made(container).count("42") == 1


def test_making_that_nobody_waits_for_any_more_is_cancelled_and_closed() -> None:
    """C7, L20."""
    started, closed = asyncio.Event(), asyncio.Event()

    async def mark(ledger: Ledger) -> AsyncIterator[asyncio.Event]:
        try:
            yield closed
        finally:
            closed.set()

    async def load(user_id: str, mark: asyncio.Event, session: Session) -> User:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    container = office().add_cached(load, ttl=600).add_scoped(Session, open_session)
    container.add_scoped(asyncio.Event, mark)

    async def ask() -> None:
        users = await container.aget(AsyncFactory[User])
        call = asyncio.create_task(users(user_id="42"))
        await started.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await closed.wait()

    asyncio.run(ask())
    assert made(container) == ["opened", "CancelledError", "closed"]


def test_service_that_waits_for_itself_is_told() -> None:
    """C7: two cached services that need each other."""

    class Team(User): ...

    async def load(users: AsyncFactory[User]) -> Team:
        await users()
        return Team("1")

    async def load_leader(teams: AsyncFactory[Team]) -> User:
        await teams()
        return User("1")

    container = office().add_cached(load, ttl=600).add_cached(load_leader, ttl=600)

    with pytest.raises(CacheCycleError):
        asyncio.run(container.aget(User))


def test_async_resources_are_closed_with_the_making() -> None:
    """L20."""

    async def open_async(ledger: Ledger) -> AsyncIterator[Session]:
        ledger.entries.append("opened")
        yield Session()
        ledger.entries.append("closed")

    container = office().add_cached(load_with, ttl=600).add_transient(Session, open_async)
    container.validate()
    asyncio.run(container.afactory(User)(user_id="42"))
    assert made(container) == ["opened", "42", "closed"]


def test_making_lies_in_a_scope_of_the_innermost_name() -> None:
    """L24."""
    container = ServiceContainer(scopes=("session", "request")).add_singleton(Ledger)
    container.add_scoped(Session, open_session, scope="request").add_cached(load_with, ttl=600)
    container.validate()
    asyncio.run(container.afactory(User)(user_id="of the innermost"))
    assert made(container) == ["opened", "of the innermost", "closed"]
