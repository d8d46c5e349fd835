"""The classes that every library wires: plain Python that knows of none of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator


class Basket:
    """Needs nothing."""

    def __init__(self) -> None:
        self.items: list[str] = []


# A tree of twelve classes, five deep.


class Tokens: ...


class Weights: ...


class Covers: ...


class Gateway: ...


class Receipts: ...


class Index:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens


class Ranking:
    def __init__(self, weights: Weights) -> None:
        self.weights = weights


class Search:
    def __init__(self, index: Index, ranking: Ranking) -> None:
        self.index = index
        self.ranking = ranking


class Catalogue:
    def __init__(self, search: Search, covers: Covers) -> None:
        self.search = search
        self.covers = covers


class Payment:
    def __init__(self, gateway: Gateway, receipts: Receipts) -> None:
        self.gateway = gateway
        self.receipts = receipts


class Checkout:
    def __init__(self, payment: Payment) -> None:
        self.payment = payment


class Storefront:
    def __init__(self, catalogue: Catalogue, checkout: Checkout) -> None:
        self.catalogue = catalogue
        self.checkout = checkout


TREE = (
    Tokens,
    Weights,
    Covers,
    Gateway,
    Receipts,
    Index,
    Ranking,
    Search,
    Catalogue,
    Payment,
    Checkout,
    Storefront,
)


# Three singletons, and five services of a scope.


class Settings:
    def __init__(self) -> None:
        self.url = "sqlite://"


class Pool:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings


class Clock: ...


class Session:
    """A unit of work, to be closed where it is a resource."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.closed = False

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class Users:
    def __init__(self, session: Session) -> None:
        self.session = session


class Orders:
    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock


class Billing:
    def __init__(self, users: Users, settings: Settings) -> None:
        self.users = users
        self.settings = settings


class Handler:
    def __init__(self, orders: Orders, billing: Billing, session: Session) -> None:
        self.orders = orders
        self.billing = billing
        self.session = session
        self.was_open = False


SINGLETONS = (Settings, Pool, Clock)
SCOPED = (Session, Users, Orders, Billing, Handler)
ABOVE_SESSION = (Users, Orders, Billing, Handler)  # what is scoped where the session is a resource


def open_session(pool: Pool) -> Generator[Session, None, None]:
    """Make a session, and close it in the end."""
    session = Session(pool)
    try:
        yield session
    finally:
        session.close()


async def open_async_session(pool: Pool) -> AsyncGenerator[Session, None]:
    """Make a session, and close it in the end; that takes `await`."""
    session = Session(pool)
    try:
        yield session
    finally:
        await session.aclose()


# What takes an argument of the moment.


class Postage: ...


class Parcel:
    def __init__(self, postage: Postage, to: str) -> None:
        self.postage = postage
        self.to = to
