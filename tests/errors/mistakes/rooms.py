"""Rooms that are told what cannot be meant (W12)."""

from __future__ import annotations

from fastapi import FastAPI, WebSocket
from starlette.testclient import TestClient

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup
from wireworks.realtime import Origins, Rooms, RoomSettings
from wireworks.realtime.valkey import ValkeyBackplane


class Order:
    def __repr__(self) -> str:
        return "<Order 7>"


def connected(path: str) -> object:
    app = FastAPI()
    setup(app, ServiceContainer())

    @app.websocket("/twice")
    async def twice(websocket: WebSocket, rooms: Injected[Rooms]) -> None:
        async with rooms.join("lobby", websocket), rooms.join("cellar", websocket):
            pass

    @app.websocket("/whole")
    async def whole(websocket: WebSocket, rooms: Injected[Rooms]) -> None:
        async with rooms.join("lobby", websocket, user=lambda _: Order()):  # type: ignore[arg-type]
            pass

    with TestClient(app) as client, client.websocket_connect(path):
        return None


def when_a_limit_is_zero() -> object:
    return RoomSettings(queue=0)


def when_a_policy_is_misspelt() -> object:
    return Rooms().join("lobby", None, policy="drop")  # type: ignore[arg-type]


def when_an_origin_has_a_path() -> object:
    return Origins("shop.example/app")


def when_something_is_published_that_is_no_json() -> object:
    return Rooms().publish("lobby", {"order": Order()})


def when_a_message_is_too_large() -> object:
    return Rooms().publish("lobby", "x" * 2_000_000)


def when_a_connection_joins_twice() -> object:
    return connected("/twice")


def when_a_user_is_a_whole_object() -> object:
    return connected("/whole")


def when_a_time_of_a_backplane_is_zero() -> object:
    return ValkeyBackplane("redis://localhost:6379/0", presence_ttl=0)


def when_rooms_with_a_backplane_are_not_started() -> object:
    return Rooms(None, ValkeyBackplane("redis://localhost:6379/0")).publish("lobby", "hello")
