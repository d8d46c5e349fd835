"""W1, W2: an endpoint that is asked often gets its services from one written function, and nothing else changes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, WebSocket
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
    with client_of(app) as client:
        assert client.get("/included").json() is None
        assert records() != before
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
        return session is await request.scope["wireworks"].aget(Session)

    assert repeated(app, "/") == [True] * OFTEN


class Missing: ...


def kept(app: FastAPI) -> list[int]:
    """Return how many dependencies of FastAPI's each route has left."""
    return [
        len(route.dependant.dependencies) for route in iter_route_contexts(app.routes) if hasattr(route, "dependant")
    ]  # type: ignore[attr-defined]


def test_sync_endpoint_gets_everything_from_one_dependency(app: FastAPI, journal: Journal) -> None:
    """W1, W2: made in the event loop, as it may take `await`; the endpoint runs in a thread."""

    @app.get("/{number}")
    def show(session: Injected[Session], scope: Injected[ServiceScope], number: int) -> list[object]:
        assert scope.get(Session) is session
        return [number, threading.current_thread() is threading.main_thread()]

    with client_of(app) as client:
        assert kept(app) == [1]
        assert [client.get("/3").json() for _ in range(OFTEN)] == [[3, False]] * OFTEN
    assert kept(app) == [2]
    assert journal.entries == ["commit"] * OFTEN


@pytest.mark.parametrize("is_async", [True, False])
def test_service_that_may_be_missing_is_none(app: FastAPI, container: ServiceContainer, is_async: bool) -> None:
    """W1: whatever the default, until somebody registers it."""

    async def asynchronous(session: Injected[Session], missing: Injected[Missing | None] = None) -> bool:
        return missing is None

    def synchronous(session: Injected[Session], missing: Injected[Missing | None] = None) -> bool:
        return missing is None

    app.get("/")(asynchronous if is_async else synchronous)
    with client_of(app) as client:
        assert kept(app) == ([0] if is_async else [1])
        assert [client.get("/").json() for _ in range(OFTEN)] == [True] * OFTEN
        container.add_singleton(Missing)
        assert [client.get("/").json() for _ in range(OFTEN)] == [False] * OFTEN
        with container.override({Missing: None}, everywhere=True):
            assert client.get("/").json() is True


def test_websocket_endpoint_gets_everything_at_once(app: FastAPI, journal: Journal) -> None:
    """W1, W5: in the scope of the connection."""

    @app.websocket("/{name}")
    async def chat(socket: WebSocket, session: Injected[Session], scope: Injected[ServiceScope], name: str) -> None:
        await socket.accept()
        await socket.send_json([name, await scope.aget(Session) is session])
        await socket.close()

    with client_of(app) as client:
        assert kept(app) == [0]
        for _ in range(OFTEN):
            with client.websocket_connect("/Ada") as socket:
                assert socket.receive_json() == ["Ada", True]
    assert journal.entries == ["commit"] * OFTEN


@pytest.mark.parametrize("is_async", [True, False])
def test_streaming_endpoint_gets_everything_from_one_dependency(
    app: FastAPI, journal: Journal, *, is_async: bool
) -> None:
    """W4: its body runs in the scope, which ends behind it."""

    async def asynchronous(session: Injected[Session], scope: Injected[ServiceScope]) -> AsyncIterator[int]:
        yield len(journal.entries)
        assert await scope.aget(Session) is session

    def synchronous(session: Injected[Session], scope: Injected[ServiceScope]) -> Iterator[int]:
        yield len(journal.entries)
        assert scope.get(Session) is session

    app.get("/")(asynchronous if is_async else synchronous)
    with client_of(app) as client:
        assert kept(app) == [1]
        assert [client.get("/").text for _ in range(OFTEN)] == [f"{each}\n" for each in range(OFTEN)]
    assert journal.entries == ["commit"] * OFTEN


def test_dependencies_of_fastapi_are_overridden_as_ever(app: FastAPI) -> None:
    """W7: beside what is injected."""

    def user() -> str:
        return "Ada"

    @app.get("/async")
    async def asynchronous(session: Injected[Session], name: Annotated[str, Depends(user)]) -> str:
        return name

    @app.get("/sync")
    def synchronous(session: Injected[Session], name: Annotated[str, Depends(user)]) -> str:
        return name

    app.dependency_overrides[user] = lambda: "Bob"
    with client_of(app) as client:
        for path in ("/async", "/sync"):
            assert [client.get(path).json() for _ in range(OFTEN)] == ["Bob"] * OFTEN
