"""L23, reliability: an ended scope refuses, wherever and however it ended."""

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceClosedError, ServiceContainer, ServiceScope, ServiceScopeError


class Session: ...


class Clock: ...


class Boom(Exception): ...


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def container(log) -> ServiceContainer:
    def session() -> Iterator[Session]:
        yield Session()
        log.append("closed")

    return ServiceContainer().add_scoped(session).add_transient(Clock)


@pytest.mark.parametrize("key", [Session, Clock])
@pytest.mark.parametrize("used", [False, True])
def test_scope_used_after_its_end_is_refused(container, log, key, used) -> None:
    """reliability: it would open what nobody closes."""
    with container.create_scope() as scope:
        if used:
            scope.get(key)
    log.clear()
    with pytest.raises(ServiceClosedError):
        scope.get(key)
    with pytest.raises(ServiceClosedError):
        asyncio.run(scope.aget(key))
    assert log == []


def test_ended_scope_never_answers_with_the_services_of_a_later_one(container) -> None:
    """reliability: a pooled scope did."""
    with container.create_scope() as first:
        first.get(Session)
    with container.create_scope() as second:
        second.get(Session)
        with pytest.raises(ServiceClosedError):
            first.get(Session)
        first.close()
        assert container.get(Session) is second.get(Session)


def test_ended_scope_opens_no_nested_scope(container) -> None:
    """L23."""
    with container.create_scope() as scope:
        pass
    with pytest.raises(ServiceClosedError):
        scope.create_scope().__enter__()


def test_ended_scope_is_not_entered_again(container) -> None:
    """L23: scopes are not pooled or reused."""
    with container.create_scope() as scope:
        pass
    with pytest.raises(ServiceClosedError):
        scope.__enter__()
    with pytest.raises(ServiceClosedError):
        asyncio.run(scope.__aenter__())


def test_scope_is_not_entered_while_it_is_entered(container, log) -> None:
    """L23: and the first entering is none the worse for it."""
    with container.create_scope() as scope:
        scope.get(Session)
        with pytest.raises(ServiceScopeError, match="entered already"):
            scope.__enter__()
        assert container.get(Session) is scope.get(Session)
    assert log == ["closed"]


def test_scope_that_was_never_entered_may_be_left_to_an_exit_stack(container, log) -> None:
    """L23: it closes, and the current scope stays what it is."""
    with container.create_scope() as outer, contextlib.ExitStack() as stack:
        inner = container.create_scope()
        stack.push(inner)
        inner.get(Session)
        stack.close()
        assert log == ["closed"]
        assert container.get(ServiceScope) is outer


def test_closing_a_scope_twice_is_harmless(container, log) -> None:
    """L23: early `close()` inside the `with` block as well."""
    with container.create_scope() as scope:
        scope.get(Session)
        scope.close()
        assert log == ["closed"]
        with pytest.raises(ServiceClosedError):
            scope.get(Session)
        scope.close()
    asyncio.run(scope.aclose())
    assert log == ["closed"]


def test_scope_is_usable_as_sync_and_async_context_manager_and_by_hand(container, log) -> None:
    """L23."""

    async def main() -> None:
        async with container.create_scope() as scope:
            scope.get(Session)
        by_hand = container.create_scope()
        by_hand.get(Session)
        await by_hand.aclose()

    asyncio.run(main())
    assert log == ["closed", "closed"]


def test_scope_entered_here_may_be_closed_in_another_context(container, log) -> None:
    """L23: a framework may run set-up and clean-up in different contexts."""
    scope = container.create_scope()
    here = contextvars.Context()
    here.run(scope.__enter__)
    here.run(container.get, Session)
    contextvars.Context().run(scope.__exit__, None, None, None)
    assert log == ["closed"]
    with pytest.raises((ServiceClosedError, ServiceScopeError)):
        here.run(container.get, Session)


def test_scope_entered_here_may_be_closed_in_another_thread(container, log) -> None:
    """L23."""
    scope = container.create_scope()
    scope.__enter__()
    scope.get(Session)
    worker = threading.Thread(target=scope.close, daemon=True)
    worker.start()
    worker.join(5)
    assert log == ["closed"]
    with pytest.raises(ServiceClosedError):
        scope.get(Session)
    scope.__exit__(None, None, None)


