"""What a careful person writes: functions and constructors, singletons in a module, `try` and `finally`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack

from bench.calls import AsyncCall, Call
from bench.services import (
    Basket,
    Billing,
    Catalogue,
    Checkout,
    Clock,
    Covers,
    Gateway,
    Handler,
    Index,
    Orders,
    Parcel,
    Payment,
    Pool,
    Postage,
    Ranking,
    Receipts,
    Search,
    Session,
    Settings,
    Storefront,
    Tokens,
    Users,
    Weights,
)

SETTINGS = Settings()
POOL = Pool(SETTINGS)
CLOCK = Clock()
POSTAGE = Postage()


def make_storefront() -> Storefront:
    """Make the tree."""
    return Storefront(
        Catalogue(Search(Index(Tokens()), Ranking(Weights())), Covers()),
        Checkout(Payment(Gateway(), Receipts())),
    )


def make_handler(session: Session) -> Handler:
    """Make what stands on a session."""
    return Handler(Orders(session, CLOCK), Billing(Users(session), SETTINGS), session)


def leaf(_: ExitStack) -> Call:
    def call() -> Basket:
        return Basket()

    return call


def tree(_: ExitStack) -> Call:
    def call() -> Storefront:
        return make_storefront()

    return call


def singleton(_: ExitStack) -> Call:
    def call() -> Settings:
        return SETTINGS

    return call


def scope(_: ExitStack) -> Call:
    def call() -> Handler:
        return make_handler(Session(POOL))

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    async def call() -> Handler:
        return make_handler(Session(POOL))

    return call


def resource(_: ExitStack) -> Call:
    def call() -> Handler:
        session = Session(POOL)
        try:
            handler = make_handler(session)
            handler.was_open = not session.closed
            return handler
        finally:
            session.close()

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    async def call() -> Handler:
        session = Session(POOL)
        try:
            handler = make_handler(session)
            handler.was_open = not session.closed
            return handler
        finally:
            await session.aclose()

    return call


def handle(order: int, handler: Handler, settings: Settings) -> Handler:  # what the others inject
    """Stand for a function of the application: one argument from its caller, and two services."""
    return handler


async def handle_async(order: int, handler: Handler, settings: Settings) -> Handler:  # as above
    return handler


def handle_open(order: int, handler: Handler, settings: Settings) -> Handler:  # as above
    """Note that the session is open."""
    handler.was_open = not handler.session.closed
    return handler


async def handle_open_async(order: int, handler: Handler, settings: Settings) -> Handler:  # as above
    handler.was_open = not handler.session.closed
    return handler


def injected_open(_: ExitStack) -> Call:
    handler = make_handler(Session(POOL))

    def call() -> Handler:
        return handle(1, handler, SETTINGS)

    return call


def injected(_: ExitStack) -> Call:
    def call() -> Handler:
        return handle(1, make_handler(Session(POOL)), SETTINGS)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    async def call() -> Handler:
        return await handle_async(1, make_handler(Session(POOL)), SETTINGS)

    return call


def injected_resource(_: ExitStack) -> Call:
    def call() -> Handler:
        session = Session(POOL)
        try:
            return handle_open(1, make_handler(session), SETTINGS)
        finally:
            session.close()

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    async def call() -> Handler:
        session = Session(POOL)
        try:
            return await handle_open_async(1, make_handler(session), SETTINGS)
        finally:
            await session.aclose()

    return call


def factory(_: ExitStack) -> Call:
    def make(to: str) -> Parcel:
        return Parcel(POSTAGE, to)

    def call() -> Parcel:
        return make("Ada")

    return call


def factory_value(_: ExitStack) -> Call:
    postage = Postage()
    make: Callable[[str], Parcel] = lambda to: Parcel(postage, to)  # noqa: E731  # as `Factory(Parcel, postage)` does

    def call() -> Parcel:
        return make("Ada")

    return call


def opening() -> Call:
    def call() -> Handler:
        return make_handler(Session(POOL))

    return call
