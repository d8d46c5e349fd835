"""The shop that the tests share: opened once, and never closed between them, as each overrides what it wants."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from fastapi import FastAPI

from examples.bookshop.app import create_app, create_container
from examples.bookshop.catalogue import keep_cards
from examples.bookshop.clock import Clock
from examples.bookshop.journal import Journal
from examples.bookshop.models import BookCard
from examples.bookshop.notifying import Mailer
from wireworks import ServiceContainer
from wireworks.cache import CacheService
from wireworks.testing import TestClient


class Outbox(Mailer):
    """Keep the mails instead of sending them."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def send(self, to: str, text: str) -> None:
        self.mails.append((to, text))


class StoppedClock(Clock):
    """Show the same day for ever."""

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        return self._day


@dataclass(frozen=True)
class Visit:
    """What one test has to itself: a client, a journal of its own, and the mails that were sent."""

    client: TestClient
    journal: Journal = field(default_factory=Journal)
    outbox: Outbox = field(default_factory=Outbox)


@dataclass(frozen=True)
class Shop:
    app: FastAPI
    container: ServiceContainer

    @contextmanager
    def visit(self) -> Generator[Visit]:
        """Give a visitor a shop that looks new: whatever notes something in a journal is made afresh, the database too.

        The cache of the catalogue notes nothing, so it is said in so many words that it is made afresh.
        """
        visit = Visit(TestClient(self.app))
        fresh = {Journal: visit.journal, Mailer: visit.outbox, CacheService[list[BookCard]]: keep_cards}
        with self.container.override(fresh):
            yield visit


@contextmanager
def open_shop() -> Generator[Shop]:
    container = create_container(Journal())
    app = create_app(container)
    with TestClient(app):
        yield Shop(app, container)
