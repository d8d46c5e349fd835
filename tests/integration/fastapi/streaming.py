"""What the tests of streamed responses share: readers who leave, bodies that note their end."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse

from tests.integration.fastapi.parts import Journal, Session
from tests.servers import run_app
from wireworks import Injected, ServiceContainer

CHUNK = "x" * 1000


@contextmanager
def reading(url: str, method: str = "GET") -> Iterator[socket.socket]:
    """Ask for a page over a socket of our own, and leave when the block ends."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(f"{method} {parts.path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
        yield connection


def read_until(connection: socket.socket, text: bytes) -> None:
    received = b""
    while text not in received:
        part = connection.recv(65536)
        assert part, received
        received += part


def read_to_the_end(connection: socket.socket) -> bytes:
    """Return what comes until the last chunk is there, or the server closes the connection."""
    received = b""
    while not received.endswith(b"0\r\n\r\n"):
        part = connection.recv(65536)
        if not part:
            break
        received += part
    return received


def leave_after_the_first_chunk(app: FastAPI, journal: Journal, log_level: str = "critical") -> None:
    with run_app(app, log_level=log_level) as url:
        with reading(f"{url}/") as connection:
            read_until(connection, CHUNK.encode())
        assert journal.ended.wait(20)


@contextmanager
def closing(journal: Journal, container: ServiceContainer) -> Iterator[None]:
    """Note the end of a body, and whether the scope is still there for it."""
    try:
        yield
    finally:
        journal.note(["closed", type(container.get(Session)).__name__])


CLOSED = ["closed", "Session"]


def endless(journal: Journal, container: ServiceContainer) -> Callable[[], AsyncIterator[str]]:
    async def body() -> AsyncIterator[str]:
        with closing(journal, container):
            while True:
                yield CHUNK

    return body


def add_stream(app: FastAPI, kind: str, respond, stream) -> None:
    """Add the page as one of FastAPI's kinds of stream."""
    classes = {"raw": StreamingResponse, "events": EventSourceResponse}
    if kind == "response":
        app.get("/")(respond)
    elif kind == "lines":
        app.get("/")(stream)
    else:
        app.get("/", response_class=classes[kind])(stream)


def add_body(app: FastAPI, kind: str, body: Callable[[], AsyncIterator[str]]) -> None:
    """Add a page that streams ``body`` with the session of its request open."""

    async def respond(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body())

    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        async for part in body():
            yield part

    add_stream(app, kind, respond, stream)
