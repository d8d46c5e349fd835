"""W10: a stream is made for its reader: not without one, and not faster than it is read."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import anyio
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from tests.integration.fastapi.parts import Session
from tests.integration.fastapi.streaming import (
    CHUNK,
    add_body,
    add_stream,
    leave_after_the_first_chunk,
    read_to_the_end,
    read_until,
    reading,
)
from tests.servers import run_app
from wireworks import Injected

KINDS = ["response", "lines", "raw", "events"]


def counting(app: FastAPI, kind: str, made: list[int]) -> None:
    """Add a stream without an end that counts its chunks."""

    async def chunks() -> AsyncIterator[str]:
        while True:
            made[0] += 1
            yield CHUNK

    add_body(app, kind, chunks)


def counting_in_thread(app: FastAPI, kind: str, made: list[int]) -> None:
    """Add one whose chunks are made in a thread."""

    def chunks() -> Iterator[str]:
        while True:
            made[0] += 1
            yield CHUNK

    async def respond(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(chunks())

    def stream(session: Injected[Session]) -> Iterator[str]:
        yield from chunks()

    add_stream(app, kind, respond, stream)


@pytest.mark.parametrize("add", [counting, counting_in_thread])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chunk_is_all_that_is_made_when_the_reader_has_left(app, journal, kind, add) -> None:
    """W10: counted from the moment at which the server says so; FastAPI holds two events back."""
    made, when_left = [0], list[int]()
    add(app, kind, made)

    async def observed(scope: Scope, receive: Receive, send: Send) -> None:
        async def noting() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                when_left.append(made[0])
            return message

        await app(scope, noting, send)

    with run_app(observed, log_level="critical") as url:
        with reading(f"{url}/") as connection:
            read_until(connection, CHUNK.encode())
        assert journal.ended.wait(20)
    assert made[0] - when_left[0] <= (3 if kind == "events" else 1)
    assert isinstance(journal.entries[0], ClientDisconnect)


@pytest.mark.parametrize("kind", KINDS)
def test_who_waits_for_something_else_is_told_at_once_that_the_reader_has_left(app, journal, kind) -> None:
    """W10: as with a queue in which nothing is put for minutes."""

    async def body() -> AsyncIterator[str]:
        yield CHUNK
        await asyncio.Queue().get()

    add_body(app, kind, body)
    with run_app(app, log_level="critical") as url:
        with reading(f"{url}/") as connection:
            read_until(connection, CHUNK.encode())
        assert journal.ended.wait(20)
    assert isinstance(journal.entries[0], ClientDisconnect)


@pytest.mark.parametrize(("kind", "add"), [("response", counting), ("lines", counting_in_thread), ("events", counting)])
def test_nothing_more_is_made_for_a_reader_who_does_not_read(app, journal, kind, add) -> None:
    """W10: some buffers are filled, and then memory does not grow any more."""
    made = [0]
    add(app, kind, made)
    with run_app(app, log_level="critical") as url:
        parts = urlsplit(url)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((parts.hostname, parts.port))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            settled = _settled(made)
            assert 0 < settled * len(CHUNK) < 8_000_000
        assert journal.ended.wait(20)
    assert made[0] <= settled + 3


def test_a_reader_of_events_who_leaves_is_no_error(app, journal, capfd) -> None:
    """W3: FastAPI sends events through a pipe, and stumbles over it when it breaks."""

    @app.get("/", response_class=EventSourceResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        while True:
            yield CHUNK

    leave_after_the_first_chunk(app, journal, log_level="error")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("error", [anyio.BrokenResourceError, ExceptionGroup])
def test_a_pipe_of_the_endpoint_that_breaks_while_its_reader_is_there_is_an_error(app, journal, error) -> None:
    """W3: and rolls back."""
    raised = error() if error is anyio.BrokenResourceError else error("", [anyio.BrokenResourceError()])

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        yield CHUNK
        raise raised

    with run_app(app, log_level="critical") as url, reading(f"{url}/") as connection:
        read_to_the_end(connection)
    assert journal.entries == [raised]


def _settled(made: list[int]) -> int:
    """Return how much was made when no more is, for a while in which thousands could be."""
    before, pause = -1, threading.Event()
    while before != made[0]:
        before = made[0]
        pause.wait(0.15)
    return before
