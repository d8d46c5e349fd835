"""W4 for ordinary responses: the scope ends before the first byte is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from fastapi.testclient import TestClient
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware

from tests.integration.fastapi.parts import Journal, Refused, Session, client_of, noting, refused_session, wired
from tests.servers import run_app
from wireworks import Injected, ServiceCloseError, ServiceContainer
from wireworks.fastapi import setup


async def endpoint(session: Injected[Session]) -> str:
    return "stored"


def test_a_commit_that_fails_is_a_500_where_fastapi_alone_says_200() -> None:
    """W4: over a socket, so that the bytes are those a client sees."""
    app = wired(refused_session)
    app.get("/ours")(endpoint)

    @app.get("/fastapi")
    async def fastapis(session: Annotated[Session, Depends(refused_session)]) -> str:
        return "stored"

    with run_app(app, log_level="critical") as url:
        assert httpx2.get(f"{url}/fastapi").status_code == 200
        refused = httpx2.get(f"{url}/ours")
        assert (refused.status_code, refused.text) == (500, "Internal Server Error")


def test_a_commit_that_fails_goes_through_the_500_handling_of_the_app() -> None:
    """W4: which is told why."""
    app = wired(refused_session)
    app.get("/")(endpoint)
    seen: list[ServiceCloseError] = []

    @app.exception_handler(Exception)
    async def handle(request: Request, error: ServiceCloseError) -> JSONResponse:
        seen.append(error)
        return JSONResponse({"ours": True}, 500)

    with client_of(app) as client:
        assert client.get("/").json() == {"ours": True}
    assert [type(each) for each in seen[0].exceptions] == [Refused]


def test_a_handler_found_too_late_to_answer_does_not_hide_why_the_commit_failed() -> None:
    """W4: the response has been started inside the app, so its own handler of this error cannot be used."""
    app = wired(refused_session)
    app.get("/")(endpoint)

    @app.exception_handler(ServiceCloseError)
    async def never(request: Request, error: ServiceCloseError) -> Response:
        raise AssertionError

    with pytest.raises(ServiceCloseError), TestClient(app) as client:
        client.get("/")


def test_a_commit_that_fails_in_a_mounted_app_is_a_500() -> None:
    """W4."""
    app, mounted = wired(refused_session), FastAPI()
    mounted.get("/")(endpoint)
    app.mount("/mounted", mounted)
    with client_of(app) as client:
        assert client.get("/mounted/").status_code == 500


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_the_scope_ends_before_the_response_starts(kind) -> None:
    """W4: as the server sees it."""
    journal = Journal()
    app = wired(journal.session)

    def endpoint_in_a_thread(session: Injected[Session]) -> str:
        return "stored"

    app.get("/")(endpoint if kind == "async" else endpoint_in_a_thread)
    with client_of(noting(app, journal)) as client:
        assert client.get("/").json() == "stored"
    assert journal.entries == ["commit", "http.response.start", "http.response.body"]


def test_what_an_endpoint_leaves_half_read_is_closed_before_the_scope_ends() -> None:
    """W4: Python closes it in a task of its own, which the scope waits for."""
    journal = Journal()
    app = wired(journal.session)

    async def rows() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            journal.note("rows closed")

    @app.get("/")
    async def first_row(session: Injected[Session]) -> int:
        async for row in rows():
            return row
        raise AssertionError

    with client_of(app) as client:
        assert client.get("/").json() == 1
    assert journal.entries == ["rows closed", "commit"]


@pytest.mark.parametrize(
    ("method", "response"),
    [
        ("HEAD", PlainTextResponse("text")),
        ("GET", Response(status_code=204)),
        ("GET", Response(status_code=304)),
        ("GET", Response(headers={"content-length": "0"})),
        ("HEAD", FileResponse(__file__)),
    ],
)
def test_responses_without_a_body_are_ordinary(method, response) -> None:
    """W4."""
    journal = Journal()
    app = wired(journal.session)

    @app.api_route("/", methods=[method])
    async def bodiless(session: Injected[Session]) -> Response:
        return response

    with client_of(noting(app, journal)) as client:
        assert client.request(method, "/").status_code == response.status_code
    assert journal.entries == ["commit", "http.response.start", "http.response.body"]


def test_a_file_that_the_server_sends_by_itself_is_ordinary() -> None:
    """W4: the path is all that is sent."""
    journal = Journal()
    app = wired(journal.session)

    @app.get("/")
    async def file(session: Injected[Session]) -> FileResponse:
        return FileResponse(__file__)

    async def with_extension(scope, receive, send):
        if scope["type"] == "http":
            scope = {**scope, "extensions": {"http.response.pathsend": {}}}
        await app(scope, receive, send)

    with client_of(noting(with_extension, journal)) as client:
        client.get("/")
    assert journal.entries == ["commit", "http.response.start", "http.response.pathsend"]


def test_a_file_that_is_sent_in_parts_arrives_whole(tmp_path) -> None:
    """W4: it is a stream, and the scope stays open."""
    journal, path = Journal(), tmp_path / "large"
    path.write_bytes(b"x" * 3 * FileResponse.chunk_size)
    app = wired(journal.session)

    @app.get("/")
    async def file(session: Injected[Session]) -> FileResponse:
        return FileResponse(path)

    with client_of(noting(app, journal)) as client:
        assert client.get("/").content == path.read_bytes()
    assert journal.entries[0] == "http.response.start"
    assert journal.entries[-2:] == ["commit", "http.response.body"]


def test_messages_that_are_neither_start_nor_body_pass_through() -> None:
    """W4: as an application may send to servers that know them."""
    journal = Journal()
    app = wired(journal.session)

    async def hints(scope, receive, send):
        await send({"type": "http.response.early_hint", "links": []})
        await PlainTextResponse("text")(scope, receive, send)

    app.mount("/", hints)
    sent: list[str] = []

    async def outside(scope, receive, send):
        async def noted(message):
            sent.append(message["type"])
            if "hint" not in message["type"]:
                await send(message)

        await app(scope, receive, noted if scope["type"] == "http" else send)

    with client_of(outside) as client:
        assert client.get("/").text == "text"
    assert sent == ["http.response.early_hint", "http.response.start", "http.response.body"]


async def pass_on(request: Request, call_next) -> Response:
    response = await call_next(request)
    response.headers["seen"] = "yes"
    return response


def app_with_middlewares(factory, where: str) -> FastAPI:
    container = ServiceContainer().add_scoped(factory)
    app = site = FastAPI()
    if "mounted" in where:
        site = FastAPI()
        app.mount("/", site)
    if "too" in where:
        setup(site, container)
    if where != "around, added before":
        setup(app, container)
    site.add_middleware(BaseHTTPMiddleware, dispatch=pass_on)
    if where != "in a mounted app":
        site.add_middleware(GZipMiddleware, minimum_size=1)
    if where == "around, added before":
        setup(app, container)
    site.get("/")(endpoint)
    return app


@pytest.mark.parametrize(
    "where", ["around, added before", "around, added after", "in a mounted app", "in a mounted app that was set up too"]
)
def test_middlewares_of_the_app_change_nothing(where) -> None:
    """W4: those around see a response whose scope has ended; those of a mounted app send it in parts.

    Compression hides that it was an ordinary response, unless the mounted app was set up as well.
    """
    journal = Journal()
    app, refusing = app_with_middlewares(journal.session, where), app_with_middlewares(refused_session, where)
    with client_of(noting(app, journal)) as client, client_of(refusing) as refused:
        response = client.get("/")
        assert (response.json(), response.headers["seen"]) == ("stored", "yes")
        assert refused.get("/").status_code == 500
    assert journal.entries[:2] == ["commit", "http.response.start"]


def test_an_app_that_goes_on_after_a_failing_commit_cannot_send_what_it_had_started() -> None:
    """W4: such as one mounted inside that catches everything."""
    container = ServiceContainer().add_scoped(refused_session)
    app = wired(container=container)

    async def stubborn(scope, receive, send):
        await container.aget(Session)
        with suppress(ServiceCloseError):
            await PlainTextResponse("stored")(scope, receive, send)
        await send({"type": "http.response.body", "body": b"stored"})

    app.mount("/", stubborn)
    with run_app(app, log_level="critical") as url:
        assert httpx2.get(url).status_code == 500


def test_the_outcome_of_a_sub_dependency_is_seen_before_the_scope_ends() -> None:
    """W4: FastAPI's own resources with the scope of the function end first, those of the request after the response."""
    journal = Journal()
    app = wired(journal.session)

    async def own(session: Injected[Session]) -> AsyncIterator[None]:
        yield
        journal.note("own")

    @app.get("/")
    async def both(
        function: Annotated[None, Depends(own, scope="function")], request: Annotated[None, Depends(own)]
    ) -> None: ...

    with client_of(noting(app, journal)) as client:
        client.get("/")
    assert journal.entries == ["own", "commit", "http.response.start", "http.response.body", "own"]
