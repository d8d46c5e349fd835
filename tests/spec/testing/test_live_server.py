"""W7, W13: a real server on a real socket, which sees what its test overrides, and goes when the test does."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Annotated

import httpx2
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.spec.testing.parts import LIMIT, Boom, Pool
from tests.support.mailing import Ledger, Mailer, Shop
from wireworks import Injected, ServiceContainer
from wireworks.adapters import Audience
from wireworks.fastapi import Stopping, setup
from wireworks.testing import LiveServer, Override, RunningApp


class Named(Mailer):
    def __init__(self, name: str) -> None:
        self.name = name


def name_of(mailer: Mailer) -> str:
    return getattr(mailer, "name", "real")


def get_shop(shop: Injected[Shop]) -> Shop:
    return shop


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_singleton(Mailer).add_singleton(Ledger).add_scoped(Shop)


@pytest.fixture
def shop(container: ServiceContainer) -> FastAPI:
    """An app that tells, in every way, which mailer its shop has."""
    app, mounted = FastAPI(), FastAPI()
    for site in (app, mounted):
        site.get("/")(say)
        site.get("/sync")(say_in_a_thread)
        site.get("/depends")(say_what_depends)
        site.get("/stream")(say_in_a_stream)
        site.websocket("/socket")(say_over_a_socket)
    app.mount("/mounted", mounted)
    setup(app, container)
    return app


async def say(shop: Injected[Shop]) -> str:
    return name_of(shop.mailer)


def say_in_a_thread(shop: Injected[Shop]) -> str:
    return name_of(shop.mailer)


def say_what_depends(shop: Annotated[Shop, Depends(get_shop)]) -> str:
    return name_of(shop.mailer)


async def say_in_a_stream(container: Injected[ServiceContainer]) -> StreamingResponse:
    async def body() -> AsyncIterator[str]:
        yield '"'
        yield name_of(container.get(Shop).mailer)
        yield '"'

    return StreamingResponse(body())


async def say_over_a_socket(websocket: WebSocket, shop: Injected[Shop]) -> None:
    await websocket.accept()
    await websocket.send_text(name_of(shop.mailer))
    await websocket.close()


PATHS = ["/", "/sync", "/depends", "/stream"]
PATHS += [f"/mounted{path}" for path in PATHS]


def said(server: LiveServer) -> set[str]:
    """Ask in every way."""
    with server.client() as browser:
        answers = {browser.get(path).json() for path in PATHS}
    for path in ("/socket", "/mounted/socket"):
        with connect(server.ws_url + path) as websocket:
            answers.add(websocket.recv())
    return answers


def test_app_is_started_and_stopped_around_the_server(app: FastAPI, pools: list[Pool]) -> None:
    """W1."""
    with LiveServer(app) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert httpx2.get(f"{server.url}/pool").json() is False
        assert [pool.closed for pool in pools] == [False]
        port = server.port

    assert [pool.closed for pool in pools] == [True]
    assert server.port == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))


def test_what_the_app_raises_while_it_starts_reaches_the_test() -> None:
    """As it was raised: uvicorn writes it into its log, and ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        raise Boom
        yield

    with pytest.raises(Boom), LiveServer(FastAPI(lifespan=lifespan)):
        raise AssertionError


def test_what_nobody_handles_is_a_500_as_it_is_in_earnest(app: FastAPI) -> None:
    with LiveServer(app) as server:
        assert httpx2.get(f"{server.url}/boom").status_code == 500
        assert httpx2.get(f"{server.url}/pool").status_code == 200


def test_response_has_a_date() -> None:
    with LiveServer(FastAPI()) as server:
        assert "date" in httpx2.get(f"{server.url}/openapi.json").headers


def test_it_sees_what_was_overridden_before_and_what_is_overridden_meanwhile(shop, container) -> None:
    """L29, W7: endpoints, sync ones, dependencies, streams, sockets, and those of mounted apps."""
    with container.override(Mailer, Named("early")), LiveServer(shop) as server:
        assert said(server) == {"early"}
        with container.override(Mailer, Named("late")):
            assert said(server) == {"late"}
        assert said(server) == {"early"}
    with LiveServer(shop) as server:
        assert said(server) == {"real"}


