"""W4 for streamed responses: the scope stays open to the end of the stream, and the body is closed inside it.

Through a real server and real sockets; the collector is off, so that nothing is closed by chance.
"""

import asyncio
import functools
import gc
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import ClientDisconnect

from tests.integration.fastapi.parts import Journal, Session, refused_session, wired
from tests.servers import run_app
from wireworks import Injected, ServiceContainer

CHUNK = "x" * 1000


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer()


@pytest.fixture
def app(container, journal) -> FastAPI:
    return wired(journal.session, container=container)


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@contextmanager
def reading(url: str) -> Iterator[socket.socket]:
    """Ask for a page over a socket of our own, and leave when the block ends."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: test\r\n\r\n".encode())
        yield connection


def read_until(connection: socket.socket, text: bytes) -> None:
    received = b""
    while text not in received:
        part = connection.recv(65536)
        assert part, received
        received += part


def leave_after_the_first_chunk(app: FastAPI, journal: Journal) -> None:
    with run_app(app, log_level="critical") as url:
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


def endless(journal: Journal, container: ServiceContainer):
    async def body() -> AsyncIterator[str]:
        with closing(journal, container):
            while True:
                yield CHUNK

    return body


@pytest.mark.parametrize("kind", ["response", "lines", "raw", "events"])
def test_the_scope_stays_open_to_the_end_of_a_stream(app, journal, container, kind) -> None:
    """W4: and ends before what completes the response."""

    async def body() -> AsyncIterator[str]:
        with closing(journal, container):
            for _ in range(3):
                yield CHUNK

    async def respond(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body())

    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        async for part in body():
            yield part

    add_stream(app, kind, respond, stream)
    with run_app(app) as url:
        assert httpx2.get(f"{url}/").text.count(CHUNK) == 3
    assert journal.entries == [CLOSED, "commit"]


def add_stream(app: FastAPI, kind: str, respond, stream) -> None:
    """Add the page as one of FastAPI's kinds of stream."""
    classes = {"raw": StreamingResponse, "events": EventSourceResponse}
    if kind == "response":
        app.get("/")(respond)
    elif kind == "lines":
        app.get("/")(stream)
    else:
        app.get("/", response_class=classes[kind])(stream)


@pytest.mark.parametrize("kind", ["response", "lines", "raw", "events"])
def test_a_reader_who_leaves_closes_the_body_inside_the_scope(app, journal, container, kind) -> None:
    """W4, W3: the body first, with everything it may need to do so, and then the rollback."""

    async def respond(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(endless(journal, container)())

    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        with closing(journal, container):
            while True:
                yield CHUNK

    add_stream(app, kind, respond, stream)
    leave_after_the_first_chunk(app, journal)
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], Exception)
    # FastAPI itself stumbles over a reader of events who leaves.
    assert kind == "events" or isinstance(journal.entries[1], ClientDisconnect)


@pytest.mark.parametrize("kind", ["response", "lines", "raw", "events"])
def test_a_reader_who_leaves_closes_a_sync_body_inside_the_scope(app, journal, container, kind) -> None:
    """W4: it is closed in a thread of the pool, as it ran."""

    def body() -> Iterator[str]:
        with closing(journal, container):
            while True:
                yield CHUNK

    async def respond(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body())

    def stream(session: Injected[Session]) -> Iterator[str]:
        with closing(journal, container):
            while True:
                yield CHUNK

    add_stream(app, kind, respond, stream)
    leave_after_the_first_chunk(app, journal)
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], Exception)


def test_what_the_body_was_reading_from_is_closed_inside_the_scope_too(app, journal, container) -> None:
    """W4: such as the rows of a query, which nothing but the collector would close."""

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        async for part in endless(journal, container)():
            yield part

    leave_after_the_first_chunk(app, journal)
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], ClientDisconnect)


def test_a_body_that_waits_when_its_reader_leaves_is_closed_promptly(app, journal, container) -> None:
    """W4: it does not have to send anything to find out."""

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        with closing(journal, container):
            yield CHUNK
            await asyncio.Event().wait()

    leave_after_the_first_chunk(app, journal)
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], ClientDisconnect)


def test_an_endpoint_in_a_wrapper_is_known_by_its_code(app, journal, container) -> None:
    """W4: a partial of a wrapped generator function."""

    async def stream(size: int, session: Injected[Session]) -> AsyncIterator[str]:
        with closing(journal, container):
            while True:
                yield "x" * size

    @functools.wraps(stream)
    async def wrapper(*args: object, **kwargs: object) -> AsyncIterator[str]:
        async for part in stream(*args, **kwargs):
            yield part

    app.get("/", response_class=StreamingResponse)(functools.partial(wrapper, size=1000))
    leave_after_the_first_chunk(app, journal)
    assert journal.entries[0] == CLOSED


