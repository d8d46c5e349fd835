"""A container that uses the whole language, for those who look at it: a line more at the top moves places in texts."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Annotated, Generic, Self, TypeVar

from wireworks import AsyncFactory, Inject, Lazy, Owned, ServiceContainer, ServiceScope


class Clock: ...


class Mailer: ...


class SmtpMailer(Mailer):
    def __init__(self, clock: Clock, url: Annotated[str, Inject(param="mail.url")]) -> None: ...


class Retrying(Mailer):
    def __init__(self, inner: Mailer, clock: Clock) -> None: ...


class TextMessages(Mailer): ...


class Pool: ...


async def open_pool() -> AsyncIterator[Pool]:
    yield Pool()


class Session: ...


def open_session(pool: Lazy[Pool]) -> Iterator[Session]:
    yield Session()


class Account: ...


class Basket:
    def __init__(self, account: Account) -> None: ...


class Reports:
    def __init__(
        self,
        mailers: Sequence[Mailer],
        by_name: Mapping[str, Mailer],
        sessions: AsyncFactory[Session],
        own: Owned[Session],
        container: ServiceContainer,
    ) -> None: ...


T = TypeVar("T")


class Repository(Generic[T]):
    def __init__(self, kind: type[T], session: Lazy[Session]) -> None: ...


class Lock:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Desk:
    def __init__(
        self, reports: Reports, basket: Basket, scope: ServiceScope, accounts: Repository[Account], lock: Lock
    ) -> None: ...


def everything() -> ServiceContainer:
    """Return the container; `Desk` leads to all of it."""
    container = ServiceContainer(scopes=("session", "request"), params={"mail": {"url": "swordfish"}})
    container.add_singleton(Clock, eager=True).add_singleton(Mailer, SmtpMailer)
    container.add_singleton(Mailer, TextMessages, qualifier="text").decorate(Mailer, Retrying)
    container.add_singleton(open_pool).add_scoped(open_session, scope="request")
    container.add_context(Account, scope="session").add_scoped(Basket, scope="session")
    container.add_scoped(Repository).add_scoped(Lock, enter=True)
    return container.add_scoped(Reports, scope="request").add_scoped(Desk)
