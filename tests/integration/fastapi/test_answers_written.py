"""W11: what answers are found by, and which are kept."""

from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Header, Query, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel
from starlette.middleware.gzip import GZipMiddleware

from tests.integration.fastapi.answering import HIT, Calls, keeping
from tests.integration.fastapi.parts import client_of
from wireworks.fastapi import cached_response

STORED = "wireworks; fwd=miss; stored"


def statuses(answers: list[httpx2.Response]) -> list[str]:
    return [answer.headers["cache-status"] for answer in answers]


class Filters(BaseModel):
    colour: str = "red"
    size: int = 1


def test_the_order_of_parameters_does_not_matter_nor_what_nobody_reads() -> None:
    app, calls = keeping(), Calls()

    @app.get("/shoes")
    @cached_response()
    async def shoes(size: Annotated[list[int], Query()], colour: str = "red") -> int:
        return calls.next((size, colour))

    with client_of(app) as client:
        same = ["size=1&size=2&colour=blue", "colour=blue&size=1&size=2", "utm_source=x&size=1&colour=blue&size=2"]
        assert [client.get(f"/shoes?{query}").json() for query in same] == [1, 1, 1]
        others = ["size=2&size=1&colour=blue", "size=1&size=2", "size=1&size=2&colour=", "size=1&size=2&colour=blu%65"]
        assert [client.get(f"/shoes?{query}").json() for query in others] == [2, 3, 4, 1]


def test_parameters_of_a_model_are_read_by_somebody() -> None:
    app, calls = keeping(), Calls()

    @app.get("/shoes")
    @cached_response()
    async def shoes(filters: Annotated[Filters, Query()]) -> int:
        return calls.next(filters)

    with client_of(app) as client:
        assert [client.get(f"/shoes?{query}").json() for query in ("size=1", "size=2", "size=1&x=2")] == [1, 2, 1]


def test_a_model_that_takes_anything_reads_everything() -> None:
    app, calls = keeping(), Calls()

    class Anything(BaseModel, extra="allow"):
        size: int = 1

    app.get("/shoes")(cached_response()(lambda filters: calls.next()))

    async def shoes(filters: Annotated[Anything, Query()]) -> int:
        return calls.next(filters)

    app.get("/boots")(cached_response()(shoes))
    with client_of(app) as client:
        assert [client.get(f"/boots?{query}").json() for query in ("a=1&b=2", "b=2&a=1", "a=2")] == [1, 1, 2]


def test_a_long_query_is_a_key_like_any_other() -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response()
    async def search(text: str) -> int:
        return calls.next(text)

    with client_of(app) as client:
        assert [client.get("/", params={"text": "x" * 5_000 + end}).json() for end in "aba"] == [1, 2, 1]


def test_one_endpoint_at_two_paths_has_answers_for_each() -> None:
    app, calls, router = keeping(), Calls(), APIRouter()

    @router.get("/page")
    @cached_response()
    async def page() -> int:
        return calls.next()

    app.include_router(router, prefix="/a")
    app.include_router(router, prefix="/b")
    mounted = FastAPI()
    mounted.include_router(router)
    app.mount("/c", mounted)
    app.mount("/d", router)
    with client_of(app) as client:
        assert [client.get(f"/{place}/page").json() for place in "abcdabcd"] == [1, 2, 3, 4, 1, 2, 3, 4]
        app.include_router(router, prefix="/late")
        assert [client.get("/late/page").json() for _ in range(2)] == [5, 5]


class Book(BaseModel):
    title: str
    secret: str = "x"


class Shown(BaseModel):
    title: str


@pytest.mark.parametrize(
    ("options", "returned", "body", "kind"),
    [
        ({}, {"a": 1}, b'{"a":1}', "application/json"),
        ({"response_model": Shown}, Book(title="Emma"), b'{"title":"Emma"}', "application/json"),
        ({"response_model_exclude": {"secret"}, "response_model": Book}, Book(title="E"), b'{"title":"E"}', None),
        ({"response_class": HTMLResponse}, "<p>", b"<p>", "text/html; charset=utf-8"),
        ({}, PlainTextResponse("plain", headers={"X-Own": "1"}), b"plain", "text/plain; charset=utf-8"),
        ({}, JSONResponse([1]), b"[1]", "application/json"),
        ({"response_class": PlainTextResponse}, "été", "été".encode(), "text/plain; charset=utf-8"),
        ({}, Response(bytes(range(256))), bytes(range(256)), ""),
    ],
)
@pytest.mark.parametrize("kind_of_endpoint", ["sync", "async"])
def test_what_is_kept_is_what_fastapi_wrote(options, returned, body, kind, kind_of_endpoint) -> None:
    async def asynchronous() -> object:
        return returned

    app, bare = keeping(), FastAPI()
    function = asynchronous if kind_of_endpoint == "async" else lambda: returned
    options = {"response_model": None, **options}
    app.get("/", **options)(cached_response()(function))
    bare.get("/", **options)(function)
    with client_of(app) as client, client_of(bare) as other:
        answers, expected = [client.get("/") for _ in range(2)], other.get("/")
    assert [answer.content for answer in answers] == [body, body] == [expected.content] * 2
    assert kind is None or answers[1].headers.get("content-type", "") == kind
    for answer in answers:
        assert {name: value for name, value in answer.headers.items() if name in expected.headers} == dict(
            expected.headers
        )
    assert statuses(answers) == [STORED, HIT]


