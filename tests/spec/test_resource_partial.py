"""What was made before a later factory failed is told and closed, once."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceContainer


class Boom(Exception): ...


class Engine: ...


class Session:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Handler:
    def __init__(self, session: Session) -> None:
        raise Boom(session)


LIFETIMES = ["transient", "scoped"]


def recorded_engine(log: list[object]):
    def engine() -> Iterator[Engine]:
        try:
            yield Engine()
        except Boom as error:
            log.append(error)
            raise
        finally:
            log.append("engine closed")

    return engine


def recorded_session(log: list[object]):
    async def session(engine: Engine) -> AsyncIterator[Session]:
        try:
            yield Session(engine)
        except Boom as error:
            log.append(error)
            raise
        finally:
            log.append("session closed")

    return session


@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_earlier_resource_is_told_when_a_later_factory_fails(lifetime) -> None:
    """reliability: factory N fails; the failure leaves the scope's body and is told as such."""
    log: list[object] = []
    container = ServiceContainer()
    container.register(Engine, recorded_engine(log), lifetime)
    container.register(Session, Session, lifetime)
    container.register(Handler, Handler, lifetime)
    with pytest.raises(Boom) as caught, container.create_scope() as scope:
        scope.get(Handler)
    assert log == [caught.value, "engine closed"]


@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_earlier_resources_are_told_when_a_later_factory_fails_async(lifetime) -> None:
    """reliability: factory N fails; sync and async resources alike, newest first."""
    log: list[object] = []

    async def main() -> Boom:
        container = ServiceContainer()
        container.register(Engine, recorded_engine(log), lifetime)
        container.register(Session, recorded_session(log), lifetime)
        container.register(Handler, Handler, lifetime)
        with pytest.raises(Boom) as caught:
            async with container.create_scope() as scope:
                await scope.aget(Handler)
        return caught.value

    error = asyncio.run(main())
    assert log == [error, "session closed", error, "engine closed"]


def test_handled_failure_of_a_factory_leaves_the_scope_usable() -> None:
    """Choice: a failure caught inside the body is no failure of the body."""
    log: list[object] = []
    container = ServiceContainer()
    container.add_scoped(recorded_engine(log)).add_scoped(Session).add_scoped(Handler)
    with container.create_scope() as scope:
        with pytest.raises(Boom):
            scope.get(Handler)
        assert log == []
        assert scope.get(Session).engine is scope.get(Engine)
    assert log == ["engine closed"]


def test_resource_that_fails_while_opening_is_not_resumed() -> None:
    """L20: there is nothing to close; the others are closed."""
    log: list[object] = []

    def session(engine: Engine) -> Iterator[Session]:
        raise Boom
        yield Session(engine)

    container = ServiceContainer().add_scoped(recorded_engine(log)).add_scoped(session)
    with container.create_scope() as scope:
        with pytest.raises(Boom):
            scope.get(Session)
        with pytest.raises(Boom):
            scope.get(Session)
    assert log == ["engine closed"]


def test_resource_that_failed_once_is_made_at_the_next_asking() -> None:
    """L26: if a making fails the next `get` tries again."""
    attempts = iter([Boom(), None])
    closed: list[str] = []

    def engine() -> Iterator[Engine]:
        if error := next(attempts):
            raise error
        yield Engine()
        closed.append("engine")

    container = ServiceContainer().add_scoped(engine)
    with container.create_scope() as scope:
        with pytest.raises(Boom):
            scope.get(Engine)
        assert scope.get(Engine) is scope.get(Engine)
    assert closed == ["engine"]


def test_singleton_resource_made_before_a_failing_one_is_kept() -> None:
    """L25, L26: it belongs to the container, which has not failed."""
    log: list[object] = []
    container = ServiceContainer()
    container.add_singleton(recorded_engine(log)).add_singleton(Session).add_singleton(Handler)
    with pytest.raises(Boom):
        container.get(Handler)
    engine = container.get(Engine)
    assert container.get(Session).engine is engine
    assert log == []
    container.close()
    assert log == ["engine closed"]


def test_failing_function_call_tells_the_resources_made_for_it() -> None:
    """L13, L20: a call that opened its own scope ends it with its own failure."""
    log: list[object] = []
    container = ServiceContainer().add_scoped(recorded_engine(log))

    def use(engine: Engine) -> None:
        raise Boom(engine)

    with pytest.raises(Boom) as caught:
        container.call(use)
    assert log == [caught.value, "engine closed"]
