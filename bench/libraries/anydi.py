"""anydi: every provider has its scope; an injected function runs in the context that is open around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from anydi import Container, Provide

from bench.calls import AsyncCall, Call
from bench.services import (
    ABOVE_SESSION,
    SCOPED,
    SINGLETONS,
    TREE,
    Basket,
    Handler,
    Session,
    Settings,
    Storefront,
    open_async_session,
    open_session,
)


def shop(*scoped: Any) -> Container:
    """Register the three singletons, and what is scoped; a function opens a session."""
    container = Container()
    for service in SINGLETONS:
        container.register(service, scope="singleton")
    for one in scoped:
        container.register(one if isinstance(one, type) else Session, one, scope="request")
    container.build()
    return container


def made(*services: type) -> Container:
    """Register what is transient."""
    container = Container()
    for service in services:
        container.register(service, scope="transient")
    container.build()
    return container


def leaf(_: ExitStack) -> Call:
    container = made(Basket)

    def call() -> Basket:
        return container.resolve(Basket)

    return call


def tree(_: ExitStack) -> Call:
    container = made(*TREE)

    def call() -> Storefront:
        return container.resolve(Storefront)

    return call


def singleton(_: ExitStack) -> Call:
    container = shop()

    def call() -> Settings:
        return container.resolve(Settings)

    return call


def scope(_: ExitStack) -> Call:
    container = shop(*SCOPED)

    def call() -> Handler:
        with container.request_context():
            return container.resolve(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*SCOPED)

    async def call() -> Handler:
        async with container.arequest_context():
            return await container.aresolve(Handler)

    return call


def resource(_: ExitStack) -> Call:
    container = shop(open_session, *ABOVE_SESSION)

    def call() -> Handler:
        with container.request_context():
            handler = container.resolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(open_async_session, *ABOVE_SESSION)

    async def call() -> Handler:
        async with container.arequest_context():
            handler = await container.aresolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected_open(stack: ExitStack) -> Call:
    container = shop(*SCOPED)

    @container.inject
    def handle(order: int, handler: Provide[Handler], settings: Provide[Settings]) -> Handler:
        return handler

    stack.enter_context(container.request_context())

    def call() -> Handler:
        return handle(1)

    return call


def injected(_: ExitStack) -> Call:
    container = shop(*SCOPED)

    @container.inject
    def handle(order: int, handler: Provide[Handler], settings: Provide[Settings]) -> Handler:
        return handler

    def call() -> Handler:
        with container.request_context():
            return handle(1)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*SCOPED)

    @container.inject
    async def handle(order: int, handler: Provide[Handler], settings: Provide[Settings]) -> Handler:
        return handler

    async def call() -> Handler:
        async with container.arequest_context():
            return await handle(1)

    return call


def injected_resource(_: ExitStack) -> Call:
    container = shop(open_session, *ABOVE_SESSION)

    @container.inject
    def handle(order: int, handler: Provide[Handler], settings: Provide[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    def call() -> Handler:
        with container.request_context():
            return handle(1)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(open_async_session, *ABOVE_SESSION)

    @container.inject
    async def handle(order: int, handler: Provide[Handler], settings: Provide[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    async def call() -> Handler:
        async with container.arequest_context():
            return await handle(1)

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    container = Container()
    for service in services:
        container.register(service, scope="singleton")
    container.build()
    return container.resolve
