"""W6: what endpoints ask for is checked when the app starts."""

import re
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Host, Mount, Route

from tests.integration.fastapi.parts import Session, client_of, problems_of, wired
from wireworks import (
    AsyncFactory,
    Factory,
    Inject,
    Injected,
    ServiceAsyncError,
    ServiceContainer,
    ServiceError,
    ServiceNotFoundError,
    ServiceScopeError,
)


class Engine: ...


class Missing: ...


def test_every_missing_service_of_every_endpoint_is_told_at_start_up() -> None:
    """W6: of endpoints, dependencies, WebSockets, included and mounted routes; each function once."""
    app, router, mounted, deeper = wired(), APIRouter(), FastAPI(), FastAPI()

    def shared(missing: Injected[Missing]) -> None: ...

    async def endpoint(missing: Annotated[Missing, Inject(qualifier="own")]) -> None: ...

    async def socket(socket: WebSocket, missing: Annotated[Missing, Inject(qualifier="socket")]) -> None: ...

    async def late(missing: Annotated[Missing, Inject(qualifier="deep")]) -> None: ...

    router.get("/one", dependencies=[Depends(shared)])(endpoint)
    router.get("/two", dependencies=[Depends(shared)])(endpoint)
    router.websocket("/socket")(socket)
    app.include_router(router, prefix="/included")
    app.mount("/mounted", mounted)
    mounted.mount("/deeper", Starlette(routes=[Mount("/site", deeper), Route("/plain", lambda request: None)]))
    deeper.get("/")(late)
    app.router.routes.append(Host("{name}.test", FastAPI()))
    told = sorted(line for each in problems_of(app) for line in str(each).splitlines()[:1])
    assert [re.match(r"`([^`]+)` is not registered, but `([^`]+)` needs it", line).groups() for line in told] == [
        ("Missing['deep']", "late"),
        ("Missing['own']", "endpoint"),
        ("Missing['socket']", "socket"),
        ("Missing", "shared"),
    ]


@pytest.mark.parametrize("kind", [FastAPI, APIRouter])
def test_endpoints_are_checked_behind_the_middlewares_of_a_mount(kind) -> None:
    """W6: those of an app that is mounted, and of a router."""
    app, mounted = wired(), kind()

    @mounted.get("/")
    async def endpoint(missing: Injected[Missing]) -> None: ...

    around = [Middleware(GZipMiddleware), Middleware(BaseHTTPMiddleware, dispatch=endpoint)]
    app.router.routes.append(Mount("/mounted", app=mounted, middleware=around))
    app.router.routes.append(Mount("/other", app=lambda *_: None, middleware=around))
    [problem] = problems_of(app)
    assert "parameter `missing`" in str(problem)


def test_a_problem_of_an_endpoint_says_where_it_stands() -> None:
    """W6, L28."""
    app = wired()

    @app.get("/")
    async def endpoint(missing: Injected[Missing]) -> None: ...

    [problem] = problems_of(app)
    line = endpoint.__code__.co_firstlineno
    assert f"tests/integration/fastapi/test_fastapi_checks.py:{line}" in str(problem)
    assert "parameter `missing`" in str(problem)


def test_captive_services_are_told_together_with_what_endpoints_miss() -> None:
    """W6, L27."""

    class Keeper:
        def __init__(self, session: Session) -> None: ...

    app = wired(container=ServiceContainer().add_scoped(Session).add_singleton(Keeper))

    @app.get("/")
    async def endpoint(missing: Injected[Missing], session: Injected[Session]) -> None: ...

    assert sorted(type(each).__name__ for each in problems_of(app)) == [
        ServiceNotFoundError.__name__,
        ServiceScopeError.__name__,
    ]


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_a_sync_factory_of_what_only_await_can_make_is_refused_at_start_up(kind) -> None:
    """W6: it would fail when it is called, whoever calls it; an `AsyncFactory` is fine."""

    async def make() -> Engine:
        return Engine()

    app = wired(make)

    async def endpoint(make: Injected[Factory[Engine]], later: Injected[AsyncFactory[Engine]]) -> None: ...

    def endpoint_in_a_thread(make: Injected[Factory[Engine]], later: Injected[AsyncFactory[Engine]]) -> None: ...

    app.get("/")(endpoint if kind == "async" else endpoint_in_a_thread)
    assert [type(each) for each in problems_of(app)] == [ServiceAsyncError]


@pytest.mark.parametrize("default", [True, False])
def test_a_default_is_nothing_that_fastapi_would_use_unless_it_is_none(default) -> None:
    """W6, L6: so only `T | None` with a default may go without its service."""
    app = wired()

    async def without(missing: Injected[Missing | None], given: Injected[str] = "default") -> None: ...

    async def with_default(missing: Injected[Missing | None] = None) -> None: ...

    app.get("/")(with_default if default else without)
    if default:
        with client_of(app) as client:
            assert client.get("/").status_code == 200
    else:
        assert len(problems_of(app)) == 2


def test_a_marker_inside_another_type_is_refused_at_start_up() -> None:
    """W6, W1: FastAPI would read such a parameter from the request."""

    class Model(BaseModel): ...

    app = wired(Model)

    @app.post("/")
    async def endpoint(model: Injected[Model] | None, other: Model) -> None: ...

    [problem] = problems_of(app)
    assert "Parameter `model` of `endpoint`" in str(problem)
    assert "`Injected[Repo | None]`" in str(problem)


def test_a_misplaced_marker_is_told_together_with_the_rest() -> None:
    """W6, L27."""

    class Model(BaseModel): ...

    app = wired(Model)

    @app.post("/")
    async def endpoint(model: Injected[Model] | None, missing: Injected[Missing]) -> None: ...

    assert [type(each) for each in problems_of(app)] == [ServiceNotFoundError, ServiceError]


def test_a_route_added_after_the_start_is_checked_when_it_is_asked() -> None:
    """W6: late, but told the same."""
    app = wired()
    with TestClient(app) as client:

        @app.get("/")
        async def endpoint(missing: Injected[Missing]) -> None: ...

        with pytest.raises(ServiceNotFoundError, match="`Missing` is not registered"):
            client.get("/")


def test_a_typed_factory_that_does_not_fit_is_told_at_start_up() -> None:
    """W6, L15."""
    app = wired(Engine)

    @app.get("/")
    async def endpoint(make: Injected[Factory[Engine, [int]]]) -> None: ...

    (problem,) = problems_of(app)
    assert "Parameter `make` of `endpoint` is `Factory[Engine, [int]]`" in str(problem)
