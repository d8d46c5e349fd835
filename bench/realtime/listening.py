"""Clients by the thousand in one process: they read frames of one known size, and note when each came."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence

from bench.realtime import SIZE

HEAD = 4  # bytes of a frame before such a message
DIGITS = 20
TOGETHER = 50


class Listener(asyncio.Protocol):
    """Shake hands, then note how long each message was on its way."""

    def __init__(self, path: str, latencies: list[float]) -> None:
        self._path = path
        self._latencies = latencies
        self._received = bytearray()
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # for type checkers
        transport.write(request(self._path))

    def data_received(self, data: bytes) -> None:
        """Take what came apart."""
        received = self._received
        received += data
        if not self.joined.done():
            end = received.find(b"\r\n\r\n")
            if end < 0:
                return
            del received[: end + 4]
            self.joined.set_result(None)
        now = time.monotonic()
        while len(received) >= HEAD + SIZE:
            self._latencies.append(now - float(received[HEAD : HEAD + DIGITS]))
            del received[: HEAD + SIZE]

    def connection_lost(self, exc: Exception | None) -> None:
        """Do not wait for what will not come."""
        if not self.joined.done():
            self.joined.set_exception(exc or ConnectionResetError())


def request(path: str) -> bytes:
    """Return what asks for a WebSocket."""
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def listen(port: int, path: str, count: int, latencies: list[float]) -> Sequence[asyncio.Transport]:
    """Connect so many clients, some at a time."""
    loop = asyncio.get_running_loop()
    transports: list[asyncio.Transport] = []
    for start in range(0, count, TOGETHER):
        some = range(min(TOGETHER, count - start))
        made = await asyncio.gather(
            *(loop.create_connection(lambda: Listener(path, latencies), "127.0.0.1", port) for _ in some)
        )
        await asyncio.gather(*(listener.joined for _, listener in made))
        transports += [transport for transport, _ in made]
    return transports


def deaf(port: int, path: str) -> socket.socket:
    """Connect a client that reads nothing after the handshake."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(request(path))
    while b"\r\n\r\n" not in client.recv(4096, socket.MSG_PEEK):
        time.sleep(0.01)
    return client
