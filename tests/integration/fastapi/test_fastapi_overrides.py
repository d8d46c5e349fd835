"""L29 through FastAPI: what a test overrides is what the endpoints get, by every client."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Request, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from tests.servers import run_app
from tests.support.flights import LIMIT
from tests.support.mailing import Ledger, Mailer, Shop
from wireworks import AsyncFactory, Factory, Injected, ServiceContainer
from wireworks.fastapi import setup
from wireworks.testing import AsyncClient


class Named(Mailer):
    """A fake that says which."""

    def __init__(self, name: str) -> None:
        self.name = name


class Sent:
    """A request that services were made for."""

    def __init__(self, request: Request) -> None:
        self.path = request.url.path


def name_of(mailer: Mailer) -> str:
    return getattr(mailer, "name", "real")


def get_shop(shop: Injected[Shop]) -> Shop:
    return shop


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_singleton(Mailer).add_singleton(Ledger).add_scoped(Shop).add_scoped(Sent)


@pytest.fixture
def app(container) -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    setup(app, container)
    return app


router = APIRouter()


@router.get("/sync")
def sync(shop: Injected[Shop]) -> str:
    return name_of(shop.mailer)


@router.get("/async")
async def asynchronous(shop: Injected[Shop], mailer: Injected[Mailer | None]) -> str:
    assert shop.mailer is mailer
    return name_of(shop.mailer)


@router.get("/depends")
async def depends(shop: Annotated[Shop, Depends(get_shop)]) -> str:
    return name_of(shop.mailer)


@router.get("/factories")
async def factories(sync: Injected[Factory[Shop]], later: Injected[AsyncFactory[Shop]]) -> str:
    assert sync() is await later()
    return name_of(sync().mailer)


@router.get("/container")
def asked(container: Injected[ServiceContainer]) -> str:
    return name_of(container.get(Shop).mailer)


@router.get("/stream")
def stream(shop: Injected[Shop]) -> StreamingResponse:
    def body() -> Iterator[str]:
        yield f'"{name_of(shop.mailer)}"'

    return StreamingResponse(body())


@router.get("/sent")
def sent(sent: Injected[Sent]) -> str:
    return sent.path


@router.websocket("/socket")
async def socket(websocket: WebSocket, shop: Injected[Shop]) -> None:
    await websocket.accept()
    await websocket.send_text(name_of(shop.mailer))
    await websocket.close()


PATHS = ["/sync", "/async", "/depends", "/factories", "/container", "/stream"]


@pytest.mark.parametrize("path", PATHS)
def test_endpoint_gets_what_a_test_has_overridden_before_the_app_started(app, container, path) -> None:
    """L29, W2."""
    with container.override(Mailer, Named("fake")), TestClient(app) as client:
        assert client.get(path).json() == "fake"


@pytest.mark.parametrize("path", PATHS)
def test_endpoint_gets_what_a_test_overrides_while_the_app_runs(app, container, path) -> None:
    """L29, W2."""
    with TestClient(app) as client:
        assert client.get(path).json() == "real"
        with container.override(Mailer, Named("fake")):
            assert client.get(path).json() == "fake"
        assert client.get(path).json() == "real"


def test_websocket_gets_what_a_test_overrides(app, container) -> None:
    """L29, W2."""
    with TestClient(app) as client, container.override(Mailer, Named("fake")):
        with client.websocket_connect("/socket") as socket:
            assert socket.receive_text() == "fake"


def test_request_itself_may_be_overridden(app, container) -> None:
    """L29, W3."""
    fake = Request({"type": "http", "path": "/fake", "headers": [], "query_string": b"", "server": ("x", 80)})

    with TestClient(app) as client:
        assert client.get("/sent").json() == "/sent"
        with container.override(Request, fake):
            assert client.get("/sent").json() == "/fake"


def test_async_client_sees_the_override_of_its_task(app, container) -> None:
    """L29: two tests as two tasks, one app, at the same time."""

    async def test(client: AsyncClient, name: str, together: asyncio.Barrier) -> None:
        async with container.override(Mailer, Named(name)):
            await together.wait()
            for path in PATHS:
                assert (await client.get(path)).json() == name
                await together.wait()

    async def main() -> None:
        together = asyncio.Barrier(3)
        async with AsyncClient(app=app, base_url="http://test") as client:
            await asyncio.gather(*(test(client, name, together) for name in "abc"))
            assert (await client.get("/sync")).json() == "real"

    asyncio.run(asyncio.wait_for(main(), 3 * LIMIT))


def test_tests_in_threads_do_not_see_each_other(app, container) -> None:
    """L29: one app, started once, and a client for each thread."""
    together = threading.Barrier(4)

    def test(name: str) -> None:
        client = TestClient(app)
        with container.override(Mailer, Named(name)):
            for path in PATHS:
                together.wait(LIMIT)
                assert client.get(path).json() == name

    with TestClient(app) as started, ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(test, name) for name in "abcd"]:
            done.result(3 * LIMIT)
        assert started.get("/sync").json() == "real"


def test_server_in_another_thread_sees_an_override_everywhere(app, container) -> None:
    """L29: over a real socket."""
    with run_app(app) as url, httpx2.Client(base_url=url) as browser:
        assert browser.get("/async").json() == "real"
        with container.override(Mailer, Named("unseen")):
            assert browser.get("/async").json() == "real"
        with container.override(Mailer, Named("fake"), everywhere=True):
            assert [browser.get(path).json() for path in PATHS] == ["fake"] * len(PATHS)
        assert [browser.get(path).json() for path in PATHS] == ["real"] * len(PATHS)


def test_start_inside_does_not_touch_what_is_overridden() -> None:
    """L25, L29, W6: the real mail server is not even there."""

    def connect() -> Mailer:
        raise ConnectionError

    app = FastAPI()

    @app.get("/")
    def index(shop: Injected[Shop]) -> str:
        return name_of(shop.mailer)

    container = ServiceContainer().add_singleton(connect, eager=True).add_singleton(Ledger)
    setup(app, container.add_singleton(Shop, eager=True))
    with container.override(Mailer, Named("fake")), TestClient(app) as client:
        assert client.get("/").json() == "fake"


def test_background_task_sees_the_override_of_the_request(app, container) -> None:
    """L13, L29, W4."""
    seen = []

    @container.inject
    def task(shop: Injected[Shop]) -> None:
        seen.append(name_of(shop.mailer))

    @app.get("/task")
    def with_task(tasks: BackgroundTasks) -> None:
        tasks.add_task(task)

    with TestClient(app) as client, container.override(Mailer, Named("fake")):
        client.get("/task")
    assert seen == ["fake"]


def test_fork_serves_an_app_of_its_own(container) -> None:
    """L29: the container of the app is closed with it, its forks are not."""

    def make_app(container: ServiceContainer) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        def index(shop: Injected[Shop]) -> str:
            return name_of(shop.mailer)

        setup(app, container)
        return app

    for name in "ab":
        fork = container.fork()
        with fork.override(Mailer, Named(name)), TestClient(make_app(fork)) as client:
            assert client.get("/").json() == name
    assert type(container.get(Mailer)) is Mailer
