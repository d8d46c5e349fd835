"""W4 for streamed responses: the scope stays open to the end of the stream."""

import asyncio
import threading
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi.responses import StreamingResponse

from tests.integration.fastapi.parts import Session, refused_session, wired
from tests.integration.fastapi.streaming import CHUNK, CLOSED, add_body, closing, read_until, reading
from tests.servers import run_app
from wireworks import Injected


@pytest.mark.parametrize("kind", ["response", "lines", "raw", "events"])
def test_the_scope_stays_open_to_the_end_of_a_stream(app, journal, container, kind) -> None:
    """W4: and ends before what completes the response."""

    async def body() -> AsyncIterator[str]:
        with closing(journal, container):
            for _ in range(3):
                yield CHUNK

    add_body(app, kind, body)
    with run_app(app) as url:
        assert httpx2.get(f"{url}/").text.count(CHUNK) == 3
    assert journal.entries == [CLOSED, "commit"]


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
