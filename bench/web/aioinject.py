"""aioinject with its middleware."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aioinject import Container, Injected
from aioinject.ext.fastapi import AioInjectMiddleware, inject
from fastapi import FastAPI, Response

from bench.libraries.aioinject import shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Settings, open_async_session
from bench.web.driving import answer


def application(*scoped: Any) -> FastAPI:
    container = Container()
    container.register(*shop(*scoped))

    @asynccontextmanager
    async def started(_: FastAPI) -> AsyncIterator[None]:
        async with container:
            yield

    app = FastAPI(lifespan=started)
    app.add_middleware(AioInjectMiddleware, container=container)
    return app


def web(*scoped: Any) -> FastAPI:
    app = application(*(scoped or SCOPED))

    @app.get("/orders/{order}")
    @inject
    async def show(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(order, handler, settings)

    return app


def web_resource() -> FastAPI:
    return web(asynccontextmanager(open_async_session), *ABOVE_SESSION)


def web_injected() -> FastAPI:
    app = application(*SCOPED)

    @app.get("/orders")
    @inject
    async def show(handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(1, handler, settings)

    return app
