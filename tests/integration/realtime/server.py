"""A process of a fleet: an application with one room endpoint, on a backplane of a server."""

from __future__ import annotations

import socket
import sys

import uvicorn
from fastapi import FastAPI, WebSocket

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Rooms, setup
from wireworks.realtime import Backplane
from wireworks.realtime.valkey import ValkeyBackplane

app = FastAPI()


@app.websocket("/ws/{room}")
async def chat(room: str, websocket: WebSocket, rooms: Injected[Rooms], user: str | None = None) -> None:
    async with rooms.join(room, websocket, user=user) as member:
        member.send("welcome")
        async for message in member:
            rooms.publish(room, message, exclude=member)


@app.get("/present/{room}")
async def present(room: str, rooms: Injected[Rooms]) -> list[str | None]:
    return sorted(each.user or "" for each in await rooms.presence(room))


@app.get("/connected")
async def connected(rooms: Injected[Rooms]) -> bool | None:
    return rooms.stats.connected


def main(url: str) -> None:
    """Serve until it is ended."""
    backplane = ValkeyBackplane(url, presence_ttl=0.6, timeout=1)
    setup(app, ServiceContainer().add_instance(Backplane, backplane))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)  # noqa: T201 - for whoever started it
        uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])
