"""that-depends: wired by hand; the session alone is kept for a context, and what stands on it is made for it once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack

from that_depends import BaseContainer, Provide, inject
from that_depends.providers import ContextResource, Factory, Singleton

from bench import services
from bench.calls import AsyncCall, Call
from bench.services import Handler, Pool, Session, Settings


def plain_session(pool: Pool) -> Iterator[Session]:
    """Keep a session for a context, with nothing to close."""
    yield Session(pool)


async def plain_async_session(pool: Pool) -> AsyncIterator[Session]:
    yield Session(pool)


def handlers(session: ContextResource[Session]) -> Factory[Handler]:
    """Wire what stands on a session."""
    users = Factory(services.Users, session)
    orders = Factory(services.Orders, session, Shop.clock)
    billing = Factory(services.Billing, users, Shop.settings)
    return Factory(Handler, orders, billing, session)


class Shop(BaseContainer):
    """What is measured."""

    basket = Factory(services.Basket)
    settings = Singleton(Settings)
    clock = Singleton(services.Clock)
    pool = Singleton(Pool, settings)
    storefront = Factory(
        services.Storefront,
        Factory(
            services.Catalogue,
            Factory(
                services.Search,
                Factory(services.Index, Factory(services.Tokens)),
                Factory(services.Ranking, Factory(services.Weights)),
            ),
            Factory(services.Covers),
        ),
        Factory(services.Checkout, Factory(services.Payment, Factory(services.Gateway), Factory(services.Receipts))),
    )


KEPT = ContextResource(plain_session, Shop.pool)
KEPT_ASYNC = ContextResource(plain_async_session, Shop.pool)
OPENED = ContextResource(services.open_session, Shop.pool)
OPENED_ASYNC = ContextResource(services.open_async_session, Shop.pool)


def leaf(_: ExitStack) -> Call:
    def call() -> services.Basket:
        return Shop.basket.resolve_sync()

    return call


def tree(_: ExitStack) -> Call:
    def call() -> services.Storefront:
        return Shop.storefront.resolve_sync()

    return call


def singleton(_: ExitStack) -> Call:
    def call() -> Settings:
        return Shop.settings.resolve_sync()

    return call


def scope(_: ExitStack) -> Call:
    handler = handlers(KEPT)

    def call() -> Handler:
        with KEPT.context_sync():
            return handler.resolve_sync()

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    handler = handlers(KEPT_ASYNC)

    async def call() -> Handler:
        async with KEPT_ASYNC.context_async():
            return await handler.resolve()

    return call


def resource(_: ExitStack) -> Call:
    provider = handlers(OPENED)

    def call() -> Handler:
        with OPENED.context_sync():
            handler = provider.resolve_sync()
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    provider = handlers(OPENED_ASYNC)

    async def call() -> Handler:
        async with OPENED_ASYNC.context_async():
            handler = await provider.resolve()
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected(_: ExitStack) -> Call:
    provider = handlers(KEPT)

    @inject
    def handle(
        order: int, handler: Handler = Provide[provider], settings: Settings = Provide[Shop.settings]
    ) -> Handler:
        return handler

    def call() -> Handler:
        return handle(1)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    provider = handlers(KEPT_ASYNC)

    @inject
    async def handle(
        order: int, handler: Handler = Provide[provider], settings: Settings = Provide[Shop.settings]
    ) -> Handler:
        return handler

    async def call() -> Handler:
        return await handle(1)

    return call


def injected_resource(_: ExitStack) -> Call:
    provider = handlers(OPENED)

    @inject
    def handle(
        order: int, handler: Handler = Provide[provider], settings: Settings = Provide[Shop.settings]
    ) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    def call() -> Handler:
        return handle(1)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    provider = handlers(OPENED_ASYNC)

    @inject
    async def handle(
        order: int, handler: Handler = Provide[provider], settings: Settings = Provide[Shop.settings]
    ) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    async def call() -> Handler:
        return await handle(1)

    return call
