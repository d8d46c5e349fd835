"""aioinject: a sync and an async container; it injects into endpoints alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from typing import Any

from aioinject import Container, Provider, Scoped, Singleton, SyncContainer, Transient

from bench.calls import AsyncCall, Call
from bench.services import (
    ABOVE_SESSION,
    SCOPED,
    SINGLETONS,
    TREE,
    Basket,
    Handler,
    Settings,
    Storefront,
    open_async_session,
    open_session,
)


def shop(*scoped: Any) -> list[Provider[Any]]:
    """Provide the three singletons, and what is scoped."""
    return [*(Singleton(service) for service in SINGLETONS), *(Scoped(one) for one in scoped)]


def made(stack: ExitStack, *providers: Provider[Any]) -> SyncContainer:
    """Make a container for sync code, and start it."""
    container = SyncContainer()
    container.register(*providers)
    return stack.enter_context(container)


async def made_async(stack: AsyncExitStack, *providers: Provider[Any]) -> Container:
    """Make a container for async code, and start it."""
    container = Container()
    container.register(*providers)
    return await stack.enter_async_context(container)


def leaf(stack: ExitStack) -> Call:
    opened = stack.enter_context(made(stack, Transient(Basket)).context())

    def call() -> Basket:
        return opened.resolve(Basket)

    return call


def tree(stack: ExitStack) -> Call:
    opened = stack.enter_context(made(stack, *map(Transient, TREE)).context())

    def call() -> Storefront:
        return opened.resolve(Storefront)

    return call


def singleton(stack: ExitStack) -> Call:
    root = made(stack, *shop()).root

    def call() -> Settings:
        return root.resolve(Settings)

    return call


def scope(stack: ExitStack) -> Call:
    container = made(stack, *shop(*SCOPED))

    def call() -> Handler:
        with container.context() as opened:
            return opened.resolve(Handler)

    return call


async def scope_async(stack: AsyncExitStack) -> AsyncCall:
    container = await made_async(stack, *shop(*SCOPED))

    async def call() -> Handler:
        async with container.context() as opened:
            return await opened.resolve(Handler)

    return call


def resource(stack: ExitStack) -> Call:
    container = made(stack, *shop(contextmanager(open_session), *ABOVE_SESSION))

    def call() -> Handler:
        with container.context() as opened:
            handler = opened.resolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(stack: AsyncExitStack) -> AsyncCall:
    container = await made_async(stack, *shop(asynccontextmanager(open_async_session), *ABOVE_SESSION))

    async def call() -> Handler:
        async with container.context() as opened:
            handler = await opened.resolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    container = SyncContainer()
    container.register(*map(Singleton, services))
    return container.root.resolve


def opening() -> Call:
    container = SyncContainer()
    container.register(*shop(*SCOPED))

    def call() -> Any:
        opened = container.context().__enter__()
        opened.resolve(Handler)
        return opened

    return call
