"""reliability: scopes are no reference cycles; what they held is freed when they end."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceContainer, ServiceScope


class Engine: ...


class Session:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Handler:
    def __init__(self, session: Session, engine: Engine) -> None:
        self.session = session


class Inside:
    def __init__(self, scope: ServiceScope) -> None:
        self.scope = scope


class Boom(Exception): ...


def make_session(engine: Engine) -> Iterator[Session]:
    yield Session(engine)


async def make_session_async(engine: Engine) -> AsyncIterator[Session]:
    yield Session(engine)


def container_with(session: object) -> ServiceContainer:
    container = ServiceContainer().add_singleton(Engine).add_scoped(session)
    return container.add_scoped(Handler).add_scoped(Inside)


@pytest.fixture
def container() -> ServiceContainer:
    return container_with(make_session)


@pytest.mark.usefixtures("collector_off")
def test_scoped_services_are_freed_when_their_scope_ends(container) -> None:
    """Even while somebody still holds the scope itself."""
    with container.create_scope() as scope:
        session = weakref.ref(scope.get(Session))
        handler = weakref.ref(scope.get(Handler))
        assert session() is not None
    assert handler() is None
    assert session() is None


@pytest.mark.usefixtures("collector_off")
def test_context_of_a_scope_is_freed_with_it(container) -> None:
    """What the framework handed in is not kept by an ended scope."""

    class Request: ...

    container.add_context(Request)
    request = Request()
    seen = weakref.ref(request)
    with container.create_scope({Request: request}) as scope:
        scope.get(Request)
    del request, scope
    assert seen() is None


def garbage_of(run) -> int:
    """Count the objects that only the collector frees after `run`, first calls aside.

    What scopes leave behind shows in every round; what a thread of an earlier test lets go of meanwhile in one of them.
    """
    for _ in range(3):
        run()
    rounds = []
    gc.disable()
    try:
        for _ in range(3):
            gc.collect()
            for _ in range(20):
                run()
            rounds.append(gc.collect())
    finally:
        gc.enable()
    return min(rounds)


def test_scopes_leave_no_cyclic_garbage(container) -> None:
    """performance: garbage per scope is 0."""

    def request() -> None:
        with container.create_scope() as scope:
            scope.get(Handler)
            container.get(Session)

    assert garbage_of(request) == 0


def test_nested_scopes_leave_no_cyclic_garbage(container) -> None:
    """The same where one is inside another."""

    def request() -> None:
        with container.create_scope() as outer, outer.create_scope() as inner:
            outer.get(Handler)
            inner.get(Handler)

    assert garbage_of(request) == 0


def test_failing_scopes_leave_no_cyclic_garbage(container) -> None:
    """The body's exception is held by nobody afterwards."""

    def request() -> None:
        try:
            with container.create_scope() as scope:
                scope.get(Handler)
                raise Boom
        except Boom:
            pass

    assert garbage_of(request) == 0


def test_scope_that_is_injected_is_let_go_of_by_its_end(container) -> None:
    """A service that holds its scope is a cycle while the scope is open, none afterwards."""

    def request() -> None:
        with container.create_scope() as scope:
            scope.get(Inside)

    assert garbage_of(request) == 0


@pytest.mark.parametrize("session", [make_session, make_session_async])
def test_async_scopes_leave_no_cyclic_garbage(session) -> None:
    """performance: garbage per scope is 0, async as well."""
    container = container_with(session)

    async def request() -> None:
        async with container.create_scope() as scope:
            await scope.aget(Handler)
            await container.aget(Session)

    async def requests() -> int:
        for _ in range(3):
            await request()
        rounds = []
        for _ in range(3):
            gc.collect()
            for _ in range(20):
                await request()
            rounds.append(gc.collect())
        return min(rounds)

    gc.disable()
    try:
        assert asyncio.run(requests()) == 0
    finally:
        gc.enable()


@pytest.mark.usefixtures("collector_off")
def test_scope_nobody_closed_is_freed_with_its_last_reference(container) -> None:
    """A forgotten scope that was never entered keeps nothing alive."""
    scope = container.create_scope()
    handler = weakref.ref(scope.get(Handler))
    del scope
    assert handler() is None


def test_container_nobody_holds_is_freed() -> None:
    """With all that was registered, made and compiled for it; the collector may help."""
    seen: list[weakref.ref] = []

    def use() -> None:
        class Service:
            def __init__(self, engine: Engine) -> None: ...

        container = container_with(make_session).add_transient(Service)
        for _ in range(3):
            with container.create_scope():
                container.get(Handler)
                container.get(Service)
        container.close()
        seen.extend([weakref.ref(container), weakref.ref(Service)])

    use()
    gc.collect()
    assert [reference() for reference in seen] == [None, None]
