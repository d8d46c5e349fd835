"""How customers hear from the shop: each by the channel of their choice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from examples.bookshop.customers import AuthenticatedUser
from examples.bookshop.journal import Journal
from wireworks import service


class Mailer:
    """Stand for a connection to a mail server: opened and closed with ``await``."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def send(self, to: str, text: str) -> None:
        self._journal.note(f"mail to {to}: {text}")


@service
async def connect_mailer(journal: Journal) -> AsyncIterator[Mailer]:
    journal.note("mailer connected")
    yield Mailer(journal)
    journal.note("mailer disconnected")


class Notifier(Protocol):
    async def notify(self, text: str) -> None: ...


@service(lifetime="scoped")
class SlackNotifier:
    def __init__(self, user: AuthenticatedUser, journal: Journal) -> None:
        self._user = user
        self._journal = journal

    async def notify(self, text: str) -> None:
        self._journal.note(f"slack to @{self._user.name}: {text}")


@service(lifetime="scoped")
class EmailNotifier:
    def __init__(self, user: AuthenticatedUser, mailer: Mailer) -> None:
        self._user = user
        self._mailer = mailer

    async def notify(self, text: str) -> None:
        await self._mailer.send(f"{self._user.name}@example.com", text)


@service(lifetime="scoped")
def get_user_notifier(user: AuthenticatedUser, slack: SlackNotifier, email: EmailNotifier) -> Notifier:
    return slack if user.channel == "slack" else email
