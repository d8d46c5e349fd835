"""How customers hear from the shop: each by the channel of their choice, when their request is through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from errno import ECONNRESET
from typing import Protocol

from examples.bookshop.customers import AuthenticatedUser
from examples.bookshop.journal import Journal
from wireworks import Injected, service
from wireworks.tasks import task


class Mailer:
    """Stand for a connection to a mail server: opened and closed with ``await``; it may hang up on a mail."""

    def __init__(self, journal: Journal) -> None:
        self.hangs_up = False
        self._journal = journal

    async def send(self, to: str, text: str) -> None:
        if self.hangs_up:
            self.hangs_up = False
            raise ConnectionResetError(ECONNRESET, "the mail server hung up")
        self._journal.note(f"mail to {to}: {text}")


@service
async def connect_mailer(journal: Journal) -> AsyncIterator[Mailer]:
    journal.note("mailer connected")
    yield Mailer(journal)
    journal.note("mailer disconnected")


class Notifier(Protocol):
    async def notify(self, name: str, text: str) -> None: ...


@service
class SlackNotifier:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def notify(self, name: str, text: str) -> None:
        self._journal.note(f"slack to @{name}: {text}")


@service
class EmailNotifier:
    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    async def notify(self, name: str, text: str) -> None:
        await self._mailer.send(f"{name}@example.com", text)


@service(lifetime="scoped")
def get_user_notifier(user: AuthenticatedUser, slack: SlackNotifier, email: EmailNotifier) -> Notifier:
    return slack if user.channel == "slack" else email


@task(retries=3, retry_delay=0.05)
async def tell(
    user: AuthenticatedUser, text: str, slack: Injected[SlackNotifier], email: Injected[EmailNotifier]
) -> None:
    """Tell a customer something, once what it is about is stored; nobody waits for the mail server."""
    await get_user_notifier(user, slack, email).notify(user.name, text)
