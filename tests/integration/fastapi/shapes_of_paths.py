"""Endpoints that take parts of the path, the query, headers and cookies, among those of many shapes."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from fastapi import Cookie, Header, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import AfterValidator, BaseModel

from tests.integration.fastapi.parts import Journal, Session
from tests.integration.fastapi.shapes import SHAPES as SHAPES  # noqa: PLC0414 - with these among them
from tests.integration.fastapi.shapes import Handled, Item, ShortItem, is_late, shape
from wireworks import Injected


class Page(BaseModel):
    """What a query may ask for."""

    model_config = {"extra": "forbid"}

    q: int
    size: int = 10


@shape()
async def query_in_bounds(session: Injected[Session], q: Annotated[int, Query(gt=5, alias="q")], size: int = 3) -> int:
    return q * size


@shape()
async def query_as_a_model(session: Injected[Session], page: Annotated[Page, Query()]) -> Page:
    return page


@shape()
async def query_several_times(
    session: Injected[Session],
    q: Annotated[list[int], Query()],
    other: Annotated[list[str], Query()] = ["none"],  # noqa: B006
) -> list[object]:
    q.append(1)
    other.append("more")  # of which no other request is to hear
    return [q, other]


@shape()
async def headers(
    session: Injected[Session], user_agent: Annotated[str, Header()], x_missing: Annotated[str | None, Header()] = None
) -> list[str | None]:
    return [user_agent, x_missing]


@shape()
async def missing_header(session: Injected[Session], x_missing: Annotated[str, Header()]) -> str:
    return x_missing


@shape()
async def cookies(session: Injected[Session], taste: Annotated[int | None, Cookie()] = None) -> int | None:
    return taste


@shape(path="/items/{number}")
async def all_of_the_head(
    number: int,
    q: int,
    user_agent: Annotated[str, Header()],
    taste: Annotated[str, Cookie()],
    session: Injected[Session],
    request: Request,
) -> list[object]:
    return [number, q, user_agent, taste, request.url.path]


class Colour(Enum):
    """What a part of a path may be."""

    RED = "7"
    BLUE = "x"


@shape(path="/items/{number}")
async def part_of_the_path(number: int, session: Injected[Session]) -> list[object]:
    return [number, type(session).__name__]


@shape(path="/{colour}/{number}")
async def parts_of_the_path(
    colour: Colour, session: Injected[Session], number: Annotated[int, Path(gt=5, alias="number")], request: Request
) -> Response:
    return PlainTextResponse(f"{colour} {number} {request.path_params}")


@shape(path="/rest/{number:path}")
async def rest_of_the_path(number: str, session: Injected[Session], journal: Injected[Journal]) -> Response:
    if is_late(journal):
        raise Handled
    return PlainTextResponse(number)


@shape(path="/items/{number}", response_model=ShortItem)
async def part_of_the_path_and_a_model(number: int, session: Injected[Session], journal: Injected[Journal]) -> object:
    return {"nothing": number} if is_late(journal) else Item(name="pen")


def unlucky(number: int) -> int:
    """Fail as FastAPI does not expect it."""
    if number == 8:
        raise LookupError(number)
    return number


@shape(path="/items/{number}")
async def checked_part_of_the_path(number: Annotated[int, AfterValidator(unlucky)], session: Injected[Session]) -> int:
    return number


@shape(path="/items/{number}")
async def part_of_the_path_and_query(number: int, session: Injected[Session], q: int) -> int:
    return number + q
