"""W13: one run of an application, for as many clients as a test likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response, WebSocket

from tests.spec.testing.parts import Boom, Pool
from wireworks import ServiceContainer, ServiceError
from wireworks.testing import RunningApp


@pytest.fixture
def users(app: FastAPI) -> FastAPI:
    """An app that tells who asks, by a header or a cookie."""

    @app.get("/me")
    async def me(request: Request) -> list[str]:
        return [request.headers.get("x-user", "nobody"), request.cookies.get("session", "none")]

    @app.get("/log-in")
    async def log_in(response: Response) -> None:
        response.set_cookie("session", "open")

    return app


def test_lifespan_is_around_everything(app: FastAPI, pools: list[Pool]) -> None:
    """W1."""
    with RunningApp(app) as running:
        assert running.client().get("/pool").json() is False
        assert running.client().get("/pool").json() is False
        assert [pool.closed for pool in pools] == [False]

    assert [pool.closed for pool in pools] == [True]


def test_clients_share_neither_headers_nor_cookies(users: FastAPI) -> None:
    """The naive fixture writes the token into the client that all others have as well."""
    with RunningApp(users) as running:
        stranger, ada = running.client(), running.client(headers={"X-User": "ada"})
        ada.get("/log-in")

        assert ada.get("/me").json() == ["ada", "open"]
        assert stranger.get("/me").json() == ["nobody", "none"]
        assert running.client(cookies={"session": "other"}).get("/me").json() == ["nobody", "other"]


def test_headers_of_a_client_come_beside_those_of_the_test_client(users: FastAPI) -> None:
    headers = {"X-User": "ada"}
    with RunningApp(users) as running:
        running.client(headers=headers).headers["X-Mark"] = "mark"

        assert running.client(headers=headers).headers["user-agent"] == "testclient"
    assert headers == {"X-User": "ada"}


def test_clients_are_served_in_one_event_loop(app: FastAPI) -> None:
    """What a pool of connections asks for."""
    loops: list[object] = []

    @app.get("/loop")
    async def note() -> None:
        loops.append(asyncio.get_running_loop())

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        loops.append(asyncio.get_running_loop())
        await websocket.accept()
        await websocket.close()

    with RunningApp(app) as running:
        running.client().get("/loop")
        running.client().get("/loop")
        with running.client().websocket_connect("/socket"):
            pass
        assert running.call(current_loop) is loops[0]

    assert len(loops) == 3
    assert len(set(loops)) == 1


async def current_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_test_calls_what_belongs_to_the_loop_of_the_app(app: FastAPI) -> None:
    async def added(number: int, *, to: int) -> int:
        return number + to

    async def fails() -> None:
        raise Boom

    with RunningApp(app) as running:
        assert running.call(added, 1, to=2) == 3
        with pytest.raises(Boom):
            running.call(fails)


def test_state_of_the_lifespan_is_there_for_every_client() -> None:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        yield {"name": "ada"}

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def show(request: Request) -> str:
        return str(request.state.name)

    with RunningApp(app) as running:
        assert running.state == {"name": "ada"}
        assert running.client().get("/").json() == "ada"


def failing(*, at_start: bool) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if at_start:
            raise Boom
        yield
        raise Boom

    return FastAPI(lifespan=lifespan)


@pytest.mark.parametrize("at_start", [True, False])
def test_what_the_app_raises_while_it_starts_and_stops_reaches_the_test(at_start: bool) -> None:
    with pytest.raises(Boom):
        with RunningApp(failing(at_start=at_start)):
            assert not at_start


def test_it_may_run_again(app: FastAPI, pools: list[Pool]) -> None:
    running = RunningApp(app)
    for _ in range(2):
        with running:
            assert running.client().get("/pool").json() is False

    assert [pool.closed for pool in pools] == [True, True]


def test_app_that_does_not_run_serves_nobody(app: FastAPI) -> None:
    with pytest.raises(ServiceError, match="The application is not running"):
        RunningApp(app).client()


def test_it_knows_the_container_of_the_app(app: FastAPI) -> None:
    container = RunningApp(app).container

    assert isinstance(container, ServiceContainer)
    assert container.is_registered(Pool)
    assert RunningApp(FastAPI()).container is None