def test_scope_closed_elsewhere_leaves_the_outer_one_to_be_found(container) -> None:
    """L23: the innermost *open* scope."""
    with container.create_scope() as outer:
        inner = container.create_scope()
        inner.__enter__()
        contextvars.copy_context().run(inner.__exit__, None, None, None)
        assert container.get(Session) is outer.get(Session)


def test_child_task_that_outlives_its_scope_is_refused(container, log) -> None:
    """L23, reliability."""

    async def late(ended: asyncio.Event) -> None:
        await ended.wait()
        with pytest.raises((ServiceClosedError, ServiceScopeError)):
            await container.aget(Session)

    async def main() -> None:
        ended = asyncio.Event()
        async with container.create_scope():
            task = asyncio.create_task(late(ended))
            await asyncio.sleep(0)
        ended.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(main())
    assert log == []


class SlowSession:
    """An async resource whose opening waits to be allowed on."""

    def __init__(self) -> None:
        self.opening, self.go = asyncio.Event(), asyncio.Event()
        self.log: list[str] = []

    async def make(self) -> AsyncIterator[Session]:
        self.opening.set()
        await self.go.wait()
        self.log.append("opened")
        yield Session()
        self.log.append("closed")


def test_resource_that_finishes_opening_after_its_scope_ended_is_closed_at_once() -> None:
    """Choice: nobody is given it, and it is not left open."""

    async def main() -> None:
        slow = SlowSession()
        container = ServiceContainer().add_scoped(slow.make)
        scope = container.create_scope()
        task = asyncio.create_task(scope.aget(Session))
        await asyncio.wait_for(slow.opening.wait(), 5)
        await asyncio.wait_for(scope.aclose(), 5)
        slow.go.set()
        with pytest.raises(ServiceClosedError):
            await asyncio.wait_for(task, 5)
        assert slow.log == ["opened", "closed"]

    asyncio.run(main())


@pytest.mark.parametrize("lifetime", ["scoped", "transient"])
@pytest.mark.parametrize("attempts", [1, 3])
def test_factory_that_closes_its_own_scope_leaks_nothing(log, lifetime, attempts) -> None:
    """Choice: the same with one thread only."""
    container = ServiceContainer()

    def make() -> Iterator[Session]:
        scope.close()
        yield Session()
        log.append("closed")

    container.register(Session, make, lifetime)
    for _ in range(attempts):
        scope = container.create_scope()
        with pytest.raises(ServiceClosedError):
            scope.get(Session)
    assert log == ["closed"] * attempts


@pytest.mark.parametrize("attempts", [1, 3])
def test_scope_that_ends_in_the_middle_of_a_making_gives_nothing_more(attempts) -> None:
    """L23: what is needed next is refused like everything else."""

    class Closer:
        def __init__(self, scope: ServiceScope) -> None:
            scope.close()

    class Report:
        def __init__(self, closer: Closer, clock: Clock) -> None: ...

    container = ServiceContainer().add_scoped(Clock).add_transient(Closer).add_transient(Report)
    for _ in range(attempts):
        scope = container.create_scope()
        with pytest.raises(ServiceClosedError):
            scope.get(Report)


def test_teardown_may_use_what_its_scope_still_holds() -> None:
    """L20: an older resource is open while a newer one ends, and is had by reference."""
    seen: list[bool] = []

    class Older:
        open = True

    class Newer:
        def __init__(self, older: Older) -> None: ...

    def older() -> Iterator[Older]:
        yield (made := Older())
        made.open = False

    def newer(older: Older) -> Iterator[Newer]:
        yield Newer(older)
        seen.append(older.open)

    container = ServiceContainer().add_scoped(older).add_scoped(newer)
    with container.create_scope() as scope:
        scope.get(Newer)
    assert seen == [True]


def test_teardown_may_not_open_more_in_the_ending_scope() -> None:
    """L23: `ServiceClosedError`, delivered like any failing teardown."""

    class Asking: ...

    container = ServiceContainer().add_scoped(Session)

    def asking() -> Iterator[Asking]:
        yield Asking()
        with pytest.raises((ServiceClosedError, ServiceScopeError)):
            container.get(Session)
        with pytest.raises(ServiceClosedError):
            scope.get(Session)

    container.add_scoped(asking)
    with container.create_scope() as scope:
        scope.get(Asking)
