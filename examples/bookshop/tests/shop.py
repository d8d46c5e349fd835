"""The shop that the tests share: opened once, and never closed between them, as each overrides what it wants."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event

from fastapi import FastAPI

from examples.bookshop.app import create_app, create_container
from examples.bookshop.clock import Clock
from examples.bookshop.journal import Journal
from examples.bookshop.notifying import Mailer
from wireworks import ServiceContainer
from wireworks.cache import CacheManager
from wireworks.testing import RunningApp, TestClient


class Outbox(Mailer):
    """Keep the mails instead of sending them."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def send(self, to: str, text: str) -> None:
        self.mails.append((to, text))


class ShakyOutbox(Outbox):
    """Hang up on the first two attempts."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0
        self.sent = Event()

    async def send(self, to: str, text: str) -> None:
        self.attempts += 1
        if self.attempts < 3:
            raise ConnectionResetError
        await super().send(to, text)
        self.sent.set()


class StoppedClock(Clock):
    """Show the same day for ever."""

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        return self._day


def new_cache() -> CacheManager:
    """Return a cache in memory, which nobody has to close."""
    manager = CacheManager()
    manager.init(redis_url=None)
    return manager


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
    settle: Callable[[], object]
    """Wait until the tasks are done that were added so far."""

    @contextmanager
    def visit(self) -> Generator[Visit]:
        """Give a visitor a shop that looks new: whatever notes something in a journal is made afresh, the database too.

        The cache notes nothing, so it is said in so many words that it is made afresh.
        """
        visit = Visit(TestClient(self.app))
        fresh = {Journal: visit.journal, Mailer: visit.outbox, CacheManager: new_cache()}
        with self.container.override(fresh):
            yield visit


@contextmanager
def open_shop() -> Generator[Shop]:
    container = create_container(Journal())
    app = create_app(container)
    with RunningApp(app) as running:
        yield Shop(app, container, running.finish_tasks)
