"""modern-di: caching factories in child containers, a finalizer for the session; it injects into endpoints alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from modern_di import Container, Scope
from modern_di.providers import CacheSettings, Factory

from bench.calls import AsyncCall, Call
from bench.services import ABOVE_SESSION, SCOPED, SINGLETONS, TREE, Basket, Handler, Session, Settings, Storefront


def shop(*scoped: type, session: Factory[Session] | None = None) -> Container:
    """Register the three singletons, and what is scoped."""
    container = Container()
    container.add_providers(
        *(Factory(service, scope=Scope.APP, cache=True) for service in SINGLETONS),
        *(Factory(service, scope=Scope.REQUEST, cache=True) for service in scoped),
        *([session] if session else []),
    )
    container.validate()
    return container


def finalized(close: Callable[[Session], Any]) -> Factory[Session]:
    """Make a session that is closed in the end."""
    return Factory(Session, scope=Scope.REQUEST, cache=CacheSettings(finalizer=close))


def leaf(_: ExitStack) -> Call:
    container = Container()
    container.add_providers(Factory(Basket, scope=Scope.APP))

    def call() -> Basket:
        return container.resolve(Basket)

    return call


def tree(_: ExitStack) -> Call:
    container = Container()
    container.add_providers(*(Factory(service, scope=Scope.APP) for service in TREE))

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
        with container.build_child_container(scope=Scope.REQUEST) as opened:
            return opened.resolve(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*SCOPED)

    async def call() -> Handler:
        async with container.build_child_container(scope=Scope.REQUEST) as opened:
            return opened.resolve(Handler)

    return call


def resource(_: ExitStack) -> Call:
    container = shop(*ABOVE_SESSION, session=finalized(Session.close))

    def call() -> Handler:
        with container.build_child_container(scope=Scope.REQUEST) as opened:
            handler = opened.resolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    container = shop(*ABOVE_SESSION, session=finalized(Session.aclose))

    async def call() -> Handler:
        async with container.build_child_container(scope=Scope.REQUEST) as opened:
            handler = opened.resolve(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def many(services: Sequence[type]) -> Callable[[type], Any]:
    container = Container()
    container.add_providers(*(Factory(service, scope=Scope.APP, cache=True) for service in services))
    container.validate()
    return container.resolve


def opening() -> Call:
    container = shop(*SCOPED)

    def call() -> Container:
        opened = container.build_child_container(scope=Scope.REQUEST)
        opened.resolve(Handler)
        return opened

    return call
