"""What the tests of rooms share: an app of one endpoint, clients on real sockets, one that does not read."""

from __future__ import annotations

import base64
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI, WebSocket
from websockets.sync.client import ClientConnection, connect

from tests.servers import run_app
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup
from wireworks.realtime import Member, Rooms, RoomSettings
from wireworks.stopping import Stopping

LIMIT = 20


class Chat:
    """An app whose endpoint repeats to a room what somebody says in it, and what tests want to know of it."""

    def __init__(self, settings: RoomSettings | None = None, **terms: object) -> None:
        self.rooms = Rooms(settings)
        self.stopping = Stopping()
        self.members: list[Member] = []
        self.ended = threading.Semaphore(0)
        self.app = FastAPI()
        container = ServiceContainer().add_instance(Rooms, self.rooms).add_instance(Stopping, self.stopping)
        setup(self.app, container)

        @self.app.websocket("/ws/{room}")
        async def chat(room: str, websocket: WebSocket, rooms: Injected[Rooms], user: str | None = None) -> None:
            try:
                async with rooms.join(room, websocket, **{"user": user, **terms}) as member:  # type: ignore[arg-type]
                    self.members.append(member)
                    member.send("welcome")
                    async for message in member:
                        await self.said(member, room, message)
            finally:
                self.ended.release()

    async def said(self, member: Member, room: str, message: str | bytes) -> None:
        """Repeat it."""
        assert member.is_open
        self.rooms.publish(room, message)

    def wait_until_ended(self, count: int = 1) -> None:
        """Wait until endpoints are through."""
        for _ in range(count):
            assert self.ended.acquire(timeout=LIMIT)

    @contextmanager
    def run(self, **settings: object) -> Iterator[str]:
        """Serve it, and give the address of its endpoint."""
        with run_app(self.app, **settings) as url:
            yield url.replace("http", "ws", 1) + "/ws"


@contextmanager
def joined(url: str, room: str = "lobby", **options: object) -> Iterator[ClientConnection]:
    """Connect, and go on when the member is in the room."""
    with connect(f"{url}/{room}", **options) as client:  # type: ignore[arg-type]
        assert client.recv(LIMIT) == "welcome"
        yield client


@contextmanager
def deaf(url: str, room: str = "lobby") -> Iterator[socket.socket]:
    """Connect by a socket with room for little, and read nothing after the handshake."""
    parts = urlsplit(url)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(LIMIT)
        client.connect((parts.hostname, parts.port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {parts.path}/{room} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        client.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b""
        while b"welcome" not in received:
            received += client.recv(64)
        yield client


def until(true: Callable[[], bool]) -> None:
    """Wait for what another thread does, which tells nobody."""
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)