def test_an_object_that_streams_is_known_by_its_code(app, journal, container) -> None:
    """W4."""

    class Stream:
        async def __call__(self, session: Injected[Session]) -> AsyncIterator[str]:
            with closing(journal, container):
                while True:
                    yield CHUNK

    app.get("/", response_class=StreamingResponse)(Stream())
    leave_after_the_first_chunk(app, journal)
    assert journal.entries[0] == CLOSED


def test_a_stream_starts_before_there_is_anything_to_send(app, journal) -> None:
    """W4: its reader hears that it is there."""
    go_on = threading.Event()

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        await asyncio.to_thread(go_on.wait)
        yield CHUNK

    with run_app(app) as url, reading(f"{url}/") as connection:
        read_until(connection, b"\r\n\r\n")
        assert journal.entries == []
        go_on.set()
        read_until(connection, b"0\r\n\r\n")
    assert journal.entries == ["commit"]


def test_a_stream_of_known_length_stays_open_as_well(app, journal, container) -> None:
    """W4: its start waits for its first part."""

    async def body() -> AsyncIterator[str]:
        with closing(journal, container):
            yield CHUNK
            yield CHUNK

    @app.get("/")
    async def stream(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body(), headers={"content-length": str(2 * len(CHUNK))})

    with run_app(app) as url:
        assert httpx2.get(f"{url}/").text == 2 * CHUNK
    assert journal.entries == [CLOSED, "commit"]


def test_an_exception_in_the_middle_of_a_stream_rolls_back(app, journal) -> None:
    """W3, W4."""
    error = ValueError()

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        yield CHUNK
        raise error

    with run_app(app, log_level="critical") as url, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{url}/")
    assert journal.entries == [error]


def test_an_exception_before_the_first_part_of_known_length_is_a_500(app, journal) -> None:
    """W4: nothing has been sent by then."""

    async def body() -> AsyncIterator[str]:
        raise ValueError
        yield ""

    @app.get("/")
    async def stream(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body(), headers={"content-length": "1"})

    with run_app(app, log_level="critical") as url:
        assert httpx2.get(f"{url}/").status_code == 500
    assert [type(each) for each in journal.entries] == [ValueError]


def test_a_commit_that_fails_at_the_end_of_a_stream_leaves_it_incomplete() -> None:
    """W4: the reader can tell."""
    app = wired(refused_session)

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        yield CHUNK

    with run_app(app, log_level="critical") as url, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{url}/")


def test_a_body_that_fails_to_close_does_not_keep_the_scope_open(app, journal) -> None:
    """W4: the scope is told, and the server."""
    error = ValueError()

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        try:
            while True:
                yield CHUNK
        finally:
            raise error

    leave_after_the_first_chunk(app, journal)
    assert journal.entries == [error]


def test_generators_that_are_dropped_elsewhere_are_closed_as_ever(app, journal) -> None:
    """W4: in a thread of the pool, which has no loop, and where there is no request."""
    closed = threading.Event()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            journal.note("numbers closed")
            closed.set()

    kept: list[AsyncIterator[int]] = []

    @app.get("/start")
    async def start(session: Injected[Session]) -> int:
        kept.append(numbers())
        return await anext(kept[0])

    @app.get("/drop")
    def drop(session: Injected[Session]) -> None:
        kept.clear()

    with run_app(app) as url:
        assert httpx2.get(f"{url}/start").json() == 1
        httpx2.get(f"{url}/drop")
        assert closed.wait(20)
    assert journal.entries[0] == "commit"
    assert sorted(map(str, journal.entries)) == ["commit", "commit", "numbers closed"]


def test_an_iterator_in_a_thread_that_is_no_body_is_left_alone(app, journal) -> None:
    """W4: what else an endpoint reads from is its own business."""
    kept: list[AsyncIterator[int]] = []

    @app.get("/")
    async def endpoint(session: Injected[Session]) -> int:
        kept.append(iterate_in_threadpool(iter([1, 2])))
        return await anext(kept[0])

    @app.get("/again")
    async def again() -> int:
        return await anext(kept[0])

    with run_app(app) as url:
        assert [httpx2.get(f"{url}{path}").json() for path in ("/", "/again")] == [1, 2]
        with suppress(StopAsyncIteration):
            kept.clear()
