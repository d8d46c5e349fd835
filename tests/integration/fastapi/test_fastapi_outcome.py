"""W3: the scope's outcome is the request's outcome, also where a handler turned an exception into a response."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import anyio
import httpx2
import pytest
from fastapi import Depends, FastAPI, HTTPException, Request, WebSocket, WebSocketException
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.requests import ClientDisconnect
from starlette.websockets import WebSocketDisconnect

from tests.integration.fastapi.parts import Refused, Session, client_of, wired
from wireworks import Injected, ServiceCloseError


class Boom(Exception): ...


@pytest.mark.parametrize("kind", ["async", "sync"])
@pytest.mark.parametrize(("error", "status"), [(HTTPException(404), 404), (Boom(), 500)])
def test_what_an_endpoint_raises_rolls_back(app, journal, kind, error, status) -> None:
    """W3: the very exception reaches the resources, whether FastAPI has a response for it or not."""

    async def endpoint(session: Injected[Session]) -> None:
        raise error

    def endpoint_in_a_thread(session: Injected[Session]) -> None:
        raise error

    app.get("/")(endpoint if kind == "async" else endpoint_in_a_thread)
    with client_of(app) as client:
        assert client.get("/").status_code == status
    assert journal.entries == [error]
    assert journal.entries[0] is error


def test_what_a_dependency_raises_rolls_back(app, journal) -> None:
    """W3: before the endpoint was called."""

    async def guard(session: Injected[Session]) -> None:
        raise HTTPException(403)

    @app.get("/")
    async def endpoint(guarded: Annotated[None, Depends(guard)]) -> None: ...

    with client_of(app) as client:
        assert client.get("/").status_code == 403
    assert [type(each) for each in journal.entries] == [HTTPException]


def test_a_request_that_is_not_valid_rolls_back(app, journal) -> None:
    """W3: what functions given to `Depends` have taken; for the endpoint itself nothing is made in vain."""

    async def user(session: Injected[Session]) -> None: ...

    @app.get("/", dependencies=[Depends(user)])
    async def endpoint(session: Injected[Session], number: int) -> None: ...

    @app.get("/alone")
    async def alone(session: Injected[Session], number: int) -> None: ...

    with client_of(app) as client:
        assert client.get("/?number=x").status_code == 422
        assert client.get("/alone?number=x").status_code == 422
    assert [type(each) for each in journal.entries] == [RequestValidationError]


def test_a_response_that_is_not_valid_rolls_back(app, journal) -> None:
    """W3."""

    @app.get("/", response_model=int)
    async def endpoint(session: Injected[Session]) -> str:
        return "x"

    with client_of(app) as client:
        assert client.get("/").status_code == 500
    assert [type(each) for each in journal.entries] == [ResponseValidationError]


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_a_handler_of_the_app_answers_and_the_resources_roll_back(app, journal, kind) -> None:
    """W3."""

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"handled": True}, 418)

    def handle_in_a_thread(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"handled": True}, 418)

    app.add_exception_handler(Boom, handle if kind == "async" else handle_in_a_thread)

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> None:
        raise Boom

    with client_of(app) as client:
        assert client.get("/").status_code == 418
    assert [type(each) for each in journal.entries] == [Boom]


def test_a_handler_of_a_mounted_app_answers_and_the_resources_roll_back(app, journal) -> None:
    """W3: also with the mounted app's own 500."""
    mounted = FastAPI()
    app.mount("/mounted", mounted)

    @mounted.get("/{status}")
    async def endpoint(status: int, session: Injected[Session]) -> None:
        raise HTTPException(404) if status == 404 else Boom

    with client_of(app) as client:
        assert [client.get(f"/mounted/{status}").status_code for status in (404, 500)] == [404, 500]
    assert [type(each) for each in journal.entries] == [HTTPException, Boom]


