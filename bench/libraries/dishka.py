"""dishka with its defaults: a lock for each scope, sync and async."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from contextvars import ContextVar
from typing import Any

from dishka import FromDishka, Provider, Scope, make_async_container, make_container
from dishka.integrations.base import wrap_injection

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


def shop(*scoped: Any) -> Provider:
    """Provide the three singletons, and what is scoped."""
    provider = Provider(scope=Scope.APP)
    for service in SINGLETONS:
        provider.provide(service)
    for one in scoped:
        provider.provide(one, scope=Scope.REQUEST)
    return provider


def always(container: Any) -> Callable[[Any, Any], Any]:
    """Tell injected functions which container it is, as an integration does."""
    return lambda args, kwargs: container  # noqa: ARG005  # of the call, where an integration looks for a request


def leaf(_: ExitStack) -> Call:
    provider = Provider(scope=Scope.APP)
    provider.provide(Basket, cache=False)
    container = make_container(provider)

    def call() -> Basket:
        return container.get(Basket)

    return call


def tree(_: ExitStack) -> Call:
    provider = Provider(scope=Scope.APP)
    for service in TREE:
        provider.provide(service, cache=False)
    container = make_container(provider)

    def call() -> Storefront:
        return container.get(Storefront)

    return call


def singleton(_: ExitStack) -> Call:
    container = make_container(shop())

    def call() -> Settings:
        return container.get(Settings)

    return call


def scope(_: ExitStack) -> Call:
    container = make_container(shop(*SCOPED))

    def call() -> Handler:
        with container() as opened:
            return opened.get(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    container = make_async_container(shop(*SCOPED))

    async def call() -> Handler:
        async with container() as opened:
            return await opened.get(Handler)

    return call


def resource(_: ExitStack) -> Call:
    container = make_container(shop(open_session, *ABOVE_SESSION))

    def call() -> Handler:
        with container() as opened:
            handler = opened.get(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    container = make_async_container(shop(open_async_session, *ABOVE_SESSION))

    async def call() -> Handler:
        async with container() as opened:
            handler = await opened.get(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected_open(stack: ExitStack) -> Call:
    current: ContextVar[Any] = ContextVar("current")  # which scope is in force is for the application to say
    current.set(stack.enter_context(make_container(shop(*SCOPED))()))

    def handle(order: int, handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Handler:
        return handler

    injecting = wrap_injection(func=handle, container_getter=lambda args, kwargs: current.get())  # noqa: ARG005

    def call() -> Handler:
        return injecting(1)

    return call


def injected(_: ExitStack) -> Call:
    container = make_container(shop(*SCOPED))

    def handle(order: int, handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Handler:
        return handler

    injecting = wrap_injection(func=handle, container_getter=always(container), manage_scope=True)

    def call() -> Handler:
        return injecting(1)

    return call


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    container = make_async_container(shop(*SCOPED))

    async def handle(order: int, handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Handler:
        return handler

    injecting = wrap_injection(func=handle, container_getter=always(container), is_async=True, manage_scope=True)

    async def call() -> Handler:
        return await injecting(1)

    return call


def injected_resource(_: ExitStack) -> Call:
    container = make_container(shop(open_session, *ABOVE_SESSION))

    def handle(order: int, handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    injecting = wrap_injection(func=handle, container_getter=always(container), manage_scope=True)

    def call() -> Handler:
        return injecting(1)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    container = make_async_container(shop(open_async_session, *ABOVE_SESSION))

    async def handle(order: int, handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Handler:
        handler.was_open = not handler.session.closed
        return handler

    injecting = wrap_injection(func=handle, container_getter=always(container), is_async=True, manage_scope=True)

    async def call() -> Handler:
        return await injecting(1)

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    provider = Provider(scope=Scope.APP)
    for service in services:
        provider.provide(service)
    return make_container(provider).get


def opening() -> Call:
    container = make_container(shop(*SCOPED))

    def call() -> Any:
        opened = container().__enter__()
        opened.get(Handler)
        return opened

    return call
