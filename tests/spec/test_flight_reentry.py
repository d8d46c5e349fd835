"""L26: asking the container from inside a factory works, in every lifetime, sync and async."""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.flights import LIMIT, Engine, Session
from wireworks import ServiceContainer, ServiceScope

LIFETIMES = ["transient", "scoped", "singleton"]
PAIRS = [(outer, inner) for outer in LIFETIMES for inner in LIFETIMES[1:]]
PAIRS.remove(("singleton", "scoped"))


@pytest.mark.parametrize(("lifetime", "inner"), PAIRS)
def test_factory_may_ask_the_container(lifetime, inner) -> None:
    """L26: what it gets is the very object others get in that scope."""
    container = ServiceContainer()

    def make(container: ServiceContainer) -> Session:
        return Session(container.get(Engine))

    container.register(Engine, Engine, inner)
    container.register(Session, make, lifetime)
    with container.create_scope() as scope:
        session = scope.get(Session)
        assert session.engine is scope.get(Engine)


@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_async_factory_may_ask_the_container(lifetime) -> None:
    """L26: with `aget` of something async, and with `get`."""

    async def make_engine() -> Engine:
        await asyncio.sleep(0)
        return Engine()

    async def make(container: ServiceContainer) -> Session:
        engine = await container.aget(Engine)
        assert container.get(Engine) is engine
        return Session(engine)

    async def main() -> None:
        container = ServiceContainer().add_singleton(make_engine)
        container.register(Session, make, lifetime)
        async with container.create_scope() as scope:
            session = await asyncio.wait_for(scope.aget(Session), LIMIT)
            assert session.engine is container.get(Engine)

    asyncio.run(main())


def test_factory_may_ask_the_scope_it_is_made_in() -> None:
    """L14, L26."""

    def make(scope: ServiceScope) -> Session:
        return Session(scope.get(Engine))

    container = ServiceContainer().add_scoped(Engine).add_scoped(make)
    with container.create_scope() as outer, container.create_scope() as inner:
        assert outer.get(Session).engine is outer.get(Engine)
        assert inner.get(Session).engine is inner.get(Engine)


def test_order_of_teardown_counts_what_was_asked_for_inside() -> None:
    """L20, L26: the engine was made during the session's making, so it outlives the session."""
    log: list[str] = []
    container = ServiceContainer()

    def make_engine() -> Iterator[Engine]:
        yield Engine()
        log.append("engine")

    def make_session() -> Iterator[Session]:
        yield Session(container.get(Engine))
        log.append("session")

    container.add_singleton(make_engine).add_singleton(make_session)
    container.get(Session)
    container.close()
    assert log == ["session", "engine"]


def test_order_of_teardown_counts_what_was_asked_for_inside_async() -> None:
    """L20, L26."""
    log: list[str] = []

    async def make_engine() -> AsyncIterator[Engine]:
        yield Engine()
        log.append("engine")

    async def make_session(scope: ServiceScope) -> AsyncIterator[Session]:
        yield Session(await scope.aget(Engine))
        log.append("session")

    async def main() -> None:
        container = ServiceContainer().add_scoped(make_engine).add_scoped(make_session)
        async with container.create_scope() as scope:
            await scope.aget(Session)

    asyncio.run(main())
    assert log == ["session", "engine"]


def test_factory_may_open_a_scope_of_its_own() -> None:
    """L23, L26: a singleton that needs something scoped for a moment."""
    container = ServiceContainer().add_scoped(Engine)

    def make() -> Session:
        with container.create_scope() as scope:
            return Session(scope.get(Engine))

    container.add_singleton(make)
    assert container.get(Session) is container.get(Session)


def test_factory_may_register_more_and_ask_for_it() -> None:
    """L3, L26: registration at any time."""
    container = ServiceContainer()

    def make() -> Session:
        container.add_singleton(Engine)
        return Session(container.get(Engine))

    container.add_singleton(make)
    assert container.get(Session).engine is container.get(Engine)


def test_task_started_by_a_transient_factory_may_ask_for_it_again_later() -> None:
    """Choice: what a task inherits from a finished making does not look like a cycle."""
    found: list[Engine] = []

    async def main() -> None:
        made = asyncio.Event()
        container = ServiceContainer()
        tasks: list[asyncio.Task] = []

        async def refresh() -> None:
            await made.wait()
            found.append(await container.aget(Engine))

        async def make() -> Engine:
            if not tasks:
                tasks.append(asyncio.create_task(refresh()))
            return Engine()

        container.add_transient(make)
        await container.aget(Engine)
        made.set()
        await asyncio.wait_for(tasks[0], LIMIT)

    asyncio.run(main())
    assert len(found) == 1


def test_context_copied_inside_a_factory_may_be_used_later() -> None:
    """Choice: the same for a copied context, as thread pools use it."""
    contexts: list[contextvars.Context] = []

    def make() -> Engine:
        contexts.append(contextvars.copy_context())
        return Engine()

    container = ServiceContainer().add_transient(make).add_transient(Session)
    engine = container.get(Engine)
    assert contexts[0].run(container.get, Session).engine is not engine


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("lifetime", LIFETIMES[1:])
def test_context_copied_inside_a_making_that_has_ended_is_as_good_as_new(lifetime, fails) -> None:
    """Choice: neither a finished nor a failed making haunts what inherited its context."""
    contexts: list[contextvars.Context] = []

    def make() -> Engine:
        contexts.append(contextvars.copy_context())
        if fails and len(contexts) == 1:
            raise RuntimeError
        return Engine()

    container = ServiceContainer()
    container.register(Engine, make, lifetime)
    scope, later = container.create_scope(), container.create_scope()
    if fails:
        with pytest.raises(RuntimeError):
            scope.get(Engine)
    else:
        scope.get(Engine)
    for region in (scope, later):
        assert contexts[0].run(region.get, Engine) is region.get(Engine)


def test_singletons_that_make_one_another_on_demand_in_order_work() -> None:
    """L26: a long way down by `container.get` alone."""
    container = ServiceContainer()
    keys = [type(f"Level{number}", (), {}) for number in range(50)]

    def maker(key: type, below: type | None):
        def make() -> key:
            if below is not None:
                container.get(below)
            return key()

        return make

    for key, below in zip(keys, [*keys[1:], None], strict=True):
        container.add_singleton(key, maker(key, below))
    assert isinstance(container.get(keys[0]), keys[0])
