"""svcs: endpoints take a container and ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import FastAPI, Response
from svcs import Registry
from svcs.fastapi import DepContainer, lifespan

from bench.libraries.svcs import opened_async_session, session, shop
from bench.services import Handler, Session, Settings
from bench.web.driving import answer


def application(session_of: Callable[..., Any] = session) -> FastAPI:
    @lifespan
    async def running(_: FastAPI, registry: Registry) -> AsyncIterator[dict[str, object]]:
        shop(session_of, registry)
        yield {}

    return FastAPI(lifespan=running)


def web() -> FastAPI:
    app = application()

    @app.get("/orders/{order}")
    async def show(order: int, services: DepContainer) -> Response:
        return answer(order, *services.get(Handler, Settings))

    return app


def web_resource() -> FastAPI:
    app = application(opened_async_session)

    @app.get("/orders/{order}")
    async def show(order: int, services: DepContainer) -> Response:
        await services.aget(Session)  # the factories of the others are sync, and find it there
        return answer(order, *services.get(Handler, Settings))

    return app


def web_injected() -> FastAPI:
    app = application()

    @app.get("/orders")
    async def show(services: DepContainer) -> Response:
        return answer(1, *services.get(Handler, Settings))

    return app
