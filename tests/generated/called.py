"""Factories that are called often, for whose calls Python is generated."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from tests.generated.graphs import Clock, Log, Photo, Pool, Session, User
from wireworks import Attribute, Factory, KwArg, Method, ServiceContainer


class Called(NamedTuple):
    """A factory, and a call of it that is made often."""

    factory: Callable[..., object]
    call: Callable[[], object]


def explicit_value() -> Called:
    """A factory that stands alone: one shape of call is served, as long as no override is set."""
    photos = Factory(Photo, "round")
    users = Factory(User, KwArg("photo", photos), Attribute("other", photos), Method("remember", 3), clock=Clock())
    return Called(users, lambda: users("ada", clock=None))


class Receipt:
    def __init__(self, to: str, pool: Pool, session: Session, log: Log, note: str = "") -> None: ...


def till() -> ServiceContainer:
    """Return a container for what takes an argument of the moment, and things of every lifetime."""
    container = ServiceContainer().add_singleton(Pool).add_scoped(Session).add_transient(Clock).add_transient(Log)
    container.get(Pool)
    return container.add_transient(Receipt)


def given() -> Called:
    """A factory with arguments of the moment: the rest is made as for anybody who asks."""
    container = till()
    receipts = container[Receipt]

    def call() -> object:
        with container.create_scope():
            return receipts(to="ada", note="paid")

    return Called(receipts, call)


def given_later() -> Called:
    """The same for async code: arguments are looked at when it is called, the graph when it is awaited."""
    container = till()
    receipts = container.afactory(Receipt)

    async def call() -> object:
        async with container.create_scope():
            return await receipts(to="ada")

    return Called(receipts, lambda: asyncio.run(call()))


CALLED: dict[str, Callable[[], Called]] = {each.__name__: each for each in (explicit_value, given, given_later)}
