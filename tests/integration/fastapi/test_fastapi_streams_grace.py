"""W10: how long a stream may go on when the process is told to stop."""

import asyncio
import threading
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from tests.integration.fastapi.parts import Session, wired
from tests.integration.fastapi.streaming import CHUNK, read_to_the_end, read_until, reading
from tests.servers import run_app
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import Stopping, StreamSettings

LAST = b"0\r\n\r\n"


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_instance(StreamSettings, StreamSettings(grace=0, event_grace=0))


def finishing(app: FastAPI, path: str, go_on: threading.Event, **head: object) -> None:
    """Add a page that goes on after its first chunk when it is told to."""

    async def body() -> AsyncIterator[str]:
        yield CHUNK
        await asyncio.to_thread(go_on.wait, 20)
        yield CHUNK

    @app.api_route(path, methods=["GET", "POST"])
    async def page(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body(), **head)


def stop_and_go_on(app: FastAPI, container: ServiceContainer, go_on: threading.Event, request: str) -> bytes:
    """Read a page to the end, which goes on when the app was stopped some turns ago."""
    with run_app(app, log_level="critical") as url, reading(f"{url}{request}") as connection:
        read_until(connection, CHUNK.encode())
        container.get(Stopping).stop()
        httpx2.get(f"{url}/nowhere")
        go_on.set()
        return read_to_the_end(connection)


def test_a_response_of_known_length_is_never_cut(app, journal, container) -> None:
    """W10: it has an end."""
    go_on = threading.Event()
    finishing(app, "/", go_on, headers={"content-length": str(2 * len(CHUNK)), "connection": "close"})
    assert stop_and_go_on(app, container, go_on, "/") == CHUNK.encode()
    assert journal.entries == ["commit"]


@pytest.mark.parametrize("close_scope", ["before_response", "after_response"])
def test_what_comes_after_a_stream_is_not_cut(journal, container, close_scope) -> None:
    """W10: such as its background tasks."""
    app = wired(journal.session, container=container, close_scope=close_scope)
    stopped, go_on = threading.Event(), threading.Event()

    async def later() -> None:
        container.get(Stopping).stop()
        stopped.set()
        await asyncio.to_thread(go_on.wait, 20)
        journal.note("later")

    async def body() -> AsyncIterator[str]:
        yield CHUNK

    @app.get("/")
    async def stream(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body(), background=BackgroundTask(later))

    with run_app(app) as url:
        assert httpx2.get(f"{url}/").text == CHUNK
        assert stopped.wait(20)
        httpx2.get(f"{url}/nowhere")
        go_on.set()
    assert sorted(map(str, journal.entries)) == ["commit", "later"]


@pytest.mark.parametrize(("grace", "end"), [(None, "commit"), (0, "ClientDisconnect"), (20, "commit")])
@pytest.mark.parametrize("is_feed", [False, True])
def test_how_long_a_stream_may_go_on_is_said_in_the_container(journal, grace, end, is_feed) -> None:
    """W10: apart for what a browser comes back to."""
    settings = {"grace": 0, "event_grace": grace} if is_feed else {"grace": grace, "event_grace": 0}
    container = ServiceContainer().add_instance(StreamSettings, StreamSettings(**settings))
    app, go_on = wired(journal.session, container=container), threading.Event()
    finishing(app, "/", go_on, media_type="text/event-stream" if is_feed else "text/plain")
    stop_and_go_on(app, container, go_on, "/")
    assert [entry if entry == "commit" else type(entry).__name__ for entry in journal.entries] == [end]


def test_events_that_were_posted_for_have_the_time_of_other_streams(journal) -> None:
    """W10: a browser does not come back to them."""
    container = ServiceContainer().add_instance(StreamSettings, StreamSettings(event_grace=0))
    app, go_on = wired(journal.session, container=container), threading.Event()
    finishing(app, "/", go_on, media_type="text/event-stream")
    with run_app(app, log_level="critical") as url, reading(f"{url}/", method="POST") as connection:
        read_until(connection, CHUNK.encode())
        container.get(Stopping).stop()
        httpx2.get(f"{url}/nowhere")
        go_on.set()
        assert read_to_the_end(connection).endswith(LAST)
    assert journal.entries == ["commit"]


def test_endpoints_may_differ_in_how_long_they_go_on(journal) -> None:
    """W10: the settings may be made from the request."""

    def settings(request: Request) -> StreamSettings:
        return StreamSettings(grace=None if request.url.path == "/patient" else 0)

    for path in ("/patient", "/hasty"):
        container, go_on = ServiceContainer().add_scoped(settings), threading.Event()
        app = wired(journal.session, container=container)
        finishing(app, path, go_on)
        assert stop_and_go_on(app, container, go_on, path).endswith(LAST) is (path == "/patient")
