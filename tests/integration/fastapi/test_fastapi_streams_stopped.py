"""W10: streams end when the process is told to stop, each inside its scope."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from tests.integration.fastapi.parts import Session, wired
from tests.integration.fastapi.streaming import (
    CHUNK,
    CLOSED,
    add_body,
    add_stream,
    closing,
    read_to_the_end,
    read_until,
    reading,
)
from tests.servers import run_app
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Stopping, StreamSettings, setup

KINDS = ["response", "lines", "raw", "events"]
LAST = b"0\r\n\r\n"


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_instance(StreamSettings, StreamSettings(grace=0, event_grace=0))


def stop_after_the_first_chunk(app: FastAPI, container: ServiceContainer, **settings: object) -> bytes:
    """Read a stream, have the app stopped, and return what came after the first chunk."""
    with run_app(app, log_level="critical", **settings) as url, reading(f"{url}/") as connection:
        read_until(connection, CHUNK.encode())
        container.get(Stopping).stop()
        return read_to_the_end(connection)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_that_waits_is_cut_inside_its_scope(app, journal, container, kind) -> None:
    """W10: events come to an end, of which readers think nothing; for others something is missing."""

    async def body() -> AsyncIterator[str]:
        with closing(journal, container):
            yield CHUNK
            await asyncio.Event().wait()

    add_body(app, kind, body)
    rest = stop_after_the_first_chunk(app, container)
    assert rest.endswith(LAST) is (kind == "events")
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], ClientDisconnect)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_from_a_thread_is_cut_after_the_chunk_it_is_at(app, journal, container, kind) -> None:
    """W10: nothing can end it before, and nothing is pulled away from under it."""
    stopped = threading.Event()

    def body() -> Iterator[str]:
        with closing(journal, container):
            yield CHUNK
            stopped.wait(20)
            while True:
                yield CHUNK

    async def respond(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body())

    def stream(session: Injected[Session]) -> Iterator[str]:
        yield from body()

    add_stream(app, kind, respond, stream)
    with run_app(app, log_level="critical") as url, reading(f"{url}/") as connection:
        read_until(connection, CHUNK.encode())
        container.get(Stopping).stop()
        httpx2.get(f"{url}/nowhere")  # by now the loop has told it
        stopped.set()
        rest = read_to_the_end(connection)
    assert rest.count(CHUNK.encode()) <= 2
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], ClientDisconnect)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_that_listens_comes_to_its_own_end(journal, kind) -> None:
    """W10: it is told before it is cut, and its work is kept."""
    container = ServiceContainer()
    app = wired(journal.session, container=container)

    async def forever() -> AsyncIterator[str]:
        yield CHUNK
        await asyncio.Event().wait()

    async def body() -> AsyncIterator[str]:
        async for part in container.get(Stopping).until(forever()):
            yield part
        yield "goodbye"

    add_body(app, kind, body)
    rest = stop_after_the_first_chunk(app, container)
    assert b"goodbye" in rest
    assert rest.endswith(LAST)
    assert journal.entries == ["commit"]


def test_a_stream_that_begins_when_it_is_too_late_is_cut_too(app, journal, container) -> None:
    """W10: some requests are under way when the process is told."""

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session], stopping: Injected[Stopping]) -> AsyncIterator[str]:
        stopping.stop()
        yield CHUNK
        await asyncio.Event().wait()

    with run_app(app, log_level="critical") as url, reading(f"{url}/") as connection:
        assert not read_to_the_end(connection).endswith(LAST)
    assert isinstance(journal.entries[0], ClientDisconnect)


@pytest.mark.parametrize("mounted_has", ["its own container", "the same container"])
def test_a_stream_of_a_mounted_app_is_cut_once(journal, mounted_has) -> None:
    """W10: though there are two requests around it, one within the other."""
    told = StreamSettings(grace=0)
    outer, inner = ServiceContainer(), ServiceContainer()
    outer.add_instance(StreamSettings, told)
    inner.add_instance(StreamSettings, told)
    if mounted_has == "the same container":
        inner = outer
    app, mounted = wired(container=outer), FastAPI()
    inner.add_scoped(journal.session)
    setup(mounted, inner)
    app.mount("/mounted", mounted)

    @mounted.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        try:
            yield CHUNK
            await asyncio.Event().wait()
        finally:
            journal.note("closed")

    with run_app(app, log_level="critical") as url, reading(f"{url}/mounted/") as connection:
        read_until(connection, CHUNK.encode())
        outer.get(Stopping).stop()
        assert not read_to_the_end(connection).endswith(LAST)
    assert journal.entries[0] == "closed"
    assert isinstance(journal.entries[1], ClientDisconnect)


def test_what_goes_wrong_while_a_stream_is_cut_is_told(app, journal, container) -> None:
    """W10: the server and the resources see it."""
    error = ValueError()

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        try:
            yield CHUNK
            await asyncio.Event().wait()
        finally:
            raise error

    stop_after_the_first_chunk(app, container)
    assert journal.entries == [error]


async def served(app: FastAPI, spec_version: str) -> tuple["asyncio.Task[None]", asyncio.Event]:
    """Ask for the page `/` without a server; return the task that answers, and what tells that it is sending."""
    sending, forever = asyncio.Event(), asyncio.Event()

    async def receive() -> object:
        return await forever.wait()

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            sending.set()

    asgi = {"spec_version": spec_version, "version": "3.0"}
    scope = {"type": "http", "asgi": asgi, "method": "GET", "path": "/", "headers": [], "query_string": b""}
    return asyncio.ensure_future(app(scope, receive, send)), sending


@pytest.mark.parametrize("spec_version", ["2.3", "2.4"])
@pytest.mark.parametrize("who", ["we", "we and the server"])
def test_who_cancels_a_stream_as_well_is_heard(app, journal, container, spec_version, who) -> None:
    """W10: a server that loses its patience; the end of a stream alone leaves no trace in the task."""

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        try:
            yield CHUNK
            await asyncio.Event().wait()
        finally:
            if who != "we":
                answering.cancel()

    async def main() -> None:
        nonlocal answering
        answering, sending = await served(app, spec_version)
        await sending.wait()
        container.get(Stopping).stop()
        await asyncio.wait([answering])

    answering: asyncio.Task[None]
    asyncio.run(main())
    assert answering.cancelled() is (who != "we")
    assert isinstance(journal.entries[0], ClientDisconnect if who == "we" else asyncio.CancelledError)
