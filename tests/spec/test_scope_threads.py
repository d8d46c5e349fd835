"""L23, L26: threads see a scope only when it is handed to them, and then share what it holds."""

import asyncio
import contextvars
import threading
from collections.abc import Iterator

import pytest

from tests.support.flights import LIMIT, start
from wireworks import ServiceContainer, ServiceScopeError


class Session: ...


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_scoped(Session)


def test_thread_does_not_see_the_scope_of_its_starter(container) -> None:
    """L23."""
    with container.create_scope():
        error = start(lambda: container.get(Session)).exception(LIMIT)
    assert isinstance(error, ServiceScopeError)


def test_thread_sees_the_scope_when_the_context_is_copied(container) -> None:
    """L23."""
    with container.create_scope() as scope:
        context = contextvars.copy_context()
        found = start(lambda: context.run(container.get, Session)).result(LIMIT)
        assert found is scope.get(Session)


def test_work_sent_to_a_thread_by_asyncio_sees_the_scope(container) -> None:
    """L23: `asyncio.to_thread` copies the context."""

    async def main() -> None:
        async with container.create_scope() as scope:
            found = await asyncio.to_thread(container.get, Session)
            assert found is scope.get(Session)

    asyncio.run(main())


def test_scope_closed_in_a_copy_of_its_context_leaves_the_outer_one_current_there(container) -> None:
    """L23: such as one that a fixture opened and whose end another task runs."""
    with container.create_scope() as outer:
        inner = container.create_scope()
        inner.__enter__()
        copied = contextvars.copy_context()
        copied.run(inner.__exit__, None, None, None)
        assert copied.run(container.get, Session) is outer.get(Session)
        assert container.get(Session) is outer.get(Session)


def test_threads_have_scopes_of_their_own(container) -> None:
    """L23: interleaved by a barrier."""
    step = threading.Barrier(4)

    def request() -> Session:
        with container.create_scope() as scope:
            step.wait(LIMIT)
            session = container.get(Session)
            step.wait(LIMIT)
            assert container.get(Session) is session is scope.get(Session)
            step.wait(LIMIT)
            return session

    sessions = [job.result(LIMIT) for job in [start(request) for _ in range(4)]]
    assert len({id(session) for session in sessions}) == 4


def test_scope_shared_by_threads_makes_each_service_once() -> None:
    """L26: a scoped service once per scope; its teardown once as well."""
    log: list[str] = []
    step = threading.Barrier(8)

    def make() -> Iterator[Session]:
        log.append("open")
        yield Session()
        log.append("close")

    container = ServiceContainer().add_scoped(make)

    def ask() -> Session:
        step.wait(LIMIT)
        return scope.get(Session)

    with container.create_scope() as scope:
        sessions = [job.result(LIMIT) for job in [start(ask) for _ in range(8)]]
    assert len({id(session) for session in sessions}) == 1
    assert log == ["open", "close"]


def test_scope_shared_by_threads_closes_what_each_of_them_made() -> None:
    """L21, L26: transient resources opened by several threads all belong to the scope."""
    log: list[str] = []
    step = threading.Barrier(8)

    def make() -> Iterator[Session]:
        log.append("open")
        yield Session()
        log.append("close")

    container = ServiceContainer().add_transient(make)

    def ask() -> int:
        step.wait(LIMIT)
        return len({id(one) for one in [scope.get(Session) for _ in range(50)]})

    with container.create_scope() as scope:
        for job in [start(ask) for _ in range(8)]:
            job.result(LIMIT)
        assert log == ["open"] * 400
    assert log[400:] == ["close"] * 400


def test_slow_scoped_service_blocks_no_other_service_of_its_scope() -> None:
    """L26: no lock of the scope's is held while user code runs."""
    making, go = threading.Event(), threading.Event()

    class Slow: ...

    def make_slow() -> Slow:
        making.set()
        assert go.wait(LIMIT)
        return Slow()

    container = ServiceContainer().add_scoped(Session).add_scoped(make_slow)
    with container.create_scope() as scope:
        job = start(lambda: scope.get(Slow))
        assert making.wait(LIMIT)
        assert start(lambda: scope.get(Session)).result(LIMIT) is scope.get(Session)
        go.set()
        assert job.result(LIMIT) is scope.get(Slow)
