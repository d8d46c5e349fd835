"""When `InjectedRoute` leaves FastAPI's way out, and when it does not (W1)."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from opentelemetry.trace import INVALID_SPAN, Tracer, TracerProvider

from tests.integration.fastapi.parts import Session, client_of, wired
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import InjectedRoute, setup


def is_direct() -> bool:
    """Tell whether FastAPI's handler is not among the callers."""
    callers = [frame.f_code.co_qualname for frame, _ in traceback.walk_stack(None)]
    return "get_request_handler.<locals>.app" not in callers


async def alone(session: Injected[Session]) -> bool:
    return is_direct()


async def with_request(session: Injected[Session], request: Request) -> bool:
    return is_direct()


async def with_part(session: Injected[Session], part: int) -> bool:
    return is_direct()


async def with_query(session: Injected[Session], q: int = 1) -> bool:
    return is_direct()


async def with_response(session: Injected[Session], response: Response) -> bool:
    return is_direct()


async def with_need(session: Injected[Session], need: Annotated[int, Depends(lambda: 1)]) -> bool:
    return is_direct()


def asked(app: FastAPI, path: str = "/", times: int = 4) -> list[bool]:
    with client_of(app) as client:
        return [client.get(path).json() for _ in range(times)]


DIRECT, NEVER = [False, True, True, True], [False] * 4


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [(alone, DIRECT), (with_request, DIRECT), (with_query, DIRECT), (with_response, NEVER), (with_need, NEVER)],
)
@pytest.mark.parametrize("included", [False, True])
def test_endpoints_that_take_services_alone_are_called_directly(included, endpoint, expected) -> None:
    """W1: once FastAPI's way has shown what is to be done."""
    app = wired(Session)
    router = APIRouter(route_class=InjectedRoute)
    (router if included else app).add_api_route("/", endpoint)
    app.include_router(router)
    assert asked(app) == expected


@pytest.mark.parametrize("kind", ["included", "own", "in a prefix"])
def test_parts_of_the_path_are_read_without_the_body(kind) -> None:
    """W1: FastAPI refuses what is wrong with them, at whatever time that comes."""
    app = wired(Session)
    router = app if kind == "own" else APIRouter(route_class=InjectedRoute)
    router.add_api_route("/" if kind == "in a prefix" else "/{part}", with_part)
    if isinstance(router, APIRouter):
        app.include_router(router, prefix="/{part}" if kind == "in a prefix" else "/in")
    start = "/in/" if kind == "included" else "/"
    with client_of(app) as client:
        answers = [client.get(f"{start}{part}/", follow_redirects=True) for part in ("x", "1", "2", "y", "3")]
    expected = [None, False, True, None, True]
    assert [answer.json() if answer.status_code == 200 else None for answer in answers] == expected
    assert [answer.status_code for answer in answers if answer.json() not in (True, False)] == [422, 422]


def test_inclusions_of_one_route_do_not_mix() -> None:
    """W1: what one of them checks, no other leaves out, and the other way round."""
    seen = []
    app, router = wired(Session), APIRouter(route_class=InjectedRoute)
    router.add_api_route("/", alone)
    app.include_router(router, prefix="/open")
    app.include_router(router, prefix="/guarded", dependencies=[Depends(lambda: seen.append("guard"))])
    assert (asked(app, "/guarded/"), asked(app, "/open/"), asked(app, "/guarded/")) == (NEVER, DIRECT, NEVER)
    assert seen == ["guard"] * 8


def test_routes_that_come_late_go_the_way_of_fastapi() -> None:
    """W1: nobody has looked at them."""
    app = wired(Session)
    with client_of(app) as client:
        app.add_api_route("/", alone)
        assert [client.get("/").json() for _ in range(4)] == NEVER


def test_an_app_with_a_route_class_of_its_own_keeps_it() -> None:
    """W1."""

    class Own(APIRoute): ...

    app = FastAPI()
    app.router.route_class = Own
    setup(app, ServiceContainer())
    assert app.router.route_class is Own


