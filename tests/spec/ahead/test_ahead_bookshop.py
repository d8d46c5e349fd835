"""L30: the bookshop runs on the module that is written of its wiring, with no container."""

import asyncio

import pytest
from fastapi import HTTPException, Request
from sqlalchemy import select

from examples.bookshop.app import wiring
from examples.bookshop.journal import Journal
from examples.bookshop.models import Sale
from examples.bookshop.notifying import EmailNotifier, SlackNotifier
from examples.bookshop.ordering import OutOfStockError


def asked_by(user: str) -> Request:
    return Request({"type": "http", "headers": [], "query_string": f"user={user}".encode()})


@pytest.fixture
def shop(compiled):
    return compiled(wiring(), "examples.bookshop.app:wiring").Singletons


def test_order_is_one_transaction(shop) -> None:
    """L20: one session for the login, the desk and the invoice; committed, and closed before the engine."""
    journal = Journal()
    with shop(journal=journal) as singletons:
        with singletons.scope(http_connection=asked_by("ada")) as scope:
            invoice = scope.order_desk().place({"emma": 1, "orlando": 2})
            assert (invoice.total, invoice.off, invoice.postage) == (2610, 290, 0)
        with singletons.scope() as scope:
            sales = scope.session().scalars(select(Sale.book).order_by(Sale.book)).all()
            assert sales == ["emma", "orlando"]
    assert [line for line in journal.lines if line.startswith("session 1")] == [
        "session 1 opened",
        "session 1 committed",
        "session 1 closed",
    ]
    assert journal.lines[-2:] == ["engine closed", "folder removed"]


def test_failed_order_leaves_nothing_behind(shop) -> None:
    """L20: the outcome reaches the session, and passes unchanged."""
    journal = Journal()
    with shop(journal=journal) as singletons:
        with pytest.raises(OutOfStockError, match="99 copies of middlemarch"):
            with singletons.scope(http_connection=asked_by("grace")) as scope:
                scope.order_desk().place({"emma": 4, "middlemarch": 99})
        assert "session 1 rolled back" in journal.lines
        with pytest.raises(HTTPException):
            with singletons.scope(http_connection=asked_by("nobody")) as scope:
                scope.authenticated_user()


def test_catalogue_and_notifiers(shop) -> None:
    """L10, L16: async and sync services of one module; the catalogue has a session of its own."""

    async def main() -> list[str]:
        journal = Journal()
        async with shop(journal=journal) as singletons:
            cards = await (await singletons.catalogue()).cards()
            assert await (await singletons.catalogue()).cards() == cards
            for user, kind in (("ada", SlackNotifier), ("grace", EmailNotifier)):
                async with singletons.scope(http_connection=asked_by(user)) as scope:
                    notifier = await scope.notifier()
                    assert type(notifier) is kind
                    await notifier.notify(user, "hello")
        return journal.lines

    lines = asyncio.run(main())
    assert lines[:5] == [
        "folder made",
        "engine opened",
        *(f"session 1 {what}" for what in ("opened", "committed", "closed")),
    ]
    assert lines.count("mailer connected") == 1
    assert lines[-3:] == ["mailer disconnected", "engine closed", "folder removed"]
