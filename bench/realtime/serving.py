"""The server that `bench.rooms` measures: a list of connections and a loop, and rooms, asked for by path."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from bench.realtime import SIZE
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Rooms, setup

Publish: TypeAlias = Callable[[str], Awaitable[None]]

SEND_BUFFER = 16 * 1024
"""Of each socket, so that one that does not read is noticed in seconds rather than after megabytes."""


class ConnectionManager:
    """The manager of many tutorials."""

    def __init__(self) -> None:
        self.connections: list[WebSocket] = []

    async def connect(self, websocket: WebSocket) -> None:
        """Accept and remember."""
        await websocket.accept()
        self.connections.append(websocket)

    def disconnect(self, websocket: WebSocket) -> None:
        """Forget."""
        self.connections.remove(websocket)

    async def broadcast(self, message: str) -> None:
        """Send to one after the other."""
        for connection in self.connections:
            await connection.send_text(message)


manager = ConnectionManager()
app = FastAPI()


@app.websocket("/loop")
async def loop(websocket: WebSocket) -> None:
    """Be in the list until the client leaves."""
    await manager.connect(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        manager.disconnect(websocket)


@app.websocket("/rooms")
async def rooms_(websocket: WebSocket, rooms: Injected[Rooms]) -> None:
    """Be in a room until the client leaves."""
    async with rooms.join("all", websocket) as member:
        async for _ in member:
            pass


@app.post("/loop")
async def publish_in_a_loop(seconds: float, rate: float) -> list[float]:
    """Send to all in the list."""
    return await published(manager.broadcast, seconds, rate)


@app.post("/rooms")
async def publish_in_a_room(seconds: float, rate: float, rooms: Injected[Rooms]) -> list[float]:
    """Send to all in the room."""

    async def publish(message: str) -> None:
        rooms.publish("all", message)

    return await published(publish, seconds, rate)


async def published(publish: Publish, seconds: float, rate: float) -> list[float]:
    """Publish for some seconds; return how long each took, the one that was cut off at the end among them."""
    took: list[float] = []
    end = time.monotonic() + seconds
    begin = due = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            while due < end:
                begin = time.monotonic()
                await publish(f"{begin:020.9f}".ljust(SIZE, "."))
                took.append(time.monotonic() - begin)
                due = max(due + 1 / rate, time.monotonic())
                await asyncio.sleep(due - time.monotonic())
    except TimeoutError:
        if len(took) == 0 or time.monotonic() - begin > 1 / rate:
            took.append(time.monotonic() - begin)
    return took


def main() -> None:
    """Serve on a free port, and print it."""
    setup(app, ServiceContainer())
    settings: dict[str, Any] = {
        "log_level": "critical",
        "timeout_graceful_shutdown": 1,
        "ws_per_message_deflate": False,
    }
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        print(listening.getsockname()[1], flush=True)  # noqa: T201  # for whoever started it
        uvicorn.Server(uvicorn.Config(app, **settings)).run(sockets=[listening])


if __name__ == "__main__":
    main()
