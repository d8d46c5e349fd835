"""L13, L16, L24: the names of scopes that are opened for a call, or for an `Owned`."""

import asyncio

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import Injected, Owned, ServiceContainer, ServiceScope, ServiceScopeError


class Login: ...


class Query:
    def __init__(self, scope: ServiceScope) -> None:
        self.scope = scope


class Part:
    def __init__(self, query: Query, scope: ServiceScope) -> None:
        self.query = query
        self.scope = scope


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    made = in_mode(ServiceContainer(scopes=["session", "request"]), request.param)
    return made.add_scoped(Login, scope="session").add_scoped(Query, scope="request").add_scoped(Part)


def test_function_that_needs_a_scope_has_one_of_the_innermost_name(container) -> None:
    """L13, L24: it is a piece of work like a request."""

    @container.inject
    def work(part: Injected[Part]) -> str | None:
        assert part.scope is part.query.scope
        return part.scope.name

    @container.inject
    async def work_later(part: Injected[Part]) -> str | None:
        return part.scope.name

    for _ in range(3):
        assert work() == "request"
        assert asyncio.run(work_later()) == "request"
        with container.create_scope("session") as session:
            session.get(Login)
            assert container.call(lambda: container.get(Login)) is session.get(Login)


def test_function_in_a_new_scope_is_isolated(container) -> None:
    """L13, L23, L24."""

    @container.inject(new_scope=True)
    def work(query: Injected[Query]) -> Query:
        assert query.scope.name == "request"
        return query

    for _ in range(3):
        with container.create_scope("session"), container.create_scope("request") as request:
            assert work() is not request.get(Query)


def test_function_may_say_the_name_of_its_scope(container) -> None:
    """L13, L24."""

    @container.inject(new_scope="session")
    def work(login: Injected[Login], scope: Injected[ServiceScope]) -> str | None:
        assert scope.get(Login) is login
        return scope.name

    for _ in range(3):
        assert work() == "session"
        with container.create_scope("request"), pytest.raises(ServiceScopeError, match="cannot be opened inside"):
            work()


def test_function_with_an_unknown_name_is_refused_where_it_stands(container) -> None:
    """L24."""
    with pytest.raises(ServiceScopeError, match=r"no scope `sesion`.*Did you mean `session`\?"):
        container.inject(new_scope="sesion")


def test_owned_service_has_a_scope_of_its_name(container) -> None:
    """L16, L24: of its own, so that it is not the one of the scope around."""

    class Desk:
        def __init__(self, queries: Owned[Query], logins: Owned[Login], parts: Owned[Part]) -> None:
            self.queries, self.logins, self.parts = queries, logins, parts

    container.add_singleton(Desk)
    desk = container.get(Desk)
    for _ in range(3):
        with desk.logins as login, desk.queries as query:
            assert type(login) is Login
            assert query.scope.name == "request"
        with container.create_scope("session"), container.create_scope("request") as request:
            with desk.queries as query, desk.parts as part:
                assert query is not request.get(Query)
                assert part.query is request.get(Query)
                assert (part.scope.name, part.scope.parent) == (None, request)
            with desk.logins as login:  # of a session beside the one that the request lies in
                assert login is not request.get(Login)