def test_background_task_of_a_served_request_sees_it(shop, container) -> None:
    """L29, W7."""
    seen: list[str] = []
    done = threading.Event()

    @container.inject
    def task(shop: Injected[Shop]) -> None:
        seen.append(name_of(shop.mailer))
        done.set()

    @shop.get("/task")
    def with_task(tasks: BackgroundTasks) -> None:
        tasks.add_task(task)

    with LiveServer(shop) as server, container.override(Mailer, Named("fake")):
        httpx2.get(f"{server.url}/task")
        assert done.wait(LIMIT)
    assert seen == ["fake"]


def test_tests_in_threads_that_share_an_app_do_not_see_each_other(shop, container) -> None:
    """L29, W7: each has a server of its own, on a port of its own."""
    together = threading.Barrier(3)

    def test(running: RunningApp, name: str) -> None:
        with LiveServer(running) as server, container.override(Mailer, Named(name)):
            together.wait(LIMIT)
            assert said(server) == {name}
            together.wait(LIMIT)

    with RunningApp(shop) as running, ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(test, running, name) for name in "abc"]:
            done.result(2 * LIMIT)
        assert running.client().get("/").json() == "real"


def test_async_test_has_its_overrides_served(shop, container) -> None:
    """L29, W7."""

    async def test() -> None:
        with LiveServer(shop) as server:
            async with container.override(Mailer, Named("fake")):
                assert await asyncio.to_thread(said, server) == {"fake"}
            assert await asyncio.to_thread(said, server) == {"real"}

    asyncio.run(test())


def test_server_and_clients_of_one_run_share_its_singletons(app: FastAPI, pools: list[Pool]) -> None:
    with RunningApp(app) as running, LiveServer(running) as first, LiveServer(running) as second:
        for url in (first.url, second.url):
            assert httpx2.get(f"{url}/pool").json() is False
        assert running.client().get("/pool").json() is False
    assert [pool.closed for pool in pools] == [True]


def endless(app: FastAPI, *, heeds: bool) -> threading.Event:
    """Give the app a stream without an end; return what is set when it was closed."""
    closed = threading.Event()

    @app.get("/endless")
    async def stream(stopping: Injected[Stopping]) -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            try:
                while not (heeds and stopping.stopped):
                    yield b"."
                    await asyncio.sleep(0.01)
            finally:
                closed.set()

        return StreamingResponse(body())

    return closed


@pytest.mark.parametrize("heeds", [True, False])
def test_server_stops_at_once_though_streams_and_sockets_are_open(app: FastAPI, heeds: bool) -> None:
    """W10, W13: politely where they heed the end, otherwise after a moment of grace."""
    closed = endless(app, heeds=heeds)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        with suppress(Exception):
            await websocket.receive_text()

    with ExitStack() as open_until_then, LiveServer(app) as server:
        websocket = open_until_then.enter_context(connect(f"{server.ws_url}/socket"))
        browser = open_until_then.enter_context(server.client())
        response = open_until_then.enter_context(browser.stream("GET", "/endless"))
        assert next(response.iter_raw()) == b"."
        begun = time.monotonic()
        server.__exit__(None, None, None)
        assert time.monotonic() - begun < 1
        assert closed.is_set()
        with pytest.raises(ConnectionClosed):
            websocket.recv()


def test_override_that_is_told_from_elsewhere_counts_as_well(shop, container) -> None:
    """W7: the task of an async test does not descend from the context of a fixture."""

    def elsewhere() -> None:
        override(Mailer, Named("fake"))

    audience = Audience()
    with Override(container, audience=audience) as override:
        with LiveServer(shop, audience=audience) as server, ThreadPoolExecutor() as pool:
            pool.submit(elsewhere).result(LIMIT)
            assert said(server) == {"fake"}
            assert name_of(container.get(Mailer)) == "real"
