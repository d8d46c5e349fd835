"""The id of a request: on every response, in every log record, never another's (W8)."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator

import httpx2
import pytest
import structlog
from asgi_correlation_id import correlation_id
from fastapi import FastAPI, HTTPException, WebSocket, WebSocketException
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse, Response

from tests.servers import run_app
from wireworks import Injected, ServiceContainer
from wireworks.errors import ServiceError
from wireworks.fastapi import RequestId, RequestIdFilter, add_request_id, log_request_id, setup

ID = "X-Request-ID"
log = logging.getLogger("shop")


class Audit:
    def __init__(self, request_id: RequestId) -> None:
        self.request_id = request_id


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI(title="Shop")
    setup(app, ServiceContainer().add_scoped(Audit))
    add_request_id(app)

    @app.get("/ok")
    async def ok(audit: Injected[Audit], request_id: Injected[RequestId]) -> str:
        assert audit.request_id is request_id
        log.warning("asked")
        return request_id

    @app.get("/unhandled")
    async def unhandled() -> None:
        raise RuntimeError("nobody handles this")

    @app.get("/refused")
    async def refused(number: int) -> None:
        raise HTTPException(409, str(number))

    @app.get("/own")
    async def own() -> Response:
        return PlainTextResponse("", headers={ID: "of the endpoint"})

    @app.websocket("/ws")
    async def socket(websocket: WebSocket, audit: Injected[Audit]) -> None:
        await websocket.accept()
        await websocket.send_text(audit.request_id)
        await websocket.close()

    @app.websocket("/denied")
    async def denied(_websocket: WebSocket) -> None:
        raise WebSocketException(1008)

    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """Collect what the application and its server log."""
    found: list[logging.LogRecord] = []

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record)

    handler = Collecting()
    handler.addFilter(RequestIdFilter())
    loggers = [log, logging.getLogger("uvicorn.error")]
    for each in loggers:
        each.addHandler(handler)
    yield found
    for each in loggers:
        each.removeHandler(handler)


def test_valid_inbound_id_is_kept(client: TestClient) -> None:
    """W8: on the response, and in the hands of services."""
    answer = client.get("/ok", headers={ID: "abc-123"})

    assert answer.json() == "abc-123"
    assert answer.headers[ID] == "abc-123"


@pytest.mark.parametrize("inbound", ["", "a b", "x" * 129, "a\tb", 'a"b', "ä"])
def test_invalid_inbound_id_is_replaced(client: TestClient, inbound: str) -> None:
    """W8: too long, or with characters that do not belong into a log or a header."""
    answer = client.get("/ok", headers={ID: inbound.encode("latin-1")})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers[ID])
    assert answer.json() == answer.headers[ID]


async def serve(app: FastAPI, headers: list[tuple[bytes, bytes]]) -> list[dict[str, object]]:
    """Ask as a server would that checks nothing."""
    sent: list[dict[str, object]] = []
    scope = {"type": "http", "method": "GET", "path": "/nowhere", "headers": headers, "query_string": b""}

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def test_line_break_in_an_inbound_id_does_not_split_the_response(app: FastAPI) -> None:
    """W8: whatever server lets it pass."""
    [start, _] = asyncio.run(serve(app, [(b"x-request-id", b"a\r\nSet-Cookie: x=1")]))

    assert re.fullmatch(rb"[0-9a-f]{32}", dict(start["headers"])[b"x-request-id"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/refused?number=7", 409), ("/refused?number=x", 422), ("/unhandled", 500)],
)
def test_id_stands_on_every_answer(client: TestClient, path: str, status: int) -> None:
    """W8: the unhandled 500 among them."""
    answer = client.get(path, headers={ID: "abc"})

    assert (answer.status_code, answer.headers.get_list(ID)) == (status, ["abc"])


def test_id_stands_there_once_whatever_the_endpoint_says(client: TestClient) -> None:
    assert client.get("/own", headers={ID: "abc"}).headers.get_list(ID) == ["abc"]


def test_websocket_has_an_id(client: TestClient) -> None:
    """W8: on the answer that accepts it, and in its services."""
    with client.websocket_connect("/ws", headers={ID: "abc"}) as socket:
        assert socket.receive_text() == "abc"
        assert (ID.lower().encode(), b"abc") in socket.extra_headers  # type: ignore[operator]


def test_unhandled_error_in_the_servers_log_has_its_id(app: FastAPI, records: list[logging.LogRecord]) -> None:
    """W8: on a real server, whose log is written outside of every middleware."""
    with run_app(app, log_config=None) as url:
        assert httpx2.get(f"{url}/unhandled", headers={ID: "abc"}).headers[ID] == "abc"

    assert [record.request_id for record in records if record.exc_info] == ["abc"]  # type: ignore[attr-defined]


def test_log_records_have_the_id(client: TestClient, records: list[logging.LogRecord]) -> None:
    """W8: inside of a request, and a default outside."""
    client.get("/ok", headers={ID: "abc"})
    log.warning("outside")

    told = {record.message: record.request_id for record in records if record.name == "shop"}  # type: ignore[attr-defined]
    assert told == {"asked": "abc", "outside": "-"}


def test_structlog_events_have_the_id() -> None:
    """W8: a processor."""
    with structlog.testing.capture_logs(processors=[log_request_id]) as events:
        token = correlation_id.set("abc")
        structlog.get_logger().info("inside")
        structlog.get_logger().info("inside", request_id="its own")
        correlation_id.reset(token)
        structlog.get_logger().info("outside")

    assert [event.get("request_id") for event in events] == ["abc", "its own", None]


def test_concurrent_requests_keep_their_ids(app: FastAPI) -> None:
    """W8: never mixed, also where all are served by one task's children."""
    waiting = 0
    together = asyncio.Event()

    @app.get("/slow")
    async def slow(request_id: Injected[RequestId]) -> list[str]:
        nonlocal waiting
        waiting += 1
        if waiting == 20:
            together.set()
        await together.wait()
        return [request_id, correlation_id.get() or ""]

    async def main() -> None:
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
                names = [f"id-{number}" for number in range(20)]
                answers = await asyncio.gather(*(client.get("/slow", headers={ID: name}) for name in names))
        assert [answer.json() for answer in answers] == [[name, name] for name in names]
        assert [answer.headers[ID] for answer in answers] == names
        assert correlation_id.get() is None

    asyncio.run(main())


def test_id_is_there_without_the_middleware() -> None:
    """W2: a service may always ask for it; it is one for the request."""
    app = FastAPI()
    setup(app, ServiceContainer().add_scoped(Audit))

    @app.get("/")
    async def ids(audit: Injected[Audit], request_id: Injected[RequestId]) -> list[str]:
        return [audit.request_id, request_id]

    with TestClient(app) as client:
        first, second = client.get("/").json()
        assert first == second
        assert client.get("/", headers={ID: "abc"}).json() == ["abc", "abc"]
        assert ID not in client.get("/").headers


def test_header_generator_and_validator_can_be_chosen() -> None:
    app = FastAPI()
    add_request_id(app, header="X-Trace", generator=lambda: "made", validator=str.isdecimal)

    with TestClient(app) as client:
        assert client.get("/", headers={"X-Trace": "7"}).headers["X-Trace"] == "7"
        assert client.get("/", headers={"X-Trace": "x"}).headers["X-Trace"] == "made"


def test_app_that_has_started_is_refused(client: TestClient, app: FastAPI) -> None:
    client.get("/ok")

    with pytest.raises(ServiceError, match="`add_request_id` was called for the app `Shop`, which has started"):
        add_request_id(app)
