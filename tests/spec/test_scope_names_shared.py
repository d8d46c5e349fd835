"""L24, L26: a service of an outer scope that several inner ones want at the same time is made once for all of them."""

import asyncio
import contextvars
import threading

import pytest

from tests.support.modes import in_every_mode, in_mode
from wireworks import ServiceClosedError, ServiceContainer, ServiceScope


class User: ...


class Basket:
    def __init__(self, user: User) -> None:
        self.user = user


def new(mode: str) -> ServiceContainer:
    return in_mode(ServiceContainer(scopes=["session", "request"]), mode).add_scoped(Basket, scope="request")


@in_every_mode
def test_threads_in_several_requests_share_the_session(mode) -> None:
    """L26: whoever comes while it is made waits for it."""
    started, go, made = threading.Event(), threading.Event(), []

    def user() -> User:
        made.append(User())
        started.set()
        go.wait()
        return made[-1]

    container = new(mode).add_scoped(user, scope="session")
    baskets: list[Basket] = []

    def work(session: ServiceScope) -> None:
        with session.create_scope("request") as request:
            baskets.append(request.get(Basket))

    with container.create_scope("session") as session:
        threads = [threading.Thread(target=work, args=(session,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        started.wait()
        go.set()
        for thread in threads:
            thread.join()
    assert len(made) == 1
    assert {basket.user for basket in baskets} == set(made)
    assert len(set(baskets)) == 4


@in_every_mode
def test_tasks_in_several_requests_share_the_session(mode) -> None:
    """L26: and if the one that makes it is cancelled, another takes over."""
    made: list[User] = []

    async def main() -> None:
        started, go = asyncio.Event(), asyncio.Event()

        async def user() -> User:
            started.set()
            await go.wait()
            made.append(User())
            return made[-1]

        container = new(mode).add_scoped(user, scope="session")

        async def work(session: ServiceScope) -> Basket:
            async with session.create_scope("request"):
                return await container.aget(Basket)

        async with container.create_scope("session") as session:
            first = asyncio.create_task(work(session))
            await started.wait()
            others = [asyncio.create_task(work(session)) for _ in range(3)]
            await asyncio.sleep(0)
            first.cancel()
            go.set()
            baskets = await asyncio.gather(*others)
        assert len(made) == 1
        assert {basket.user for basket in baskets} == set(made)

    asyncio.run(main())


@in_every_mode
def test_session_outlives_the_context_it_was_opened_in(mode) -> None:
    """L23, L24: a long session is handed over, and its requests are opened inside it anywhere."""
    container = new(mode).add_scoped(User, scope="session")
    session = container.create_scope("session")

    def request() -> User:
        with session.create_scope("request"):
            return container.get(Basket).user

    users = {contextvars.Context().run(request) for _ in range(3)}
    assert users == {session.get(User)}
    session.close()


@in_every_mode
def test_factory_that_closes_its_scope_gets_nothing_more_from_it(mode) -> None:
    """L23: neither what is to be made, nor what is there already."""

    class Closer:
        def __init__(self, scope: ServiceScope) -> None:
            scope.close()

    class Late:
        def __init__(self, closer: Closer, user: User) -> None: ...

    container = new(mode).add_scoped(User, scope="session").add_transient(Closer).add_transient(Late)
    for _ in range(3):
        scope = container.create_scope("session")
        scope.get(User)
        with pytest.raises(ServiceClosedError):
            scope.get(Late)
