"""Services whose making or closing takes `await`, beside some for which it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from tests.spec.ahead.wirings.plain import Journal, Request
from wireworks import AsyncFactory, Lazy, Owned, ServiceContainer


class Mailer: ...


class Line:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def __aenter__(self) -> Line:
        self._journal.note("line entered")
        return self

    async def __aexit__(self, *outcome: object) -> None:
        self._journal.note(f"line left {outcome[1]!r}")


class Socket:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def dispose(self) -> None:
        self._journal.note("socket disposed of")


class Session: ...


class Account:
    def __init__(self, session: Session, name: str) -> None:
        self.session, self.name = session, name


class Plain: ...


async def connect(journal: Journal) -> AsyncIterator[Mailer]:
    journal.note("mailer connected")
    yield Mailer()
    journal.note("mailer disconnected")


async def begin(mailer: Mailer, journal: Journal) -> AsyncIterator[Session]:
    journal.note("session opened")
    try:
        yield Session()
    except BaseException as error:
        journal.note(f"session {error!r}")
        raise
    finally:
        journal.note("session closed")


async def load(request: Request, session: Session, name: str) -> Account | None:
    return Account(session, name)


def keep(journal: Journal) -> Iterator[Plain]:
    yield Plain()
    journal.note("plain closed")


class Page:
    def __init__(  # noqa: PLR0913, PLR0917 - one of each kind
        self,
        accounts: AsyncFactory[Account],
        typed: AsyncFactory[Account, [str]],
        plain: AsyncFactory[Plain],
        session: Lazy[Session],
        own: Owned[Session],
        socket: Socket,
        lines: Line,
    ) -> None:
        self.accounts, self.typed, self.plain, self.session, self.own = accounts, typed, plain, session, own
        self.socket, self.line = socket, lines


class Desk:
    def __init__(self, sessions: AsyncFactory[Session], own: Owned[Session]) -> None:
        self.sessions, self.own = sessions, own


container = (
    ServiceContainer()
    .add_instance(Journal, Journal())
    .add_context(Request)
    .add_scoped(begin)
    .add_transient(Account, load)
    .add_scoped(keep)
    .add_scoped(Socket)
    .add_scoped(Page)
    .add_singleton(Desk)
)
container.register(Mailer, connect, "singleton", eager=True)
container.register(Line, Line, "scoped", enter=True)
