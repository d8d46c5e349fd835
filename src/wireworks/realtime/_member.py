"""A connection as those see it who serve it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

from starlette.websockets import WebSocket, WebSocketDisconnect

from wireworks.realtime._connection import Connection
from wireworks.realtime._hub import Hub
from wireworks.realtime._registry import here, in_loop


class Member:
    """One WebSocket connection that is in rooms; it lives as long as the block of `Rooms.join`.

    ``async for message in member`` gives what the client sends, text or bytes, and ends when the connection does,
    whoever ends it; `texts` gives text alone. `send`, `close` and the attributes may be used from any thread; the rest
    belongs to the endpoint.

    Source: W12.
    """

    __slots__ = ("_connection", "_hub")

    def __init__(self, hub: Hub, connection: Connection) -> None:
        self._hub = hub
        self._connection = connection

    def __repr__(self) -> str:
        return f"<Member {self.id} of {', '.join(sorted(self.rooms)) or 'no room'}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Member) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> str:
        """What it is called in every process."""
        return self._connection.ident

    @property
    def user(self) -> str | None:
        """Whose connection it is, as `Rooms.join` was told."""
        return self._connection.user

    @property
    def websocket(self) -> WebSocket:
        """The connection; write to it by `send` alone, as it has one writer."""
        return self._connection.websocket

    @property
    def rooms(self) -> frozenset[str]:
        """The rooms it is in."""
        return frozenset(self._connection.rooms)

    @property
    def dropped(self) -> int:
        """How many messages were left out because it reads too slowly."""
        return self._connection.dropped

    @property
    def is_open(self) -> bool:
        """Whether it has not ended yet."""
        return self._connection.ending is None

    def send(self, message: object) -> None:
        """Send a message to this connection alone, after what waits for it; return at once.

        Args:
            message: as for `Rooms.publish`.
        """
        self._act(self._connection.offer, self._hub.packed(message))

    def close(self, code: int = 1000, reason: str = "") -> None:
        """End the connection after what waits for it; return at once. The endpoint's loop over messages ends."""
        self._act(self._connection.end, code, reason)

    async def enter(self, room: str) -> None:
        """Hear another room as well; when it returns, nothing that is published in it is missed.

        Raises:
            Refused: the room is full, or this connection is in too many.
        """
        await self._hub.enter(self._connection, room)

    async def leave(self, room: str) -> None:
        """Hear a room no more; nothing happens if it is in no such room."""
        self._hub.leave(self._connection, room)

    async def receive(self) -> str | bytes:
        """Wait for the next message of the client.

        Raises:
            WebSocketDisconnect: the connection ended, on whichever side.
        """
        return await self._connection.receive()

    async def texts(self) -> AsyncIterator[str]:
        """Go through the messages of a client that sends text alone; bytes end the connection with 1003."""
        async for message in self:
            if isinstance(message, str):
                yield message
            else:
                self._connection.end(1003, "This is no text.")

    async def receive_json(self) -> Any:
        """Wait for the next message, and read it as JSON. What is none ends the connection with 1003.

        Raises:
            WebSocketDisconnect: the connection ended.
        """
        message = await self.receive()
        try:
            return json.loads(message)
        except ValueError:
            self._connection.end(1003, "This is no JSON.")
        return await self.receive()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str | bytes:
        try:
            return await self._connection.receive()
        except WebSocketDisconnect:
            raise StopAsyncIteration from None

    def _act(self, act: Callable[..., object], *arguments: object) -> None:
        loop = self._connection.loop
        if here() is loop:
            act(*arguments)
        else:
            in_loop(loop, act, *arguments)
