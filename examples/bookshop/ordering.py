"""Orders: a basket becomes sales and an invoice, all of it or nothing."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from examples.bookshop.customers import AuthenticatedUser, Discount
from examples.bookshop.journal import Journal
from examples.bookshop.models import Book, Sale
from wireworks import Factory, service


class OutOfStockError(Exception):
    """Tell that there are not as many copies as a customer wants."""


@service
class Postage:
    FREE_FROM = 3

    def price(self, copies: int) -> int:
        return 0 if copies >= self.FREE_FROM else 300


@service(lifetime="transient")
class Invoice:
    """Add up a basket. ``sales`` come from whoever makes it, the rest from the container."""

    def __init__(self, sales: dict[Book, int], postage: Postage, discount: Discount | None) -> None:
        goods = sum(book.price * copies for book, copies in sales.items())
        self.off = goods * discount.percent // 100 if discount else 0
        self.postage = postage.price(sum(sales.values()))
        self.total = goods - self.off + self.postage


@service(lifetime="scoped")
class OrderDesk:
    def __init__(self, session: Session, user: AuthenticatedUser, invoices: Factory[Invoice], journal: Journal) -> None:
        self._session = session
        self._user = user
        self._invoices = invoices
        self._journal = journal

    def place(self, basket: dict[str, int]) -> Invoice:
        return self._invoices(sales={self._take(slug, copies): copies for slug, copies in basket.items()})

    def _take(self, slug: str, copies: int) -> Book:
        enough = update(Book).where(Book.slug == slug, Book.stock >= copies)
        book: Book | None = self._session.scalar(enough.values(stock=Book.stock - copies).returning(Book))
        if book is None:
            raise OutOfStockError(f"There are not {copies} copies of {slug}.")
        self._session.add(Sale(customer=self._user.name, book=slug, copies=copies))
        self._journal.note(f"{copies} x {slug} taken")
        return book
