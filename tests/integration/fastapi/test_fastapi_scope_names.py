"""L24, W2: where the container names its scopes, a request opens the innermost of them."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.types import Receive, Scope, Send

from tests.integration.fastapi.parts import client_of
from wireworks import Injected, ServiceContainer, ServiceScope
from wireworks.fastapi import setup


class Login: ...


class Query:
    """Lives as long as the request that it is given."""

    def __init__(self, request: Request, login: Login) -> None:
        self.path = request.url.path
        self.login = login


def made() -> tuple[FastAPI, ServiceContainer]:
    app = FastAPI()
    container = ServiceContainer(scopes=["session", "request"])
    setup(app, container)
    return app, container.add_scoped(Login, scope="session").add_scoped(Query, scope="request")


def test_request_is_the_innermost_scope_inside_the_session_around_it() -> None:
    """L24: a middleware of the app opens the session."""
    app, container = made()

    class Session:
        def __init__(self, app: FastAPI) -> None:
            self._app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async with container.create_scope("session"):
                await self._app(scope, receive, send)

    app.add_middleware(Session)  # type: ignore[arg-type]

    def dependency(query: Injected[Query]) -> Query:
        return query

    @app.get("/here")
    async def endpoint(
        query: Injected[Query], same: Annotated[Query, Depends(dependency)], scope: Injected[ServiceScope]
    ) -> list[object]:
        assert query is same
        assert scope.parent is not None
        assert scope.parent.get(Login) is query.login
        return [query.path, scope.name, scope.parent.name]

    with client_of(app) as client:
        assert client.get("/here").json() == ["/here", "request", "session"]


def test_without_a_session_the_request_stands_alone() -> None:
    """L24: what lives in a request is there, what lives in a session is not."""
    app, container = made()

    class Place:
        def __init__(self, request: Request) -> None:
            self.path = request.url.path

    container.add_scoped(Place, scope="request")

    @app.get("/there")
    async def endpoint(place: Injected[Place]) -> str:
        return place.path

    with client_of(app) as client:
        assert client.get("/there").json() == "/there"
