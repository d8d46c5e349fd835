"""Answers that cannot be kept as they are said to be (W11)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi.testclient import TestClient

from wireworks import Injected, ServiceContainer
from wireworks.fastapi import cached_response, setup


async def read_book(book_id: int) -> dict[str, int]:
    return {"id": book_id}


async def read_order(order: dict[str, int]) -> dict[str, int]:
    return order


async def read_page(request: Request) -> str:
    return request.headers["x-user"]


async def tenant_of(request: Request) -> str:
    return request.headers["x-tenant"]


async def read_tenant(tenant: Annotated[str, Depends(tenant_of)]) -> str:
    return tenant


class Visitor:
    def __init__(self, request: Request) -> None:
        self.name = request.headers["x-user"]


async def greet(visitor: Injected[Visitor]) -> str:
    return visitor.name


async def ticks() -> AsyncIterator[str]:
    yield "tick"


async def talk(websocket: WebSocket) -> None: ...


async def user_of(request: Request) -> str:
    return request.headers["x-user"]


def started(app: FastAPI) -> object:
    setup(app, ServiceContainer().add_scoped(Visitor))
    with TestClient(app):
        return None


def when_an_endpoint_that_takes_the_request_does_not_say_who_gets_the_same() -> object:
    app = FastAPI()
    app.get("/page")(cached_response()(read_page))
    return started(app)


def when_a_dependency_that_takes_the_request_does_not_say_who_gets_the_same() -> object:
    app = FastAPI()
    app.get("/tenant")(cached_response()(read_tenant))
    return started(app)


def when_a_service_that_takes_the_request_does_not_say_who_gets_the_same() -> object:
    app = FastAPI()
    app.get("/greeting")(cached_response()(greet))
    return started(app)


def when_an_endpoint_changes_something() -> object:
    app = FastAPI()
    app.api_route("/books/{book_id}", methods=["GET", "PUT", "DELETE"])(cached_response()(read_book))
    return started(app)


def when_an_endpoint_reads_a_body() -> object:
    app = FastAPI()
    app.get("/order")(cached_response()(read_order))
    return started(app)


def when_a_tag_names_what_is_not_there() -> object:
    app = FastAPI()
    app.get("/books/{book_id}")(cached_response(tags=("book:{id}",))(read_book))
    return started(app)


def when_a_tag_names_something_and_nothing_is_there() -> object:
    app = FastAPI()
    app.get("/page")(cached_response(tags=("page:{page}",))(lambda: None))
    return started(app)


def when_an_endpoint_is_a_stream() -> object:
    return cached_response()(ticks)


def when_an_endpoint_is_for_websockets() -> object:
    return cached_response()(talk)


def when_the_brackets_are_missing() -> object:
    return cached_response(read_book)


def when_something_else_is_decorated() -> object:
    return cached_response()("/books")


def when_the_app_has_no_container() -> object:
    app = FastAPI()
    app.get("/books/{book_id}")(cached_response()(read_book))
    return TestClient(app).get("/books/42")


def when_vary_is_one_text() -> object:
    return cached_response(vary="Accept-Language")


def when_vary_names_no_header() -> object:
    return cached_response(vary=["*"])


def when_tags_are_one_text() -> object:
    return cached_response(tags="books")


def when_a_tag_is_no_template() -> object:
    return cached_response(tags=["book:{book_id"])


def when_a_tag_does_not_name_what_it_is_filled_with() -> object:
    return cached_response(tags=["book:{}"])


def when_a_key_takes_what_no_request_brings() -> object:
    return cached_response(key=lambda user: user.id)(read_book)


def when_a_key_has_to_be_awaited() -> object:
    return cached_response(key=user_of)(read_book)


def when_a_status_is_never_kept() -> object:
    return cached_response(statuses=(200, 304))


def when_there_is_no_room() -> object:
    return cached_response(max_bytes=0)


def when_an_age_is_less_than_nothing() -> object:
    return cached_response(max_age=-1)