def test_classes_made_from_it_have_their_say() -> None:
    """W1: as with any class of routes."""
    seen = []

    class Counted(InjectedRoute):
        def get_route_handler(self) -> Callable[..., Any]:
            handler = super().get_route_handler()

            async def counting(request: Request) -> Response:
                seen.append(request.url.path)
                return await handler(request)

            return counting

    app = wired(Session)
    app.router.route_class = Counted
    app.add_api_route("/", alone)
    assert asked(app) == DIRECT
    assert seen == ["/"] * 4


def test_what_was_learned_ends_with_the_app() -> None:
    """W1: when it is started again, it is learned again."""
    app = wired(Session)
    app.add_api_route("/", alone)
    assert asked(app) == DIRECT
    assert asked(app) == DIRECT


def test_a_request_that_outlives_the_app_teaches_nothing() -> None:
    """W1: what it has seen is over."""
    app = wired(Session)
    here, go_on = asyncio.Event(), asyncio.Event()

    @app.get("/")
    async def wait(session: Injected[Session]) -> bool:
        here.set()
        await go_on.wait()
        return is_direct()

    async def ask(client: httpx2.AsyncClient) -> bool:
        return bool((await client.get("/")).json())

    async def main() -> list[bool]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
            async with app.router.lifespan_context(app):
                first = asyncio.create_task(ask(client))
                await here.wait()
            go_on.set()
            async with app.router.lifespan_context(app):
                return [await first, await ask(client), await ask(client)]

    assert asyncio.run(main()) == [False, False, True]


@pytest.mark.parametrize("inner_class", [APIRoute, InjectedRoute])
def test_requests_that_an_endpoint_sends_on_teach_nothing_about_itself(inner_class) -> None:
    """W1: though they have its ASGI scope."""
    app = wired(Session)
    inner = APIRouter(route_class=inner_class)

    @inner.get("/inner")
    async def show_inner(session: Injected[Session]) -> str:
        return "inner"

    @app.get("/")
    async def show(session: Injected[Session], request: Request) -> str:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message.get("body"))

        await app({**request.scope, "path": "/inner"}, request.receive, send)
        assert sent[-1] == b'"inner"'
        return "outer"

    app.include_router(inner)
    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(4)] == ["outer"] * 4


def test_what_a_container_overrides_is_injected_directly() -> None:
    """W7, L29."""

    class Other(Session): ...

    container = ServiceContainer()
    app = wired(Session, container=container)

    @app.get("/")
    async def show(session: Injected[Session]) -> str:
        return type(session).__name__

    with client_of(app) as client:
        assert [client.get("/").json() for _ in range(3)] == ["Session"] * 3
        with container.override(Session, Other):
            assert [client.get("/").json() for _ in range(3)] == ["Other"] * 3
        assert client.get("/").json() == "Session"


def test_telemetry_sees_what_it_sees_of_any_route() -> None:
    """W1: requests that it follows go FastAPI's way."""
    names: list[str] = []

    class Naming(Tracer):
        def start_span(self, name: str, *_: Any, **__: Any) -> Any:  # type: ignore[override]
            names.append(name)
            return INVALID_SPAN

        def start_as_current_span(self, name: str, *_: Any, **__: Any) -> Any:  # type: ignore[override]
            names.append(name)
            return nullcontext(INVALID_SPAN)

    class Named(TracerProvider):
        def get_tracer(self, *_: Any, **__: Any) -> Tracer:  # type: ignore[override]
            return Naming()

    app = FastAPI(telemetry={"tracer_provider": Named(), "exclude": lambda scope: b"q" in scope["query_string"]})
    setup(app, ServiceContainer().add_scoped(Session))
    app.add_api_route("/", alone)
    with client_of(app) as client:
        assert [client.get(path).json() for path in ("/?q", "/?q", "/", "/?q")] == [False, True, False, True]
    assert [name for name in names if name.startswith("fastapi.")] == [
        "fastapi.dependencies",
        "fastapi.endpoint",
        "fastapi.serialization",
    ]
