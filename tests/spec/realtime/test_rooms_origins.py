"""W12: pages of foreign sites are refused before the connection is accepted."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Depends, FastAPI, WebSocket
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.spec.realtime.wire import Wire
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup
from wireworks.realtime import Origins, Refused, Rooms, RoomSettings

PATTERN = "https://*.shop.example"


@pytest.mark.parametrize(
    ("origin", "host", "passes"),
    [
        ("https://shop.example", "shop.example", True),
        ("https://SHOP.example", "Shop.Example", True),
        ("https://shop.example:443", "shop.example", True),
        ("http://shop.example", "shop.example:80", True),
        ("http://localhost:8000", "localhost:8000", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("https://shop.example", "shop.example:8443", False),
        ("http://localhost:3000", "localhost:8000", False),
        ("https://evil.example", "shop.example", False),
        ("https://shop.example.evil.example", "shop.example", False),
        ("https://shop.example@evil.example", "shop.example", False),
        ("null", "shop.example", False),
        ("null", "null", False),
        ("", "", False),
        ("file://", "", False),
        ("https://shop.example:port", "shop.example", False),
        ("https://[", "shop.example", False),
    ],
)
def test_pages_of_the_same_host_pass(origin: str, host: str, passes: bool) -> None:
    websocket = Wire(origin=origin, host=host).websocket
    if passes:
        Origins()(websocket)
    else:
        with pytest.raises(Refused):
            Origins()(websocket)


@pytest.mark.parametrize(
    ("allowed", "origin", "passes"),
    [
        ("https://shop.example", "https://shop.example", True),
        ("https://shop.example", "http://shop.example", False),
        ("https://shop.example", "https://shop.example:8443", False),
        (PATTERN, "https://a.b.shop.example", True),
        (PATTERN, "https://shop.example", False),
        (PATTERN, "https://evilshop.example", False),
        (PATTERN, "http://www.shop.example", False),
        ("*", "https://anywhere.example", True),
    ],
)
def test_named_origins_pass(allowed: str, origin: str, passes: bool) -> None:
    assert (origin in Origins(allowed)) is passes


def test_client_without_an_origin_is_no_browser() -> None:
    Origins()(Wire().websocket)
    with pytest.raises(Refused):
        Origins(missing=False)(Wire().websocket)
    with pytest.raises(Refused):
        Origins(same=False)(Wire(origin="https://shop.example").websocket)


def test_rooms_ask_by_their_settings_or_as_joining_says() -> None:
    async def main() -> None:
        rooms = Rooms(RoomSettings(origins=Origins("https://app.example")))
        foreign = "https://evil.example"
        async with rooms.join("lobby", Wire(origin="https://app.example").websocket):
            pass
        with pytest.raises(Refused):
            await rooms.join("lobby", Wire(origin=foreign).websocket).__aenter__()
        async with rooms.join("lobby", Wire(origin=foreign).websocket, origins=Origins("*")):
            pass
        assert rooms.stats.connections == 0

    asyncio.run(main())


def test_origins_guard_any_route_as_a_dependency() -> None:
    app = FastAPI()
    setup(app, ServiceContainer())

    @app.websocket("/plain", dependencies=[Depends(Origins())])
    async def plain(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    @app.websocket("/rooms")
    async def joining(websocket: WebSocket, rooms: Injected[Rooms]) -> None:
        async with rooms.join("lobby", websocket):
            pass

    with TestClient(app) as client:
        for path in ("/plain", "/rooms"):
            with client.websocket_connect(path, headers={"origin": "http://testserver"}):
                pass
            with (
                pytest.raises(WebSocketDisconnect) as caught,
                client.websocket_connect(path, headers={"origin": "https://evil.example"}),
            ):
                pass
            assert (caught.value.code, caught.value.reason) == (1008, "The origin of this page may not connect.")
