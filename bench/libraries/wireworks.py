"""wireworks as it is: no switch is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from bench.calls import AsyncCall, Call
from bench.services import (
    ABOVE_SESSION,
    SCOPED,
    SINGLETONS,
    TREE,
    Basket,
    Handler,
    Parcel,
    Postage,
    Settings,
    Storefront,
    open_async_session,
    open_session,
)
from wireworks import Factory, Injected, ServiceContainer, ServiceScope


class Desk:
    """Asks for a factory whose callers pass an argument."""

    def __init__(self, parcels: Factory[Parcel, [str]]) -> None:
        self.parcels = parcels


def shop(*scoped: Callable[..., Any]) -> ServiceContainer:
    """Register the three singletons, and what is scoped."""
    container = ServiceContainer()
    for service in SINGLETONS:
        container.add_singleton(service)
    for thing in scoped:
        container.add_scoped(thing)
    container.validate()
    return container


def leaf(_: ExitStack) -> Call:
    container = ServiceContainer().add_transient(Basket)

    def call() -> Basket:
        return container.get(Basket)

    return call


def tree(_: ExitStack) -> Call:
    container = ServiceContainer()
    for service in TREE:
        container.add_transient(service)

    def call() -> Storefront:
        return container.get(Storefront)

    return call


def singleton(_: ExitStack) -> Call:
    container = ServiceContainer().add_singleton(Settings)

    def call() -> Settings:
        return container.get(Settings)

    return call


def scope(_: ExitStack) -> Call:
    container = shop(*SCOPED)

    def call() -> Handler:
        with container.create_scope() as opened:
            return opened.get(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*SCOPED)

    async def call() -> Handler:
        async with container.create_scope() as opened:
            return await opened.aget(Handler)

    return call


def resource(_: ExitStack) -> Call:
    container = shop(open_session, *ABOVE_SESSION)

    def call() -> Handler:
        with container.create_scope() as opened:
            handler = opened.get(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(open_async_session, *ABOVE_SESSION)

    async def call() -> Handler:
        async with container.create_scope() as opened:
            handler = await opened.aget(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected_open(stack: ExitStack) -> Call:
    container = shop(*SCOPED)

    @container.inject
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    stack.enter_context(container.create_scope())

    def call() -> Handler:
        return handle(1)

    return call


def injected(_: ExitStack) -> Call:
    @shop(*SCOPED).inject
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    def call() -> Handler:
        return handle(1)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    @shop(*SCOPED).inject
    async def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    async def call() -> Handler:
        return await handle(1)

    return call


def injected_resource(_: ExitStack) -> Call:
    @shop(open_session, *ABOVE_SESSION).inject
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    def call() -> Handler:
        return handle(1)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    @shop(open_async_session, *ABOVE_SESSION).inject
    async def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    async def call() -> Handler:
        return await handle(1)

    return call


def factory(_: ExitStack) -> Call:
    container = ServiceContainer().add_singleton(Postage).add_transient(Parcel).add_transient(Desk)
    desk = container.get(Desk)

    def call() -> Parcel:
        return desk.parcels("Ada")

    return call


def factory_value(_: ExitStack) -> Call:
    make = Factory(Parcel, Postage())

    def call() -> Parcel:
        return make("Ada")

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    container = ServiceContainer()
    for service in services:
        container.add_singleton(service)
    container.validate()
    return container.get


def opening() -> Call:
    container = shop(*SCOPED)

    def call() -> ServiceScope:
        opened = container.create_scope().__enter__()
        opened.get(Handler)
        return opened

    return call
