"""Endpoints of many shapes, the same for every class of routes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import APIRouter, BackgroundTasks, Body, Depends, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask
from starlette.requests import HTTPConnection

from tests.integration.fastapi.parts import Journal, Session
from wireworks import Injected


class Item(BaseModel):
    """What endpoints return."""

    name: str
    price: float | None = None
    secret: str = "hidden"


class ShortItem(BaseModel):
    """What goes out of it."""

    name: str


class Handled(Exception):
    """An error with a handler."""


class Reader:
    """A service that reads from the request."""

    def __init__(self, request: Request) -> None:
        self.request = request


SHAPES: dict[str, tuple[dict[str, Any], Callable[..., Any]]] = {}


def shape(**options: Any) -> Callable[[Callable[..., Any]], None]:
    """Remember an endpoint, and with what it is added."""

    def keep(endpoint: Callable[..., Any]) -> None:
        SHAPES[endpoint.__name__] = options, endpoint

    return keep


def is_late(journal: Journal) -> bool:
    """Tell whether there were some requests before, which may have taught something."""
    journal.note("asked")
    return journal.entries.count("asked") > 2


@shape()
async def text(session: Injected[Session]) -> Response:
    return PlainTextResponse(type(session).__name__, headers={"x-own": "1"})


@shape()
async def anything(session: Injected[Session]):
    return {"is": Item(name="pen"), "nan": [1.5, None]}


@shape(response_model=None, status_code=202)
async def unchecked(session: Injected[Session]) -> dict[str, int]:
    return {"a": 1}


@shape()
async def nothing(session: Injected[Session]) -> None: ...


@shape(status_code=204)
async def no_content(session: Injected[Session]) -> None: ...


@shape(status_code=201)
async def model(session: Injected[Session]) -> Item:
    return Item(name="pen", price=2)


@shape(response_model=ShortItem)
async def less_than_there_is(session: Injected[Session]) -> object:
    return Item(name="pen")


@shape(response_model_exclude_none=True, response_model_exclude={"secret"})
async def partly(session: Injected[Session]) -> Item:
    return Item(name="pen")


@shape(response_model_exclude_unset=True)
async def several(session: Injected[Session]) -> list[Item]:
    return [Item(name="pen"), Item(name="ink", price=3)]


@shape()
async def wrong(session: Injected[Session], journal: Injected[Journal]) -> list[int]:
    return ["one"] if is_late(journal) else [1]  # type: ignore[list-item]


@shape()
async def unwritable(session: Injected[Session], journal: Injected[Journal]):
    return type("Odd", (), {"__slots__": ()})() if is_late(journal) else 1


@shape(response_class=HTMLResponse)
async def page(session: Injected[Session]) -> str:
    return "<p>"


@shape(response_class=RedirectResponse)
async def elsewhere(session: Injected[Session]) -> str:
    return "/there"


@shape(response_class=PlainTextResponse, status_code=203)
async def plain(session: Injected[Session]) -> str:
    return "text"


@shape()
async def sometimes(session: Injected[Session], journal: Injected[Journal]):
    journal.note("asked")
    return {"a": 1} if journal.entries.count("asked") % 2 else PlainTextResponse("b")


@shape()
async def sometimes_a_response(session: Injected[Session], journal: Injected[Journal]):
    return {"a": 1} if is_late(journal) else PlainTextResponse("b")


@shape()
async def later(session: Injected[Session], journal: Injected[Journal]) -> Response:
    return PlainTextResponse("text", background=BackgroundTask(journal.note, "later"))


@shape()
async def stream(session: Injected[Session]) -> Response:
    async def body() -> AsyncIterator[str]:
        yield "a"
        yield "b"

    return StreamingResponse(body())


@shape()
async def lines(session: Injected[Session]) -> AsyncIterator[Item]:
    yield Item(name="pen")


@shape()
async def refused(session: Injected[Session], journal: Injected[Journal]) -> None:
    if is_late(journal):
        raise HTTPException(418, "no", headers={"x-why": "tea"})


@shape()
async def invalid(session: Injected[Session], journal: Injected[Journal]) -> None:
    if is_late(journal):
        raise RequestValidationError([{"type": "x", "loc": ("a",), "msg": "m", "input": 1}])


@shape()
async def handled(session: Injected[Session], journal: Injected[Journal]) -> None:
    if is_late(journal):
        raise Handled


@shape()
async def unhandled(session: Injected[Session], journal: Injected[Journal]) -> None:
    if is_late(journal):
        raise LookupError("unhandled")


@shape(methods=["POST"])
async def body_read_by_a_service(
    session: Injected[Session], reader: Injected[Reader], journal: Injected[Journal]
) -> None:
    await reader.request.body()
    if is_late(journal):
        raise Handled


@shape(methods=["POST"])
async def body_read(session: Injected[Session], request: Request) -> dict[str, Any]:
    return {"body": (await request.body()).decode(), "same": await request.json(), "route": request.url.path}


@shape(methods=["POST"])
async def body_read_in_vain(session: Injected[Session], request: Request, journal: Injected[Journal]) -> None:
    await request.body()
    if is_late(journal):
        raise Handled


@shape()
async def connection(session: Injected[Session], of: HTTPConnection, request: Request) -> list[object]:
    return [of is request, of.query_params.get("q")]


@shape()
async def query(session: Injected[Session], q: int) -> int:
    return q


@shape(methods=["POST"])
async def body(session: Injected[Session], item: Item) -> Item:
    return item


@shape(methods=["POST"])
async def embedded(session: Injected[Session], name: str = Body(embed=True)) -> str:
    return name


@shape()
async def headers_of_its_own(session: Injected[Session], response: Response) -> dict[str, int]:
    response.headers["x-own"] = "2"
    response.status_code = 206
    return {}


@shape()
async def tasks(session: Injected[Session], journal: Injected[Journal], tasks: BackgroundTasks) -> dict[str, int]:
    tasks.add_task(journal.note, "task")
    return {}


async def guard(request: Request) -> None:
    if request.query_params.get("q") != "7":
        raise HTTPException(401)


@shape(dependencies=[Depends(guard)])
async def guarded(session: Injected[Session]) -> dict[str, int]:
    return {}


@shape()
def in_a_thread(session: Injected[Session]) -> dict[str, int]:
    return {}


def router_of(route_class: type, name: str, **options: Any) -> APIRouter:
    """Return a router with one of them."""
    router = APIRouter(route_class=route_class, **options)
    given, endpoint = SHAPES[name]
    router.add_api_route(**{"path": "/", **given, "endpoint": endpoint})
    return router
