"""L27: nothing that lives long may keep what lives short."""

import asyncio
from collections.abc import Iterator

import pytest

from wireworks import Factory, ServiceContainer, ServiceGraphError, ServiceScopeError


class Session: ...


class Repository:
    def __init__(self, session: Session) -> None:
        self.session = session


class Service:
    def __init__(self, repository: Repository) -> None:
        self.repository = repository


def make_session() -> Iterator[Session]:
    yield Session()


async def make_session_async() -> Session:
    return Session()


sessions = pytest.mark.parametrize("session", [Session, make_session, make_session_async])


@sessions
def test_singleton_that_would_keep_a_scoped_service_is_refused(session) -> None:
    """L27, L28: also inside a scope, where it would seem to work."""
    container = ServiceContainer().add_scoped(session).add_singleton(Repository)

    async def main() -> None:
        async with container.create_scope() as scope:
            with pytest.raises(ServiceScopeError) as caught:
                await scope.aget(Repository)
            for word in ("Repository", "Session", "singleton", "scoped", "session"):
                assert word in str(caught.value)

    asyncio.run(main())


@sessions
def test_singleton_that_would_keep_a_scoped_service_through_a_transient_is_refused(session) -> None:
    """L27: a transient lives as long as who holds it."""
    container = ServiceContainer().add_scoped(session).add_transient(Repository)
    container.add_singleton(Service)

    async def main() -> None:
        async with container.create_scope() as scope:
            with pytest.raises(ServiceScopeError) as caught:
                await scope.aget(Service)
            for word in ("Service", "Repository", "Session"):
                assert word in str(caught.value)

    asyncio.run(main())


def test_captive_dependency_is_refused_although_the_scoped_instance_exists() -> None:
    """L27: what was made before makes no difference."""
    container = ServiceContainer().add_scoped(Session).add_singleton(Repository)
    with container.create_scope() as scope:
        scope.get(Session)
        with pytest.raises(ServiceScopeError):
            scope.get(Repository)


def test_transient_over_a_captive_singleton_is_refused() -> None:
    """L27: the part asked for includes what lies below."""
    container = ServiceContainer().add_scoped(Session).add_singleton(Repository)
    container.add_transient(Service)
    with container.create_scope() as scope, pytest.raises(ServiceScopeError, match="Repository"):
        scope.get(Service)


def test_scoped_service_may_keep_singletons_and_transients() -> None:
    """L27: the other way round is the usual thing."""
    container = ServiceContainer().add_singleton(Session).add_transient(Repository)
    container.add_scoped(Service)
    with container.create_scope() as scope:
        assert scope.get(Service).repository.session is container.get(Session)
    container.validate()


def test_singleton_with_a_factory_of_a_scoped_service_is_the_way_out() -> None:
    """L15: the factory resolves in the current scope."""

    class Job:
        def __init__(self, session: Factory[Session]) -> None:
            self.session = session

    container = ServiceContainer().add_scoped(Session).add_singleton(Job)
    container.validate()
    job = container.get(Job)
    with container.create_scope() as scope:
        assert job.session() is scope.get(Session)
    with pytest.raises(ServiceScopeError):
        job.session()


def test_singleton_with_an_optional_scoped_service_is_refused() -> None:
    """L6: `T | None` with `T` registered gets the service, so it would be kept."""

    class Optional:
        def __init__(self, session: Session | None = None) -> None: ...

    container = ServiceContainer().add_scoped(Session).add_singleton(Optional)
    with pytest.raises(ServiceScopeError, match="Session"):
        container.get(Optional)


def test_validate_reports_the_captive_dependency_without_any_scope() -> None:
    """L27."""
    container = ServiceContainer().add_scoped(make_session).add_transient(Repository)
    container.add_singleton(Service)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert isinstance(problem, ServiceScopeError)
