"""Apps whose answers are kept in a store of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import httpx2
from fastapi import FastAPI

from wireworks import ServiceContainer
from wireworks.cache import CacheManager
from wireworks.fastapi import setup

HIT = "wireworks; hit"
Client = httpx2.AsyncClient


class Gate:
    """An endpoint that waits until it is let on."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.opened = asyncio.Event()
        self.calls = 0

    async def __call__(self) -> int:
        self.calls += 1
        self.entered.set()
        await self.opened.wait()
        return self.calls


class Calls(list[str]):
    """What an endpoint was called with."""

    def next(self, what: object = "") -> int:
        """Note a call, and return how many there were."""
        self.append(str(what))
        return len(self)


def keeping(
    *things: object,
    manager: CacheManager | None = None,
    close_scope: Literal["before_response", "after_response"] = "before_response",
) -> FastAPI:
    """Return an app with a container, in which each of `things` is a factory of something scoped, and a store."""
    container = ServiceContainer()
    for thing in things:
        container.add_scoped(thing)
    if manager is None:
        manager = CacheManager()
        manager.init()
    container.add_instance(CacheManager, manager)
    app = FastAPI()
    setup(app, container, close_scope=close_scope)
    return app


def asking(app: FastAPI, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    """Start the app, and ask it in its own event loop."""

    async def main() -> Any:
        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
            async with httpx2.AsyncClient(transport=transport, base_url="http://shop") as client:
                return await ask(client)

    return asyncio.run(main())
