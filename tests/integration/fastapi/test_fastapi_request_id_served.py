"""W8 over real sockets: each answer of a server bears one id, that of its request."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import PlainTextResponse, StreamingResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.flights import LIMIT
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import RequestId, add_request_id, setup
from wireworks.testing import LiveServer

ID = "X-Request-ID"
AT_ONCE = 8
MADE = re.compile(r"[0-9a-f]{32}")


def create_app() -> FastAPI:
    app = FastAPI()
    together = threading.Barrier(AT_ONCE)

    @app.get("/ok")
    async def ok(request_id: Injected[RequestId]) -> str:
        return request_id

    @app.get("/number")
    async def number(number: int) -> int:
        return number

    @app.get("/unhandled")
    async def unhandled() -> None:
        raise RuntimeError

    @app.get("/meet")
    def meet(request_id: Injected[RequestId]) -> str:
        together.wait(LIMIT)
        return request_id

    @app.get("/stream")
    async def stream(request_id: Injected[RequestId]) -> StreamingResponse:
        return StreamingResponse(iter([request_id]))

    @app.websocket("/socket")
    async def accept(websocket: WebSocket, request_id: Injected[RequestId]) -> None:
        await websocket.accept()
        await websocket.send_text(request_id)
        await websocket.close()

    @app.websocket("/denied")
    async def deny(websocket: WebSocket) -> None:
        await websocket.send_denial_response(PlainTextResponse("not you", 403))

    setup(app, ServiceContainer())
    add_request_id(app)
    return app


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with LiveServer(create_app()) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ok", 200), ("/stream", 200), ("/nowhere", 404), ("/number?number=x", 422), ("/unhandled", 500)],
)
def test_id_that_came_stands_on_the_answer_once(server: LiveServer, path: str, status: int) -> None:
    answer = httpx2.get(server.url + path, headers={ID: "abc-123"})

    assert (answer.status_code, answer.headers.get_list(ID)) == (status, ["abc-123"])


@pytest.mark.parametrize("inbound", ["x" * 129, "a b", ""])
def test_id_that_is_no_good_is_replaced(server: LiveServer, inbound: str) -> None:
    answer = httpx2.get(f"{server.url}/ok", headers={ID: inbound})

    assert MADE.fullmatch(answer.headers[ID])
    assert answer.json() == answer.headers[ID]


@pytest.mark.parametrize("line_break", [b"\r\n ", b"\n", b"\r", b"%0d%0a"])
def test_line_break_in_an_id_does_not_split_the_answer(server: LiveServer, line_break: bytes) -> None:
    """Whether the server refuses it, folds it, or lets it pass."""
    request = b"GET /ok HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nX-Request-ID: a" + line_break
    with socket.create_connection((server.host, server.port), LIMIT) as connection:
        connection.sendall(request + b"Set-Cookie: x=1\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).lower()

    assert answer.startswith(b"http/1.1 ")
    assert b"set-cookie" not in answer


def test_websocket_has_it_on_what_accepts_and_what_denies(server: LiveServer) -> None:
    with connect(f"{server.ws_url}/socket", additional_headers={ID: "abc"}) as websocket:
        assert websocket.response is not None
        assert websocket.response.headers.get_all(ID) == ["abc"]
        assert websocket.recv() == "abc"
    with pytest.raises(InvalidStatus) as denied, connect(f"{server.ws_url}/denied", additional_headers={ID: "abc"}):
        raise AssertionError
    assert denied.value.response.headers.get_all(ID) == ["abc"]


def test_requests_at_the_same_time_keep_theirs(server: LiveServer) -> None:
    """In threads of the server."""

    def ask(name: str) -> tuple[str, str]:
        answer = httpx2.get(f"{server.url}/meet", headers={ID: name}, timeout=LIMIT)
        return answer.json(), answer.headers[ID]

    names = [f"id-{number}" for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(ask, names)) == [(name, name) for name in names]
