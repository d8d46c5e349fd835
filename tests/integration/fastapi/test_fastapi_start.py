"""W1, W6: what happens when an app starts and stops, and what is refused then or before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from tests.integration.fastapi.parts import client_of, problems_of, wired
from tests.servers import run_app
from wireworks import (
    Injected,
    ServiceClosedError,
    ServiceContainer,
    ServiceError,
    ServiceNotFoundError,
)
from wireworks.fastapi import _endpoints, setup


class Engine: ...


class Missing: ...


def engine_container(log: list[str]) -> ServiceContainer:
    async def engine() -> AsyncIterator[Engine]:
        yield Engine()
        log.append("engine closed")

    return ServiceContainer().add_singleton(Engine, engine)


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


def test_app_may_be_started_again_and_begins_anew() -> None:
    """W1, W13, L25: as it is without a container, where every test enters a client of one app."""
    log: list[str] = []
    container = engine_container(log)
    app = wired(container=container)

    @app.get("/")
    async def engine(engine: Injected[Engine]) -> int:
        return id(engine)

    for count in (1, 2, 3):
        with client_of(app) as client:
            assert client.get("/").json() == id(asyncio.run(container.aget(Engine)))
        assert log == ["engine closed"] * count
        with pytest.raises(ServiceClosedError):
            container.get(Engine)


def test_container_is_closed_with_the_last_of_those_that_run_it() -> None:
    """W1: clients of one app, and apps of one container, may overlap."""
    log: list[str] = []
    container = engine_container(log)
    apps = [wired(container=container), wired(container=container)]
    for app in apps:

        @app.get("/")
        async def endpoint(engine: Injected[Engine]) -> None: ...

    with client_of(apps[0]) as first:
        assert first.get("/").status_code == 200
        with client_of(apps[0]) as second, client_of(apps[1]) as other:
            assert (second.get("/").status_code, other.get("/").status_code) == (200, 200)
        assert log == []
        assert first.get("/").status_code == 200

    assert log == ["engine closed"]


def test_app_that_failed_to_start_says_the_same_the_next_time() -> None:
    """W6."""
    app = wired()

    @app.get("/")
    async def endpoint(missing: Injected[Missing]) -> None: ...

    for _ in range(2):
        assert [type(problem) for problem in problems_of(app)] == [ServiceNotFoundError]
