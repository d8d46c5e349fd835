"""W1, W2: an endpoint that is asked often gets its services from one written function, and nothing else changes."""

import asyncio

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection

from tests.integration.fastapi.parts import Journal, Session, client_of, wired
from wireworks import Injected, ServiceContainer, ServiceScope
from wireworks.fastapi import setup

OFTEN = 4


class Settings: ...


class Body:
    """A service that reads the request."""

    def __init__(self, request: Request) -> None:
        self.request = request


def repeated(app: FastAPI, path: str) -> list[object]:
    """Ask often, within one life of the app."""
    with client_of(app) as client:
        answers = [client.get(path) for _ in range(OFTEN)]
    assert [answer.status_code for answer in answers] == [200] * OFTEN, answers[-1].text
    return [answer.json() for answer in answers]


def test_every_request_has_a_scope_of_its_own(app: FastAPI, journal: Journal) -> None:
    """W2, W4: with the path and query parameters that it had before."""
    seen: list[Session] = []

    @app.get("/{number}")
    async def show(number: int, session: Injected[Session], scope: Injected[ServiceScope], text: str = "?") -> str:
        assert await scope.aget(Session) is session
        seen.append(session)
        return f"{number}{text}"

    assert repeated(app, "/7?text=!") == ["7!"] * OFTEN
    assert len(set(seen)) == OFTEN
    assert journal.entries == ["commit"] * OFTEN


def test_dependencies_and_endpoint_share_the_scope(app: FastAPI) -> None:
    """W2: whoever asks first."""

    def session_of(session: Injected[Session]) -> Session:
        return session

    @app.get("/")
    async def show(session: Injected[Session], other: Session = Depends(session_of)) -> bool:  # noqa: B008, FAST002 - as users write it
        return session is other

    assert repeated(app, "/") == [True] * OFTEN


def test_request_that_services_see_is_the_one_of_the_endpoint(app: FastAPI, container: ServiceContainer) -> None:
    """W2: what one of them has read of the body the other need not read again."""
    container.add_scoped(Body)

    @app.get("/request")
    async def by_request(body: Injected[Body], request: Request) -> bool:
        return body.request is request

    @app.get("/connection")
    async def by_connection(body: Injected[Body], connection: HTTPConnection) -> bool:
        return body.request is connection

    assert repeated(app, "/request") == [True] * OFTEN
    assert repeated(wired_again(container, by_connection), "/") == [True] * OFTEN


def wired_again(container: ServiceContainer, endpoint: object) -> FastAPI:
    """Return another app with a fork of the container, for one endpoint."""
    app = FastAPI()
    setup(app, container.fork())
    app.get("/")(endpoint)  # type: ignore[arg-type]
    return app


def test_overrides_are_seen_by_requests_that_come_later(app: FastAPI, container: ServiceContainer) -> None:
    """W7: and forgotten by those that come after."""
    container.add_singleton(Settings)
    fake = Settings()

    @app.get("/")
    async def show(settings: Injected[Settings]) -> bool:
        return settings is fake

    with client_of(app) as client:
        for _ in range(OFTEN):
            assert client.get("/").json() is False
            with container.override({Settings: fake}, everywhere=True):
                assert client.get("/").json() is True


def test_routes_are_as_they_were_when_the_app_has_stopped(app: FastAPI) -> None:
    """W1: included ones too."""
    router = APIRouter()

    @router.get("/included")
    async def included(session: Injected[Session], request: Request) -> None: ...

    @app.get("/")
    async def show(session: Injected[Session]) -> None: ...

    def records() -> list[object]:
        own = [route.dependant for route in iter_route_contexts(app.routes) if hasattr(route, "dependant")]  # type: ignore[attr-defined]
        return [(each.call, len(each.dependencies), each.http_connection_param_name) for each in own]

    app.include_router(router)
    before = records()
    assert repeated(app, "/included") == [None] * OFTEN
    assert records() == before


def test_route_of_two_apps_is_answered_by_the_container_of_each() -> None:
    """W1: both serve it at the same time."""
    router = APIRouter()

    @router.get("/")
    async def show(settings: Injected[Settings]) -> int:
        return id(settings)

    apps = [wired(container=ServiceContainer().add_singleton(Settings)) for _ in range(2)]
    for each in apps:
        each.router.routes.extend(router.routes)
    with client_of(apps[0]) as first, client_of(apps[1]) as second:
        answers = [(first.get("/").json(), second.get("/").json()) for _ in range(OFTEN)]
    assert len(set(answers)) == 1
    assert len(set(answers[0])) == 2


def test_endpoint_that_opens_a_scope_of_the_container_itself_gets_its_own(
    app: FastAPI, container: ServiceContainer
) -> None:
    """W2: what a dependency has made current is not the request's scope."""

    async def nested() -> None:
        container.create_scope().__enter__()
        await asyncio.sleep(0)

    @app.get("/", dependencies=[Depends(nested)])
    async def show(session: Injected[Session], request: Request) -> bool:
        return session is await request.scope["wireworks"].scope.aget(Session)

    assert repeated(app, "/") == [True] * OFTEN