@pytest.mark.parametrize("status", [200, 404, 503])
def test_a_response_that_is_returned_is_a_success_whatever_its_status(app, journal, status) -> None:
    """W3: no exception, no rolling back."""

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> Response:
        return PlainTextResponse("text", status)

    with client_of(app) as client:
        assert client.get("/").status_code == status
    assert journal.entries == ["commit"]


def test_an_exception_that_the_endpoint_dealt_with_is_a_success(app, journal) -> None:
    """W3."""

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> str:
        try:
            raise Boom
        except Boom:
            return "text"

    with client_of(app) as client:
        assert client.get("/").status_code == 200
    assert journal.entries == ["commit"]


def test_an_exception_from_before_the_request_is_none_of_its_business(app, journal) -> None:
    """W3: as where a test calls the app while it handles something else."""

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> None: ...

    async def call() -> int:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
            try:
                raise Boom
            except Boom:
                return (await client.get("/")).status_code

    assert asyncio.run(call()) == 200
    assert journal.entries == ["commit"]


def test_a_failing_rollback_is_a_500_that_holds_both() -> None:
    """W3, L20: the exception of the request first."""
    error = HTTPException(404)

    async def failing() -> AsyncIterator[Session]:
        try:
            yield Session()
        finally:
            raise Refused

    app = wired(failing)

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> None:
        raise error

    seen: list[ServiceCloseError] = []

    @app.exception_handler(Exception)
    async def handle(request: Request, group: ServiceCloseError) -> PlainTextResponse:
        seen.append(group)
        return PlainTextResponse("our 500", 500)

    with client_of(app) as client:
        assert client.get("/").text == "our 500"
    assert seen[0].exceptions[0] is error
    assert isinstance(seen[0].exceptions[1], Refused)


def test_a_reader_who_leaves_while_the_body_is_read_rolls_back(app, journal) -> None:
    """W3."""

    @app.post("/")
    async def endpoint(session: Injected[Session], request: Request) -> None:
        await request.body()

    async def gone() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None: ...

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    with pytest.raises(ClientDisconnect):
        asyncio.run(app(scope, gone, send))
    assert [type(each) for each in journal.entries] == [ClientDisconnect]


def test_a_cancelled_request_rolls_back_and_its_resources_may_still_await() -> None:
    """W3: anyio cancels every further `await` in a cancelled task group, but what is closed is closed to its end."""
    waiting, entries = asyncio.Event(), list[object]()

    async def make() -> AsyncIterator[Session]:
        try:
            yield Session()
        except asyncio.CancelledError as error:
            await asyncio.sleep(0)
            entries.append(error)
            raise

    app = wired(make)

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> None:
        waiting.set()
        await asyncio.Event().wait()

    async def cancelled() -> None:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, "/")
                await waiting.wait()
                group.cancel_scope.cancel()

    asyncio.run(cancelled())
    assert [type(each) for each in entries] == [asyncio.CancelledError]


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (WebSocketException(1008), WebSocketException),
        (WebSocketDisconnect(1000), WebSocketDisconnect),
        (Boom(), Boom),
    ],
)
def test_what_ends_a_websocket_rolls_back(app, journal, error, seen) -> None:
    """W3: also where FastAPI turns it into a close."""

    @app.websocket("/")
    async def endpoint(socket: WebSocket, session: Injected[Session]) -> None:
        await socket.accept()
        raise error

    with pytest.raises((WebSocketDisconnect, Boom)):
        with client_of(app) as client:
            with client.websocket_connect("/") as socket:
                socket.receive_text()
    assert [type(each) for each in journal.entries] == [seen]


def test_a_websocket_that_sends_while_it_handles_an_exception_goes_on(app, journal) -> None:
    """W3: telling the other side about an error does not end the connection."""

    @app.websocket("/")
    async def endpoint(socket: WebSocket, session: Injected[Session]) -> None:
        await socket.accept()
        try:
            raise Boom
        except Boom:
            await socket.send_text("sorry")
        await socket.close()

    with client_of(app) as client, client.websocket_connect("/") as socket:
        assert socket.receive_text() == "sorry"
    assert journal.entries == ["commit"]
