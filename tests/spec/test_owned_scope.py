"""L16, L23: where the scope of an `Owned` lies, and what is found in it."""

import asyncio
from collections.abc import Iterator

import pytest

from wireworks import Owned, ServiceClosedError, ServiceContainer, ServiceScope


class Session:
    def __init__(self) -> None:
        self.told: list[str] = []


class Job:
    def __init__(self, session: Session, scope: ServiceScope) -> None:
        self.session = session
        self.scope = scope


class Runner:
    def __init__(self, jobs: Owned[Job]) -> None:
        self.jobs = jobs


class Place:
    def __init__(self, scope: ServiceScope) -> None:
        self.scope = scope


class Starter:
    def __init__(self, sessions: Owned[Session]) -> None:
        self.sessions = sessions


class Booth:
    def __init__(self, sessions: Owned[Session], places: Owned[Place]) -> None:
        self.sessions = sessions
        self.places = places


def open_session() -> Iterator[Session]:
    session = Session()
    yield session
    session.told.append("closed")


def office(runner: str = "singleton") -> ServiceContainer:
    container = ServiceContainer().add_scoped(open_session).add_transient(Job)
    container.register(Runner, Runner, runner)
    return container


def test_singleton_is_nobodys_own() -> None:
    """L16: it is made and kept as always, and closed with the container."""
    container = ServiceContainer().add_singleton(open_session)
    with container:
        with container.get(Owned[Session]) as session:
            assert session is container.get(Session)
        assert session.told == []
    assert session.told == ["closed"]


def test_scope_of_ones_own_lies_in_the_scope_of_the_consumer() -> None:
    """L16, L23: what that was opened with is found, and it is not the current one for that."""

    class Request:
        pass

    class Handler:
        def __init__(self, request: Request, scope: ServiceScope) -> None:
            self.request, self.scope = request, scope

    class Server:
        def __init__(self, handlers: Owned[Handler]) -> None:
            self.handlers = handlers

    container = ServiceContainer().add_context(Request).add_transient(Handler).add_scoped(Server)
    request = Request()
    with container.create_scope(context={Request: request}) as outer:
        server = outer.get(Server)
        with container.create_scope() as current, server.handlers as handler:
            assert handler.request is request
            assert handler.scope.parent is outer
            assert container.get(ServiceScope) is current


def test_scope_of_ones_own_lies_for_a_singleton_in_the_current_scope() -> None:
    """L16, L15."""
    container = office()
    runner = container.get(Runner)
    with container.create_scope() as scope, runner.jobs as job:
        assert job.scope.parent is scope
    with runner.jobs as job:
        assert job.scope.parent is None


def test_owned_of_a_scope_that_has_ended_is_closed() -> None:
    """L16, L23: nothing would be found in it."""
    container = office("scoped")
    with container.create_scope() as scope:
        runner = scope.get(Runner)
    with pytest.raises(ServiceClosedError):
        with runner.jobs:
            raise AssertionError

    async def main() -> None:
        with pytest.raises(ServiceClosedError):
            async with runner.jobs:
                raise AssertionError

    asyncio.run(main())


def test_owned_finds_what_lives_in_an_outer_scope() -> None:
    """L16, L24: the scope of its own has no name, and lies in the others."""
    container = ServiceContainer(scopes=["session"]).add_scoped(Session, scope="session").add_transient(Job)
    runner = container.add_singleton(Runner).get(Runner)
    with container.create_scope("session") as session, runner.jobs as job:
        assert job.session is session.get(Session)


def test_owned_of_an_outer_scope_lies_inside_the_nearest_that_may_hold_one() -> None:
    """L16, L24: a request may work with a session of its own, and its own session is inside what is around that."""
    container = ServiceContainer(scopes=["site", "session", "request"])
    container.add_scoped(Session, scope="session").add_scoped(Place, scope="session")
    container.add_scoped(Starter, scope="request").add_singleton(Booth).validate()
    booth = container.get(Booth)
    with container.create_scope("site") as site, container.create_scope("session") as session:
        with container.create_scope("request") as request, request.get(Starter).sessions as mine:
            assert mine is not session.get(Session)
            with booth.sessions as another:
                assert another not in {mine, session.get(Session)}
            session.close()
            with booth.places as place:
                assert (place.scope.name, place.scope.parent) == ("session", site)
    with container.create_scope("request"), booth.places as place:
        assert (place.scope.name, place.scope.parent) == ("session", None)
