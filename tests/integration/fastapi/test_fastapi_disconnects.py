"""W4, W3: a body whose reader leaves is closed inside the scope.

Through a real server and real sockets; the collector is off, so that nothing is closed by chance.
"""

import asyncio
import functools
import gc
import threading
import weakref
from collections.abc import AsyncIterator, Iterator

import anyio
import httpx2
import pytest
from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import ClientDisconnect

from tests.integration.fastapi.parts import Session
from tests.integration.fastapi.streaming import (
    CHUNK,
    CLOSED,
    add_stream,
    closing,
    endless,
    leave_after_the_first_chunk,
    read_until,
    reading,
)
from tests.servers import run_app
from wireworks import Injected


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


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
    assert isinstance(journal.entries[1], ClientDisconnect)


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
    assert isinstance(journal.entries[1], ClientDisconnect)


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


def test_a_body_may_still_await_when_its_request_was_cancelled(app, journal) -> None:
    """W4: anyio cancels every further `await` in a cancelled task group, but what is closed is closed to its end."""

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        try:
            while True:
                yield CHUNK
        finally:
            await asyncio.sleep(0)
            journal.note(CLOSED)

    async def cancelled() -> None:
        sending, forever = asyncio.Event(), asyncio.Event()

        async def receive() -> object:
            return await forever.wait()

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.body":
                sending.set()
                await forever.wait()

        scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
        async with anyio.create_task_group() as group:
            group.start_soon(app, scope, receive, send)
            await sending.wait()
            group.cancel_scope.cancel()

    asyncio.run(cancelled())
    assert journal.entries[0] == CLOSED
    assert isinstance(journal.entries[1], asyncio.CancelledError)


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


def test_a_sync_generator_that_a_body_only_reads_from_is_left_alone(app, journal, container) -> None:
    """W4: others may read from it next."""

    def numbers() -> Iterator[int]:
        yield from range(1_000_000)

    shared = numbers()

    def body() -> Iterator[str]:
        source = shared
        with closing(journal, container):
            for number in source:
                yield f"{number:1000}"

    @app.get("/")
    async def stream(session: Injected[Session]) -> StreamingResponse:
        return StreamingResponse(body())

    with run_app(app, log_level="critical") as url:
        with reading(f"{url}/") as connection:
            read_until(connection, b"   1")  # in the body: between ten and eight the date of the head has " 1"
        assert journal.ended.wait(20)
    assert journal.entries[0] == CLOSED
    assert next(shared) > 1


def test_a_stream_keeps_nothing_of_what_it_has_read(app, journal) -> None:
    """W4: the generators it reads from are not remembered, however long it lasts."""

    async def numbers() -> AsyncIterator[int]:
        yield 1

    @app.get("/", response_class=StreamingResponse)
    async def stream(session: Injected[Session]) -> AsyncIterator[str]:
        read: list[weakref.ref[object]] = []
        for _ in range(3):
            source = numbers()
            read.append(weakref.ref(source))
            async for _number in source:
                yield CHUNK
        del source
        journal.note([each() for each in read[1:]])

    with run_app(app) as url:
        assert httpx2.get(f"{url}/").text == 3 * CHUNK
    assert journal.entries == [[None, None], "commit"]
