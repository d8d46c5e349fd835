"""Scopes with names: a session around requests."""

from __future__ import annotations

from collections.abc import Iterator

from tests.spec.ahead.wirings.plain import Journal, Request
from wireworks import Consumer, Factory, Owned, ServiceContainer


class Login: ...


class Basket:
    def __init__(self, login: Login) -> None:
        self.login = login


class Page:
    def __init__(self, basket: Basket, request: Request, drafts: Factory[Draft], own: Owned[Note]) -> None:
        self.basket, self.request, self.drafts, self.own = basket, request, drafts, own


class Draft: ...


class Note:
    def __init__(self, request: Request, basket: Basket) -> None:
        self.request, self.basket = request, basket


class Seat:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft


class Pen:
    def __init__(self, owner: str) -> None:
        self.owner = owner


class Desk:
    def __init__(self, drafts: Factory[Draft], pens: Factory[Pen]) -> None:
        self.drafts, self.pens = drafts, pens


def open_basket(login: Login, journal: Journal) -> Iterator[Basket]:
    yield Basket(login)
    journal.note("basket closed")


def open_draft(journal: Journal) -> Iterator[Draft]:
    yield Draft()
    journal.note("draft closed")


def open_pen(consumer: Consumer, journal: Journal) -> Iterator[Pen]:
    yield Pen(consumer.parameter)
    journal.note("pen closed")


container = (
    ServiceContainer(scopes=("session", "request"))
    .add_instance(Journal, Journal())
    .add_context(Login, scope="session")
    .add_context(Request, scope="request")
    .add_scoped(open_basket, scope="session")
    .add_scoped(Page, scope="request")
    .add_transient(open_draft)
    .add_scoped(Note)
    .add_transient(open_pen)
    .add_singleton(Seat)
    .add_singleton(Desk)
)
