"""What type checkers see of rooms (W12)."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import assert_type

from starlette.websockets import WebSocket

from wireworks.realtime import Member, Presence, Rooms, RoomSettings


async def user_of(websocket: WebSocket) -> int | None:
    return len(websocket.cookies) or None


async def serve(rooms: Rooms, websocket: WebSocket) -> None:
    assert_type(rooms.join("lobby", websocket), AbstractAsyncContextManager[Member])
    async with rooms.join(["lobby", "news"], websocket, user=user_of, policy="drop_oldest") as member:
        assert_type(member, Member)
        async for message in member:
            assert_type(message, str | bytes)
            rooms.publish("lobby", message, exclude=[member, "id"])
        async for text in member.texts():
            assert_type(text, str)
        assert_type(member.user, str | None)
    assert_type(await rooms.presence("lobby"), list[Presence])
    assert_type(rooms.members("lobby"), tuple[Member, ...])


def refused(rooms: Rooms, websocket: WebSocket) -> None:
    rooms.join("lobby", websocket, policy="drop")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    rooms.join("lobby", websocket, user=1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    RoomSettings(policy="drop")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
