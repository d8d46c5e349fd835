"""The pages of the shop. What a page needs stands in its signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Security
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from fastapi.security import APIKeyHeader, APIKeyQuery
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from examples.bookshop.catalogue import Catalogue
from examples.bookshop.clock import Clock
from examples.bookshop.customers import AuthenticatedUser, Discount
from examples.bookshop.journal import Journal
from examples.bookshop.live import announce
from examples.bookshop.models import Book, BookCard, Problem, Review
from examples.bookshop.notifying import Notifier, tell
from examples.bookshop.ordering import OrderDesk
from wireworks import Injected
from wireworks.fastapi import cached_response, invalidate_responses
from wireworks.tasks import Tasks

router = APIRouter()
# Who is asking, `examples.bookshop.customers` finds out; this tells the readers of the OpenAPI document how to say it.
for_customers = APIRouter(
    dependencies=[
        Security(APIKeyHeader(name="X-User", scheme_name="header", auto_error=False)),
        Security(APIKeyQuery(name="user", scheme_name="link", auto_error=False)),
    ],
    responses={401: {"model": Problem}},
)
Basket = dict[str, Annotated[int, Field(gt=0, le=100)]]
Sheets = Annotated[int, Query(ge=1, le=1_000)]


class CsvResponse(StreamingResponse):
    media_type = "text/csv"


@router.get("/", response_class=HTMLResponse)
def index() -> str:
    return Path(__file__).with_name("index.html").read_text(encoding="utf-8")


@router.get("/journal", response_class=PlainTextResponse)
async def journal(journal: Injected[Journal]) -> str:
    return "\n".join(journal.lines)


@router.get("/books")
async def books(catalogue: Injected[Catalogue]) -> list[BookCard]:
    return await catalogue.cards()


@router.get("/labels.csv", response_class=CsvResponse)
def labels(session: Injected[Session], journal: Injected[Journal], sheets: Sheets = 1) -> Iterator[str]:
    yield "title,price\n"
    for _ in range(sheets):
        for book in session.scalars(select(Book).order_by(Book.title)):
            yield f"{book.title},{book.price}\n"
    journal.note("last label sent")


@for_customers.get("/me")
async def me(
    user: Injected[AuthenticatedUser], notifier: Injected[Notifier], discount: Injected[Discount | None]
) -> dict[str, object]:
    return {
        "name": user.name,
        "notifier": type(notifier).__name__,
        "discount": discount.percent if discount else None,
    }


@for_customers.post("/orders", status_code=201, responses={400: {"model": Problem}, 409: {"model": Problem}})
def order(
    basket: Basket, desk: Injected[OrderDesk], user: Injected[AuthenticatedUser], tasks: Injected[Tasks]
) -> dict[str, int]:
    invoice = desk.place(basket)
    # All of these wait for the commit, and none happens without it.
    invalidate_responses("catalogue")
    tasks.add(announce, basket)
    tasks.add(tell, user, f"your order costs {invoice.total}")
    return {"total": invoice.total, "off": invoice.off, "postage": invoice.postage}


@for_customers.post("/books/{book}/reviews", status_code=201, responses={404: {"model": Problem}})
def review(
    book: str,
    text: str,
    session: Injected[Session],
    clock: Injected[Clock],
    user: Injected[AuthenticatedUser],
    tasks: Injected[Tasks],
) -> dict[str, str]:
    if session.get(Book, book) is None:
        raise HTTPException(404, f"There is no book {book}.")
    session.add(Review(book=book, text=text, day=clock.today()))
    invalidate_responses("reviews")
    tasks.add(tell, user, "thank you for your review")
    return {"book": book}


@router.get("/reviews")
@cached_response(ttl=60, tags=("reviews",))
def reviews(session: Injected[Session]) -> list[str]:
    return [f"{review.day}: {review.text}" for review in session.scalars(select(Review).order_by(Review.id))]
