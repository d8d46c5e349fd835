"""W1, W6: what happens when an app starts and stops, and what is refused then or before."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.routing import Host, Mount, Route

from tests.integration.fastapi.parts import Session, client_of, wired
from tests.servers import run_app
from wireworks import (
    AsyncFactory,
    Factory,
    Inject,
    Injected,
    ServiceAsyncError,
    ServiceClosedError,
    ServiceContainer,
    ServiceError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceScopeError,
)
from wireworks.fastapi import _endpoints, setup


class Engine: ...


class Missing: ...


def engine_container(log: list[str]) -> ServiceContainer:
    async def engine() -> AsyncIterator[Engine]:
        yield Engine()
        log.append("engine closed")

    return ServiceContainer().add_singleton(Engine, engine)


def problems_of(app: FastAPI) -> list[ServiceError]:
    with pytest.raises(ServiceGraphError) as caught:
        with TestClient(app):
            raise AssertionError
    return list(caught.value.exceptions)


def test_the_container_is_closed_when_the_app_stops() -> None:
    """W1."""
    log: list[str] = []
    container = engine_container(log)
    app = wired(container=container)

    @app.get("/")
    async def endpoint(engine: Injected[Engine]) -> None: ...

    with run_app(app):
        assert asyncio.run(asked(container)) is Engine
        assert log == []
    assert log == ["engine closed"]
    with pytest.raises(ServiceClosedError):
        container.get(Engine)


async def asked(container: ServiceContainer) -> type:
    return type(await container.aget(Engine))


def test_the_lifespan_of_the_app_stays_and_the_container_outlives_it() -> None:
    """W1: it may register what it made, use the container throughout, and give state to requests."""
    log: list[object] = []
    container = engine_container(log)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        container.add_instance(str, "made by the lifespan")
        yield {"answer": 42}
        log.append(type(await container.aget(Engine)).__name__)

    app = FastAPI(lifespan=lifespan)
    setup(app, container)

    @app.get("/")
    async def endpoint(text: Injected[str], request: Request) -> list[object]:
        return [text, request.state.answer]

    with client_of(app) as client:
        assert client.get("/").json() == ["made by the lifespan", 42]
    assert log == ["Engine", "engine closed"]


def test_the_lifespans_of_included_routers_stay() -> None:
    """W1: whether they are included before or after."""
    log: list[str] = []

    def router(name: str) -> APIRouter:
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            log.append(name)
            yield

        return APIRouter(lifespan=lifespan)

    app = FastAPI()
    app.include_router(router("before"))
    setup(app, engine_container(log))
    app.include_router(router("after"))
    with client_of(app):
        assert log == ["before", "after"]


def test_a_start_that_fails_closes_the_container() -> None:
    """W1: when the lifespan of the app fails."""
    log: list[str] = []
    container = engine_container(log)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await container.aget(Engine)
        raise ValueError
        yield

    app = FastAPI(lifespan=lifespan)
    setup(app, container)
    with pytest.raises(ValueError), TestClient(app):  # noqa: PT011 - it says nothing
        raise AssertionError
    assert log == ["engine closed"]


def test_a_failing_check_closes_the_container_and_ends_the_lifespan() -> None:
    """W1, W6."""
    log: list[str] = []
    container = engine_container(log)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await container.aget(Engine)
        try:
            yield
        finally:
            log.append("lifespan ended")

    app = FastAPI(lifespan=lifespan)
    setup(app, container)

    @app.get("/")
    async def endpoint(missing: Injected[Missing]) -> None: ...

    assert [type(each) for each in problems_of(app)] == [ServiceNotFoundError]
    assert log == ["lifespan ended", "engine closed"]


def test_the_container_of_a_mounted_app_starts_and_stops_with_the_app_around_it() -> None:
    """W1: nobody runs the lifespan of a mounted app."""
    log: list[str] = []
    app, mounted = wired(), wired(container=engine_container(log))

    @mounted.get("/")
    async def endpoint(engine: Injected[Engine]) -> None: ...

    app.mount("/mounted", mounted)
    with client_of(app) as client:
        assert client.get("/mounted/").status_code == 200
    assert log == ["engine closed"]


def test_the_same_container_may_serve_an_app_and_one_mounted_in_it() -> None:
    """W1: it is closed once."""
    log: list[str] = []
    container = engine_container(log)
    app, mounted = wired(container=container), wired(container=container)

    @mounted.get("/")
    async def endpoint(engine: Injected[Engine]) -> None: ...

    app.mount("/mounted", mounted)
    with client_of(app) as client:
        assert client.get("/mounted/").status_code == 200
    assert log == ["engine closed"]


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


def test_a_problem_of_an_endpoint_says_where_it_stands() -> None:
    """W6, L28."""
    app = wired()

    @app.get("/")
    async def endpoint(missing: Injected[Missing]) -> None: ...

    [problem] = problems_of(app)
    line = endpoint.__code__.co_firstlineno
    assert f"tests/integration/fastapi/test_fastapi_start.py:{line}" in str(problem)
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


def test_a_route_added_after_the_start_is_checked_when_it_is_asked() -> None:
    """W6: late, but told the same."""
    app = wired()
    with TestClient(app) as client:

        @app.get("/")
        async def endpoint(missing: Injected[Missing]) -> None: ...

        with pytest.raises(ServiceNotFoundError, match="`Missing` is not registered"):
            client.get("/")


def test_setup_twice_is_refused() -> None:
    """W1."""
    with pytest.raises(ServiceError, match="`setup` was called twice for the app `FastAPI`"):
        setup(wired(), ServiceContainer())


def test_setup_after_the_start_is_refused() -> None:
    """W1: the middleware would come too late."""
    app = FastAPI(title="Shop")
    with TestClient(app), pytest.raises(ServiceError, match="`Shop`, which has started already"):
        setup(app, ServiceContainer())


def test_an_unknown_end_of_scope_is_refused() -> None:
    """W4."""
    with pytest.raises(ValueError, match=r"expected `'before_response'` or `'after_response'`, got `'never'`"):
        setup(FastAPI(), ServiceContainer(), close_scope="never")  # type: ignore[arg-type]


def test_what_setup_refuses_it_leaves_alone() -> None:
    """W1."""
    app, container = FastAPI(), ServiceContainer()
    with pytest.raises(ValueError, match="never"):
        setup(app, container, close_scope="never")  # type: ignore[arg-type]
    assert app.user_middleware == []
    assert not container.is_registered(Request)


def test_a_fastapi_that_would_pass_markers_to_handlers_is_refused(monkeypatch) -> None:
    """W1: `setup` tries it out, because no later version was there to be tested with."""
    monkeypatch.setattr(_endpoints, "Injected", dict(zip([str], [str], strict=True)))
    _endpoints.markers_are_understood.cache_clear()
    try:
        with pytest.raises(ServiceError, match=r"FastAPI \S+ does not take `Injected\[...\]` for a dependency"):
            setup(FastAPI(), ServiceContainer())
    finally:
        _endpoints.markers_are_understood.cache_clear()


def test_starting_an_app_again_says_that_its_container_was_closed() -> None:
    """W1, L25."""
    app = wired()
    with client_of(app):
        pass
    with pytest.raises(ServiceClosedError), TestClient(app):
        raise AssertionError
