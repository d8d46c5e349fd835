"""What the shop stores, and what it shows."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    """Hold the tables together."""


class Customer(Table):
    __tablename__ = "customer"

    name: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]  # "slack" or "email"
    is_regular: Mapped[bool]


class Book(Table):
    __tablename__ = "book"

    slug: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    price: Mapped[int]  # in cents
    stock: Mapped[int]


class Sale(Table):
    __tablename__ = "sale"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customer.name"))
    book: Mapped[str] = mapped_column(ForeignKey("book.slug"))
    copies: Mapped[int]


class Review(Table):
    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str] = mapped_column(ForeignKey("book.slug"))
    text: Mapped[str]
    day: Mapped[date]


class Remark(Table):
    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str]
    customer: Mapped[str]
    text: Mapped[str]


class BookCard(BaseModel):
    """A book as the catalogue shows it."""

    slug: str
    title: str
    price: int
    stock: int


class Sold(BaseModel):
    """What was sold of one book."""

    book: str
    copies: int


class Problem(BaseModel):
    """Why something was refused."""

    detail: str


def first_stock() -> list[Table]:
    return [
        Customer(name="ada", channel="slack", is_regular=True),
        Customer(name="grace", channel="email", is_regular=False),
        Book(slug="emma", title="Emma", price=900, stock=5),
        Book(slug="middlemarch", title="Middlemarch", price=1200, stock=2),
        Book(slug="orlando", title="Orlando", price=1000, stock=9),
    ]
