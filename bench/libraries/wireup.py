"""wireup: sync and async containers as its pages make them; concurrent access to one scope is off, its default."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from contextvars import ContextVar
from typing import Any

from wireup import Injected, create_async_container, create_sync_container, inject_from_container, injectable

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


def shop(*scoped: Any) -> list[Callable[..., Any]]:
    """Mark the three singletons, and what is scoped."""
    return [
        *(injectable(lifetime="singleton")(one) for one in SINGLETONS),
        *(injectable(lifetime="scoped")(one) for one in scoped),
    ]


def leaf(stack: ExitStack) -> Call:
    container = create_sync_container(injectables=[injectable(lifetime="transient")(Basket)])
    opened = stack.enter_context(container.enter_scope())  # the container itself gives singletons only

    def call() -> Basket:
        return opened.get(Basket)

    return call


def tree(stack: ExitStack) -> Call:
    container = create_sync_container(injectables=[injectable(lifetime="transient")(one) for one in TREE])
    opened = stack.enter_context(container.enter_scope())

    def call() -> Storefront:
        return opened.get(Storefront)

    return call


def singleton(_: ExitStack) -> Call:
    container = create_sync_container(injectables=shop())

    def call() -> Settings:
        return container.get(Settings)

    return call


def scope(_: ExitStack) -> Call:
    container = create_sync_container(injectables=shop(*SCOPED))

    def call() -> Handler:
        with container.enter_scope() as opened:
            return opened.get(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    container = create_async_container(injectables=shop(*SCOPED))

    async def call() -> Handler:
        async with container.enter_scope() as opened:
            return await opened.get(Handler)

    return call


def resource(_: ExitStack) -> Call:
    container = create_sync_container(injectables=shop(open_session, *ABOVE_SESSION))

    def call() -> Handler:
        with container.enter_scope() as opened:
            handler = opened.get(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    container = create_async_container(injectables=shop(open_async_session, *ABOVE_SESSION))

    async def call() -> Handler:
        async with container.enter_scope() as opened:
            handler = await opened.get(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected_open(stack: ExitStack) -> Call:
    container = create_sync_container(injectables=shop(*SCOPED))
    current: ContextVar[Any] = ContextVar("current")  # which scope is in force is for the application to say
    current.set(stack.enter_context(container.enter_scope()))

    @inject_from_container(container, current.get)
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    def call() -> Handler:
        return handle(1)

    return call


def injected(_: ExitStack) -> Call:
    @inject_from_container(create_sync_container(injectables=shop(*SCOPED)))
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    def call() -> Handler:
        return handle(1)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    @inject_from_container(create_async_container(injectables=shop(*SCOPED)))
    async def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    async def call() -> Handler:
        return await handle(1)

    return call


def injected_resource(_: ExitStack) -> Call:
    @inject_from_container(create_sync_container(injectables=shop(open_session, *ABOVE_SESSION)))
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    def call() -> Handler:
        return handle(1)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    @inject_from_container(create_async_container(injectables=shop(open_async_session, *ABOVE_SESSION)))
    async def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    async def call() -> Handler:
        return await handle(1)

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    return create_sync_container(injectables=[injectable(service) for service in services]).get


def opening() -> Call:
    container = create_sync_container(injectables=shop(*SCOPED))

    def call() -> Any:
        opened = container.enter_scope().__enter__()
        opened.get(Handler)
        return opened

    return call
