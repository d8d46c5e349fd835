"""What a kept answer costs: hits of an endpoint in the process, beside the bare route and fastapi-cache.

    python -m bench.answers        # needs fastapi-cache2 for its row

Rows are multiples of the bare route, which makes the same answer each time; samples alternate.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib import import_module
from statistics import median
from time import process_time_ns
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from wireworks import ServiceContainer
from wireworks.cache import CacheManager
from wireworks.fastapi import cached_response, setup

ROUNDS = 15
CALLS = 1_500


class Item(BaseModel):
    """What is answered: a page of a small catalogue."""

    id: int
    titles: list[str]


async def read_item(item_id: int) -> Item:
    """Return it; a real one would ask a database."""
    return Item(id=item_id, titles=["a title of a book"] * 20)


def bare() -> FastAPI:
    """Return an app that makes the answer each time."""
    app = FastAPI()
    app.get("/items/{item_id}")(read_item)
    return app


def kept() -> FastAPI:
    """Return an app that keeps it, in memory."""
    app, manager = FastAPI(), CacheManager()
    manager.init()
    setup(app, ServiceContainer().add_instance(CacheManager, manager))
    app.get("/items/{item_id}")(cached_response(ttl=600)(read_item))
    return app


def fastapi_cache() -> FastAPI:
    """Return an app that keeps it with fastapi-cache, in memory."""
    library, memory = import_module("fastapi_cache"), import_module("fastapi_cache.backends.inmemory")
    library.FastAPICache.init(memory.InMemoryBackend(), prefix="bench")
    app = FastAPI()
    app.get("/items/{item_id}")(import_module("fastapi_cache.decorator").cache(expire=600)(read_item))
    return app


ROWS: dict[str, Callable[[], FastAPI]] = {"bare route": bare, "cached_response": kept, "fastapi-cache": fastapi_cache}


async def caller(make: Callable[[], FastAPI], stack: AsyncExitStack, *headers: tuple[bytes, bytes]) -> Any:
    """Start an app, and return what asks it."""
    app = make()
    await stack.enter_async_context(app.router.lifespan_context(app))
    scope = {"type": "http", "method": "GET", "path": "/items/7", "query_string": b"", "headers": list(headers)}

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def ask() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await app({**scope, "headers": list(headers)}, receive, send)
        return sent

    return ask


async def sample(ask: Callable[[], Awaitable[object]]) -> float:
    """Return the microseconds of the processor that a request takes."""
    begun = process_time_ns()
    for _ in range(CALLS):
        await ask()
    return (process_time_ns() - begun) / CALLS / 1_000


async def main() -> None:
    """Measure all rows, and print them."""
    async with AsyncExitStack() as stack:
        asks: dict[str, Any] = {}
        for name, make in ROWS.items():
            try:
                asks[name] = await caller(make, stack)
            except ImportError:
                sys.stdout.write(f"{name}: not installed\n")
        etag = next(value for name, value in (await asks["cached_response"]())[0]["headers"] if name == b"etag")
        asks["cached_response, 304"] = await caller(kept, stack, (b"if-none-match", etag))
        for ask in asks.values():
            await sample(ask)
        found: dict[str, list[float]] = {name: [] for name in asks}
        for _ in range(ROUNDS):
            for name, ask in asks.items():
                found[name].append(await sample(ask))
    for name, taken in found.items():
        multiples = [each / by_bare for each, by_bare in zip(taken, found["bare route"], strict=True)]
        sys.stdout.write(f"{name:22} {median(taken):7.1f} us  {median(multiples):5.2f} times the bare route\n")


if __name__ == "__main__":
    asyncio.run(main())