def test_options_of_a_router_hold_for_what_is_kept() -> None:
    app, router = keeping(), APIRouter(default_response_class=PlainTextResponse)

    @router.get("/page")
    @cached_response()
    async def page() -> str:
        return "page"

    app.include_router(router, prefix="/plain", tags=["plain"])
    with client_of(app) as client:
        assert [client.get("/plain/page").text for _ in range(2)] == ["page"] * 2


def test_status_and_headers_that_the_endpoint_sets_are_kept() -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response(statuses=(200, 203))
    async def page(response: Response) -> int:
        response.status_code = 203
        response.headers["x-own"] = "1"
        return calls.next()

    with client_of(app) as client:
        answers = [client.get("/") for _ in range(2)]
    assert [(each.status_code, each.json(), each.headers["x-own"]) for each in answers] == [(203, 1, "1")] * 2


@pytest.mark.parametrize("status", [201, 204, 301, 404, 206])
def test_other_statuses_are_not_kept(status: int) -> None:
    app, calls = keeping(), Calls()

    @app.get("/")
    @cached_response()
    async def page() -> Response:
        calls.next()
        return Response(status_code=status)

    with client_of(app) as client:
        answers = [client.get("/", follow_redirects=False) for _ in range(2)]
    assert [each.status_code for each in answers] == [status] * 2
    assert answers[0].headers["cache-status"] == "wireworks; fwd=miss; detail=status"
    assert len(calls) == 2


@pytest.mark.parametrize("kind", ["stream", "file", "own"])
def test_streams_and_files_are_served_alone(kind: str, tmp_path) -> None:
    app, calls = keeping(), Calls()
    (tmp_path / "page").write_text("page")

    class Own(PlainTextResponse):
        async def __call__(self, scope, receive, send) -> None:
            await super().__call__(scope, receive, send)

    @app.get("/")
    @cached_response()
    async def page() -> Response:
        calls.next()
        if kind == "own":
            return Own("page")
        return FileResponse(tmp_path / "page") if kind == "file" else StreamingResponse(iter(["pa", "ge"]))

    with client_of(app) as client:
        answers = [client.get("/") for _ in range(2)]
    assert [each.text for each in answers] == ["page"] * 2
    assert answers[0].headers["cache-status"] == "wireworks; fwd=miss; detail=stream"
    assert len(calls) == 2


def test_what_is_too_long_is_not_kept() -> None:
    app, calls = keeping(), Calls()

    @app.get("/{length}")
    @cached_response(max_bytes=100)
    async def page(length: int) -> Response:
        calls.next()
        return PlainTextResponse("x" * length)

    with client_of(app) as client:
        assert statuses([client.get(f"/{length}") for length in (100, 101)]) == [
            STORED,
            "wireworks; fwd=miss; detail=size",
        ]


def test_a_middleware_that_compresses_sees_an_ordinary_response() -> None:
    app, calls = keeping(), Calls()
    app.add_middleware(GZipMiddleware, minimum_size=10)
    mounted = FastAPI()
    mounted.add_middleware(GZipMiddleware, minimum_size=10)
    app.mount("/mounted", mounted)

    async def page() -> str:
        return "x" * 1_000 + str(calls.next())

    for each in (app, mounted):
        each.get("/page")(cached_response()(page))
    with client_of(app) as client:
        for path, number in (("/page", 1), ("/mounted/page", 2)):
            zipped = [client.get(path, headers={"accept-encoding": "gzip"}) for _ in range(2)]
            plain = client.get(path, headers={"accept-encoding": "identity"})
            assert [each.json() for each in (*zipped, plain)] == ["x" * 1_000 + str(number)] * 3
            assert [each.headers.get("content-encoding") for each in (*zipped, plain)] == ["gzip", "gzip", None]


def test_what_is_kept_asks_for_nothing_in_openapi() -> None:
    app = keeping()

    @app.get("/{number}")
    @cached_response()
    async def page(number: int, accept: Annotated[str, Header()] = "") -> Book:
        return Book(title=str(number))

    operation = app.openapi()["paths"]["/{number}"]["get"]
    assert [each["name"] for each in operation["parameters"]] == ["number", "accept"]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Book")
    assert operation["operationId"] == "page__number__get"
