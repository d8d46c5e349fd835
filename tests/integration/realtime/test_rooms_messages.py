"""W5, W12: a scope for each message of a member, within the limits of rooms."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, WebSocket
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import messages, setup
from wireworks.realtime import Rooms, RoomSettings


class Work:
    """Of one message."""


def test_each_message_of_a_member_has_a_scope_of_its_own() -> None:
    container = ServiceContainer().add_scoped(Work).add_instance(RoomSettings, RoomSettings(message_size=10))
    app = FastAPI()
    setup(app, container)
    works: list[Work] = []

    @app.websocket("/rooms")
    async def chat(websocket: WebSocket, rooms: Injected[Rooms]) -> None:
        async with rooms.join("lobby", websocket) as member:
            async for message in messages(websocket, source=member):
                async with message:
                    works.append(container.get(Work))
                    rooms.publish("lobby", message.value)

    with TestClient(app) as client, client.websocket_connect("/rooms") as socket:
        for text in ("one", "two"):
            socket.send_text(text)
            assert socket.receive_text() == text
        socket.send_text("longer than ten")
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()

    assert caught.value.code == 1009
    assert len({*works}) == 2
