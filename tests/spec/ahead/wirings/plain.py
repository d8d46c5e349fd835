"""Services of every kind that needs no `await`; each notes in the journal what happens to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Annotated, Generic, NewType, Protocol, TypeVar

from wireworks import Attribute, Factory, Inject, Lazy, Method, Owned, ServiceContainer

Greeting = NewType("Greeting", str)
T = TypeVar("T")


class Journal:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


class Kind(Enum):
    MAIN = 1


class Request: ...


class Engine:
    def __init__(self, url: str) -> None:
        self.url = url


class Session: ...


class Clock:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def dispose(self) -> None:
        self._journal.note("clock disposed of")


class Pool:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __enter__(self) -> Pool:
        self._journal.note("pool entered")
        return self

    def __exit__(self, *outcome: object) -> None:
        self._journal.note(f"pool left {outcome[1]!r}")


class User:
    def __init__(self, name: str) -> None:
        self.name = name


class Notifier(Protocol):
    def notify(self) -> str: ...


class Slack:
    def notify(self) -> str:
        return "slack"


class Email:
    def notify(self) -> str:
        return "email"


class Loud:
    def __init__(self, inner: Notifier) -> None:
        self.inner = inner

    def notify(self) -> str:
        return self.inner.notify().upper()


def open_engine(
    journal: Journal,
    url: Annotated[str, Inject(expr='pg://${db.host}:${db.port}/"{x}"')],
    size: Annotated[int, Inject(param="db.size")],
) -> Iterator[Engine]:
    journal.note(f"engine opened {size}")
    yield Engine(url)
    journal.note("engine closed")


def open_session(engine: Engine, journal: Journal) -> Iterator[Session]:
    journal.note("session opened")
    try:
        yield Session()
    except BaseException as error:
        journal.note(f"session {error!r}")
        raise
    finally:
        journal.note("session closed")


def read_user(request: Request, session: Session) -> User | None:
    return User("ada") if type(request) is Request else None


def pick_clock(clock: Clock) -> Annotated[Clock, "the same one"]:
    return clock


class Repo(Generic[T]):
    def __init__(self, session: Session, model: type[T]) -> None:
        self.session = session
        self.model = model


class Invoice:
    def __init__(self, sales: dict[str, int], user: User | None, clock: Clock, /, note: str = "paid") -> None:
        self.sales, self.user, self.clock, self.note = sales, user, clock, note


class Desk:
    def __init__(
        self, users: Repo[User], invoices: Factory[Invoice], typed: Factory[Invoice, [dict[str, int]]]
    ) -> None:
        self.users, self.invoices, self.typed = users, invoices, typed


class Hall:
    def __init__(
        self,
        every: Sequence[Notifier],
        by_name: Mapping[str, Notifier],
        both: tuple[Notifier, ...],
        main: Annotated[Notifier, Inject(qualifier=Kind.MAIN)],
    ) -> None:
        self.every, self.by_name, self.both, self.main = every, by_name, both, main


class Guard:
    """A singleton that asks for what lives in scopes, later."""

    def __init__(self, now: Factory[Session], own: Owned[Session], later: Lazy[Pool]) -> None:
        self.now, self.own, self.later = now, own, later


class Wired:
    def __init__(self, first: int, clock: Clock) -> None:
        self.first, self.clock = first, clock
        self.other: Slack | None = None
        self.words: list[object] = []

    def remember(self, word: object) -> None:
        self.words.append(word)


def greet(user: User, guard: Guard) -> Greeting | None:
    return Greeting(f"hello {user.name}") if user.name else None


def shout(inner: Greeting) -> Greeting:
    return Greeting(inner.upper())


container = (
    ServiceContainer(params={"db": {"host": "here", "port": 5, "size": 3, "password": "swordfish"}})
    .add_instance(Journal, Journal())
    .add_context(Request)
    .add_singleton(open_engine)
    .add_scoped(open_session)
    .add_scoped(User, read_user)
    .add_transient(Clock)
    .add_scoped(Clock, pick_clock, qualifier="same")
    .add_transient(Repo)
    .add_transient(Invoice)
    .add_scoped(Desk)
    .add_singleton(Hall)
    .add_singleton(Guard)
    .add_singleton(Notifier, Slack)
    .add_singleton(Notifier, Email, qualifier="mail")
    .add_singleton(Notifier, Slack, qualifier=Kind.MAIN)
    .decorate(Notifier, Loud)
    .add_transient(Wired, Factory(Wired, 3, Attribute("other", Factory(Slack)), Method("remember", Kind.MAIN)))
    .add_transient(greet)
    .decorate(Greeting, shout)
)
container.register(Pool, Pool, "singleton", enter=True, eager=True)
