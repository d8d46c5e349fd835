"""L20: the failure of a scope's body is told to every generator and passes through unchanged."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceContainer


class Engine: ...


class Session:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Boom(Exception): ...


FAILURES = [
    Boom("boom"),
    StopIteration("value"),
    StopAsyncIteration("value"),
    GeneratorExit("body"),
    RuntimeError("generator raised StopIteration"),
    KeyboardInterrupt(),
    SystemExit(3),
    ExceptionGroup("several", [Boom("one"), Boom("two")]),
]
every_failure = pytest.mark.parametrize("failure", FAILURES, ids=lambda error: type(error).__name__)
suppressing = pytest.mark.parametrize("suppress", [False, True], ids=["reraises", "swallows"])


def explode(error: BaseException) -> None:
    raise error


class Told:
    """Two resources that remember which exception they were told."""

    def __init__(self, *, suppress: bool = False) -> None:
        self.heard: list[tuple[str, BaseException]] = []
        self.suppress = suppress

    def hear(self, name: str, error: BaseException) -> None:
        self.heard.append((name, error))
        if not self.suppress:
            raise error

    def engine(self) -> Iterator[Engine]:
        try:
            yield Engine()
        except BaseException as error:  # noqa: BLE001 - `hear` raises it again or swallows it
            self.hear("engine", error)

    def session(self, engine: Engine) -> Iterator[Session]:
        try:
            yield Session(engine)
        except BaseException as error:  # noqa: BLE001 - `hear` raises it again or swallows it
            self.hear("session", error)

    async def async_session(self, engine: Engine) -> AsyncIterator[Session]:
        try:
            yield Session(engine)
        except BaseException as error:  # noqa: BLE001 - as above
            await asyncio.sleep(0)
            self.hear("session", error)


@every_failure
@suppressing
def test_failure_of_the_body_is_thrown_into_every_generator_newest_first(failure, suppress) -> None:
    """L20: also when the first one told tries to swallow it."""
    told = Told(suppress=suppress)
    container = ServiceContainer().add_scoped(told.engine).add_scoped(told.session)
    caught = None
    try:
        with container.create_scope() as scope:
            scope.get(Session)
            explode(failure)
    except BaseException as error:  # noqa: BLE001 - KeyboardInterrupt is one of the failures
        caught = error
    assert caught is failure
    assert [(name, error is failure) for name, error in told.heard] == [
        ("session", True),
        ("engine", True),
    ]


@every_failure
@suppressing
def test_failure_of_an_async_body_is_thrown_into_every_generator_newest_first(failure, suppress) -> None:
    """L20: sync and async generators are told alike."""
    told = Told(suppress=suppress)
    container = ServiceContainer().add_scoped(told.engine).add_scoped(told.async_session)

    async def main() -> BaseException | None:
        try:
            async with container.create_scope() as scope:
                await scope.aget(Session)
                explode(failure)
        except BaseException as error:  # noqa: BLE001
            return error
        return None

    assert asyncio.run(main()) is failure
    assert [(name, error is failure) for name, error in told.heard] == [
        ("session", True),
        ("engine", True),
    ]


@suppressing
def test_traceback_of_the_body_shows_the_body_alone(suppress) -> None:
    """L20: same traceback: no frame of a generator or of the container is left in it."""
    told = Told(suppress=suppress)
    container = ServiceContainer().add_scoped(told.engine).add_scoped(told.session)
    with pytest.raises(Boom) as caught, container.create_scope() as scope:
        scope.get(Session)
        explode(Boom())
    frames = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert frames == ["test_traceback_of_the_body_shows_the_body_alone", "explode"]


@suppressing
def test_traceback_of_an_async_body_shows_the_body_alone(suppress) -> None:
    """L20."""
    told = Told(suppress=suppress)
    container = ServiceContainer().add_scoped(told.engine).add_scoped(told.async_session)

    async def body() -> list[str]:
        try:
            async with container.create_scope() as scope:
                await scope.aget(Session)
                explode(Boom())
        except Boom as error:
            return [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        return []

    assert asyncio.run(body()) == ["body", "explode"]


def test_cause_and_context_of_the_body_failure_are_left_alone() -> None:
    """L20: unchanged."""
    told = Told()
    container = ServiceContainer().add_scoped(told.engine).add_scoped(told.session)
    cause = ValueError("cause")
    with pytest.raises(Boom) as caught, container.create_scope() as scope:
        scope.get(Session)
        try:
            raise cause
        except ValueError as error:
            raise Boom from error
    assert caught.value.__cause__ is cause
    assert caught.value.__context__ is cause


def test_chained_stop_iteration_is_not_mistaken_for_the_generators_own() -> None:
    """PEP 479: a RuntimeError caused by StopIteration is also just the body's failure."""
    told = Told()
    container = ServiceContainer().add_scoped(told.engine)
    failure = RuntimeError("generator raised StopIteration")
    with pytest.raises(RuntimeError) as caught, container.create_scope() as scope:
        scope.get(Engine)
        raise failure from StopIteration()
    assert caught.value is failure


def test_body_failure_of_an_inner_scope_handled_in_the_outer_one_is_not_told_there() -> None:
    """L23: nested scopes isolate; the outer body succeeded."""
    told = Told()
    container = ServiceContainer().add_scoped(told.engine)
    with container.create_scope() as outer:
        outer.get(Engine)
        with pytest.raises(Boom), container.create_scope() as inner:
            inner.get(Engine)
            raise Boom
    assert [name for name, _ in told.heard] == ["engine"]


def test_singletons_are_not_told_of_the_failure_of_a_scope() -> None:
    """L20: every generator *of that scope*."""
    told = Told()
    container = ServiceContainer().add_singleton(told.engine).add_scoped(told.session)
    with pytest.raises(Boom), container.create_scope() as scope:
        scope.get(Session)
        raise Boom
    container.close()
    assert [name for name, _ in told.heard] == ["session"]


def test_transient_resources_are_told_of_the_failure() -> None:
    """L20, L21."""
    told = Told()
    container = ServiceContainer().add_transient(told.engine)
    with pytest.raises(Boom), container.create_scope() as scope:
        scope.get(Engine)
        scope.get(Engine)
        raise Boom
    assert [name for name, _ in told.heard] == ["engine", "engine"]


def test_generator_without_a_handler_is_closed_by_the_failure() -> None:
    """L20: the code after its `yield` is skipped, its context managers end."""
    log: list[str] = []

    def engine() -> Iterator[Engine]:
        try:
            yield Engine()
            log.append("commit")
        finally:
            log.append("close")

    container = ServiceContainer().add_scoped(engine)
    with pytest.raises(Boom), container.create_scope() as scope:
        scope.get(Engine)
        raise Boom
    assert log == ["close"]
