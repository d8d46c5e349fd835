"""svcs: a registry of factories, written by hand, and a container for each scope, which keeps all it made."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from svcs import Container, Registry

from bench.calls import AsyncCall, Call
from bench.libraries.handwritten import CLOCK, POOL, SETTINGS
from bench.services import (
    Billing,
    Clock,
    Handler,
    Orders,
    Pool,
    Session,
    Settings,
    Users,
    open_async_session,
    open_session,
)


def session(svcs_container: Container) -> Session:
    return Session(svcs_container.get(Pool))


def opened_session(svcs_container: Container) -> Any:
    yield from open_session(svcs_container.get(Pool))


async def opened_async_session(svcs_container: Container) -> Any:
    async for one in open_async_session(svcs_container.get(Pool)):
        yield one


def users(svcs_container: Container) -> Users:
    return Users(svcs_container.get(Session))


def orders(svcs_container: Container) -> Orders:
    return Orders(*svcs_container.get(Session, Clock))


def billing(svcs_container: Container) -> Billing:
    return Billing(*svcs_container.get(Users, Settings))


def handler(svcs_container: Container) -> Handler:
    return Handler(*svcs_container.get(Orders, Billing, Session))


def shop(session_of: Callable[..., Any] = session, registry: Registry | None = None) -> Registry:
    """Register the three singletons, and what a container keeps."""
    registry = registry or Registry()
    registry.register_value(Settings, SETTINGS)
    registry.register_value(Pool, POOL)
    registry.register_value(Clock, CLOCK)
    registry.register_factory(Session, session_of)
    registry.register_factory(Users, users)
    registry.register_factory(Orders, orders)
    registry.register_factory(Billing, billing)
    registry.register_factory(Handler, handler)
    return registry


def singleton(stack: ExitStack) -> Call:
    opened = stack.enter_context(Container(stack.enter_context(shop())))

    def call() -> Settings:
        return opened.get(Settings)

    return call


def scope(stack: ExitStack) -> Call:
    registry = stack.enter_context(shop())

    def call() -> Handler:
        with Container(registry) as opened:
            return opened.get(Handler)

    return call


async def scope_async(stack: AsyncExitStack) -> AsyncCall:
    registry = await stack.enter_async_context(shop())

    async def call() -> Handler:
        async with Container(registry) as opened:
            return await opened.aget(Handler)

    return call


def resource(stack: ExitStack) -> Call:
    registry = stack.enter_context(shop(opened_session))

    def call() -> Handler:
        with Container(registry) as opened:
            made = opened.get(Handler)
            made.was_open = not made.session.closed
            return made

    return call


async def resource_async(stack: AsyncExitStack) -> AsyncCall:
    registry = await stack.enter_async_context(shop(opened_async_session))

    async def call() -> Handler:
        async with Container(registry) as opened:
            await opened.aget(Session)  # the factories of the others are sync, and find it there
            made = opened.get(Handler)
            made.was_open = not made.session.closed
            return made

    return call
