"""W5, W10: how the messages of a WebSocket end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import websockets.sync.client
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from tests.integration.fastapi.parts import Session, client_of
from tests.servers import run_app
from wireworks import Injected
from wireworks.fastapi import Stopping, messages


def test_what_is_being_handled_when_the_process_is_told_to_stop_is_handled(app, journal, container) -> None:
    """W5, W10: then the connection is closed with the code that says "come back"."""

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        async for message in messages(websocket):
            async with message as scope:
                await scope.aget(Session)
                scope.get(Stopping).stop()
                await asyncio.sleep(0)
            await websocket.send_text("handled")
        journal.note("left")

    with run_app(app) as url, websockets.sync.client.connect(url.replace("http", "ws")) as socket:
        socket.send("hello")
        assert socket.recv(timeout=20) == "handled"
        with pytest.raises(websockets.ConnectionClosed) as caught:
            socket.recv(timeout=20)
    assert caught.value.rcvd.code == 1012
    assert journal.entries == ["commit", "left"]


def test_a_connection_that_is_silent_ends_when_the_process_is_told_to_stop(app, journal, container) -> None:
    """W5, W10."""

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        async for message in messages(websocket):
            await websocket.send_text(message.value)

    with run_app(app) as url, websockets.sync.client.connect(url.replace("http", "ws")) as socket:
        socket.send("hello")
        assert socket.recv(timeout=20) == "hello"
        container.get(Stopping).stop()
        with pytest.raises(websockets.ConnectionClosed) as caught:
            socket.recv(timeout=20)
    assert caught.value.rcvd.code == 1012


def test_an_endpoint_may_have_closed_the_connection_itself(app, journal, container) -> None:
    """W5: then there is nothing left to close."""

    async def once() -> AsyncIterator[str]:
        yield "only"

    @app.websocket("/")
    async def endpoint(websocket: WebSocket, stopping: Injected[Stopping]) -> None:
        async for _ in messages(websocket, source=once()):
            await websocket.close(4000)
            stopping.stop()
        journal.note("left")

    with (
        client_of(app) as client,
        client.websocket_connect("/") as socket,
        pytest.raises(WebSocketDisconnect) as caught,
    ):
        socket.receive_text()
    assert caught.value.code == 4000
    assert journal.entries == ["left"]


def test_a_client_that_leaves_ends_the_messages_in_good_order(app, journal, container) -> None:
    """W5: nothing is raised, and the endpoint goes on."""

    @app.websocket("/")
    async def endpoint(websocket: WebSocket, session: Injected[Session]) -> None:
        async for _ in messages(websocket):
            raise AssertionError
        journal.note("left")

    with client_of(app) as client, client.websocket_connect("/"):
        pass
    assert journal.entries == ["left", "commit"]


@pytest.mark.parametrize("by", ["loop", "handler"])
def test_a_client_that_is_gone_when_something_is_sent_to_it_ends_them_too(app, journal, container, by) -> None:
    """W5: that message is rolled back, because nobody heard of it."""

    async def handle(text: str, session: Injected[Session], websocket: Injected[WebSocket]) -> str:
        if text == "first":
            raise WebSocketDisconnect
        return "late"

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        if by == "handler":
            await messages(websocket).handle(handle)
        else:
            async for message in messages(websocket):
                async with message as scope:
                    await handle(message.value, await scope.aget(Session), websocket)
        journal.note("left")

    with client_of(app) as client, client.websocket_connect("/") as socket:
        socket.send_text("first")
        socket.send_text("second")
    assert [type(entry) for entry in journal.entries] == [WebSocketDisconnect, str]
