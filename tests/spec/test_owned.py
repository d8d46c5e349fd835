"""L16: `Owned[T]` gives a `T` in a scope of its own, closed by whoever entered it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import (
    Injected,
    Owned,
    ServiceAsyncError,
    ServiceClosedError,
    ServiceCloseError,
    ServiceContainer,
    ServiceNotFoundError,
    ServiceScope,
    ServiceScopeError,
)


class Session:
    def __init__(self) -> None:
        self.told: list[object] = []


class Job:
    def __init__(self, session: Session, scope: ServiceScope) -> None:
        self.session = session
        self.scope = scope


class Runner:
    def __init__(self, jobs: Owned[Job]) -> None:
        self.jobs = jobs


class Boom(Exception):
    """What a body raises."""


def open_session() -> Iterator[Session]:
    session = Session()
    try:
        yield session
    except BaseException as error:
        session.told.append(error)
        raise
    else:
        session.told.append("closed")


async def open_session_later() -> AsyncIterator[Session]:
    session = Session()
    try:
        yield session
    except BaseException as error:
        session.told.append(error)
        raise
    else:
        session.told.append("closed")


def office(runner: str = "singleton", session: object = open_session, job: str = "transient") -> ServiceContainer:
    container = ServiceContainer().add_scoped(session)
    container.register(Job, Job, job)
    container.register(Runner, Runner, runner)
    return container


def test_statement_makes_a_service_and_closes_it() -> None:
    """L16, L20: also at the root, where no scope is open."""
    runner = office().get(Runner)
    with runner.jobs as job:
        assert isinstance(job, Job)
        assert job.session.told == []
    assert job.session.told == ["closed"]


def test_async_statement_makes_a_service_and_closes_it() -> None:
    """L16, L20."""
    runner = office(session=open_session_later).get(Runner)

    async def main() -> None:
        async with runner.jobs as job:
            assert job.session.told == []
        assert job.session.told == ["closed"]

    asyncio.run(main())


@pytest.mark.parametrize("lifetime", ["singleton", "scoped", "transient"])
@pytest.mark.parametrize("compile_after", [None, 0], ids=["interpreted", "compiled"])
def test_service_is_closed_by_its_consumer_and_not_by_the_scope_around(
    lifetime: str, compile_after: int | None
) -> None:
    """L16: its scoped parts are its own, too."""
    container = office(lifetime)
    container._resolvers._compile_after = compile_after  # noqa: SLF001 - the seam for tests of both modes
    with container.create_scope() as scope:
        with scope.get(Runner).jobs as job:
            assert job.session is not scope.get(Session)
            assert job.scope is not scope
        assert job.session.told == ["closed"]
        assert scope.get(Session).told == []


def test_outcome_of_the_body_is_thrown_into_what_was_made() -> None:
    """L16, L20: the same object, and it leaves as it came."""
    runner = office().get(Runner)
    boom = Boom()
    with pytest.raises(Boom) as caught:
        with runner.jobs as job:
            raise boom
    assert caught.value is boom
    assert job.session.told == [boom]


def test_outcome_of_an_async_body_is_thrown_into_what_was_made() -> None:
    """L16, L20: a cancellation, too."""
    runner = office(session=open_session_later).get(Runner)
    jobs = []

    async def work(entered: asyncio.Event) -> None:
        async with runner.jobs as job:
            jobs.append(job)
            entered.set()
            await asyncio.Event().wait()

    async def main() -> None:
        entered = asyncio.Event()
        task = asyncio.create_task(work(entered))
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    (told,) = jobs[0].session.told
    assert isinstance(told, asyncio.CancelledError)


def test_failure_to_close_is_told_with_the_outcome_of_the_body() -> None:
    """L16, L20."""

    def failing() -> Iterator[Session]:
        try:
            yield Session()
        finally:
            raise OSError

    runner = office(session=failing).get(Runner)
    with pytest.raises(ServiceCloseError) as caught:
        with runner.jobs:
            raise Boom
    assert [type(error) for error in caught.value.exceptions] == [Boom, OSError]


def test_service_that_cannot_be_made_leaves_nothing_open() -> None:
    """L16, L20: what was made for it is told of the failure."""
    sessions = []

    def failing(session: Session) -> Job:
        sessions.append(session)
        raise Boom

    container = ServiceContainer().add_scoped(open_session).add_transient(failing).add_singleton(Runner)
    runner = container.get(Runner)
    with pytest.raises(Boom) as caught, runner.jobs:
        raise AssertionError
    assert sessions[0].told == [caught.value]

    async def main() -> None:
        with pytest.raises(Boom) as caught:
            async with runner.jobs:
                raise AssertionError
        assert sessions[1].told == [caught.value]

    asyncio.run(main())


def test_owned_may_be_entered_again() -> None:
    """L16: each time in a fresh scope, also inside itself."""
    jobs = office().get(Runner).jobs
    with jobs as first:
        pass
    with jobs as outer, jobs as inner:
        assert len({id(first.session), id(outer.session), id(inner.session)}) == 3
        assert inner.session.told == outer.session.told == []
    with jobs as outer:
        with jobs as inner:
            pass
        assert inner.session.told == ["closed"]
        assert outer.session.told == []
    assert outer.session.told == ["closed"]


def test_owned_of_a_container_that_was_closed_is_closed() -> None:
    """L16, L25."""
    container = office()
    runner = container.get(Runner)
    container.close()
    with pytest.raises(ServiceClosedError), runner.jobs:
        raise AssertionError


def test_sync_statement_refuses_what_takes_await() -> None:
    """L10, L16."""
    runner = office(session=open_session_later).get(Runner)
    with pytest.raises(ServiceAsyncError, match="open_session_later") as caught, runner.jobs:
        raise AssertionError
    assert caught.value.fix == "use `async with`, or make `open_session_later` sync."


def test_sync_statement_tells_what_only_await_closes() -> None:
    """L16, L23: once the rest is closed."""

    class Lamp:
        pass

    def light() -> Iterator[Lamp]:
        yield Lamp()
        told.append("lamp closed")

    told: list[str] = []
    container = office(session=open_session_later).add_scoped(light)

    class Place:
        def __init__(self, lamp: Lamp, scope: ServiceScope) -> None:
            self.scope = scope

    place = container.add_transient(Place).get(Owned[Place])

    async def main() -> None:
        with pytest.raises(ServiceCloseError) as caught:
            with place as here:
                session = await here.scope.aget(Session)
        (error,) = caught.value.exceptions
        assert isinstance(error, ServiceAsyncError)
        assert "`Session`" in str(error)
        assert told == ["lamp closed"]
        await here.scope.aclose()
        assert session.told == ["closed"]

    asyncio.run(main())


def test_owned_of_what_is_not_registered_is_an_error_of_its_consumer() -> None:
    """L16, L27."""
    with pytest.raises(ServiceNotFoundError, match="`Job` is not registered, but `Runner` needs it"):
        ServiceContainer().add_singleton(Runner).get(Runner)


def test_singleton_may_own_what_lives_in_a_scope() -> None:
    """L16, L27: it keeps nothing."""
    office().validate()


def test_owned_is_got_from_the_container_and_injected_into_functions() -> None:
    """L13, L16."""
    container = office()

    @container.inject
    def run(jobs: Injected[Owned[Job]]) -> Job:
        with jobs as job:
            return job

    assert run().session.told == ["closed"]
    with container.get(Owned[Job]) as job:
        assert job.session.told == []
    assert repr(container.get(Owned[Job])) == "Owned[Job]"
    with container.create_scope() as scope, scope.get(Owned[Job]) as job:
        assert job.scope.parent is scope


def test_owned_is_entered_and_left_by_hand() -> None:
    """L16: the last that was entered by hand is left first."""
    jobs = office().get(Runner).jobs
    first = jobs.__enter__()
    with jobs as between:
        second = jobs.__enter__()
    assert (first.session.told, between.session.told, second.session.told) == ([], ["closed"], [])
    jobs.__exit__(None, None, None)
    assert (first.session.told, second.session.told) == ([], ["closed"])
    jobs.__exit__(None, None, None)
    assert first.session.told == ["closed"]
    with pytest.raises(ServiceScopeError, match=r"`Owned\[Job\]` was left before it was entered"):
        jobs.__exit__(None, None, None)
