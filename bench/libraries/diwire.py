"""diwire with its defaults: locks, automatic registration and the context variable are on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from diwire import Container, Injected, Lifetime, Scope, resolver_context

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

OPTIONS: dict[str, Any] = {}


def shop(*scoped: Any) -> Container:
    """Register the three singletons, and what is scoped; a function is the generator that opens a session."""
    container = Container(**OPTIONS)
    for service in SINGLETONS:
        container.add(service, lifetime=Lifetime.SCOPED, scope=Scope.APP)
    for one in scoped:
        if isinstance(one, type):
            container.add(one, lifetime=Lifetime.SCOPED, scope=Scope.REQUEST)
        else:
            container.add_generator(one, provides=Session, lifetime=Lifetime.SCOPED, scope=Scope.REQUEST)
    return container


def leaf(_: ExitStack) -> Call:
    container = Container(**OPTIONS)
    container.add(Basket, lifetime=Lifetime.TRANSIENT)

    def call() -> Basket:
        return container.resolve(Basket)

    return call


def tree(_: ExitStack) -> Call:
    container = Container(**OPTIONS)
    for service in TREE:
        container.add(service, lifetime=Lifetime.TRANSIENT)

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
        with container.enter_scope(Scope.REQUEST) as opened:
            return opened.resolve(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*SCOPED)

    async def call() -> Handler:
        async with container.enter_scope(Scope.REQUEST) as opened:
            return await opened.aresolve(Handler)

    return call


def resource(_: ExitStack) -> Call:
    container = shop(open_session, *ABOVE_SESSION)

    def call() -> Handler:
        with container.enter_scope(Scope.REQUEST) as opened:
            handler = opened.resolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(open_async_session, *ABOVE_SESSION)

    async def call() -> Handler:
        async with container.enter_scope(Scope.REQUEST) as opened:
            handler = await opened.aresolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected_open(stack: ExitStack) -> Call:
    container = shop(*SCOPED)

    @resolver_context.inject
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    opened = stack.enter_context(container.enter_scope(Scope.REQUEST))
    if OPTIONS.get("use_resolver_context", True):
        return lambda: handle(1)
    return lambda: handle(1, diwire_resolver=opened)


def injected(_: ExitStack) -> Call:
    container = shop(*SCOPED)

    @resolver_context.inject(scope=Scope.REQUEST)
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    def call() -> Handler:
        return handle(1, diwire_resolver=container)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*SCOPED)

    @resolver_context.inject(scope=Scope.REQUEST)
    async def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        return handler

    async def call() -> Handler:
        return await handle(1, diwire_resolver=container)

    return call


def injected_resource(_: ExitStack) -> Call:
    container = shop(open_session, *ABOVE_SESSION)

    @resolver_context.inject(scope=Scope.REQUEST)
    def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    def call() -> Handler:
        return handle(1, diwire_resolver=container)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(open_async_session, *ABOVE_SESSION)

    @resolver_context.inject(scope=Scope.REQUEST)
    async def handle(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    async def call() -> Handler:
        return await handle(1, diwire_resolver=container)

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    container = Container(**OPTIONS)
    for service in services:
        container.add(service, lifetime=Lifetime.SCOPED, scope=Scope.APP)
    return container.resolve


def opening() -> Call:
    container = shop(*SCOPED)

    def call() -> Any:
        manager = container.enter_scope(Scope.REQUEST)
        opened = manager.__enter__()
        return manager, opened, opened.resolve(Handler)

    return call
