"""What a careful person writes: endpoints that build what they need."""

from __future__ import annotations

from fastapi import FastAPI, Response

from bench.libraries.handwritten import POOL, SETTINGS, make_handler
from bench.services import Session
from bench.web.driving import answer


def web() -> FastAPI:
    app = FastAPI()

    @app.get("/orders/{order}")
    async def show(order: int) -> Response:
        return answer(order, make_handler(Session(POOL)), SETTINGS)

    return app


def web_bare() -> FastAPI:
    app = FastAPI()
    handler = make_handler(Session(POOL))

    @app.get("/orders/{order}")
    async def show(order: int) -> Response:
        return answer(order, handler, SETTINGS)

    return app


def web_resource() -> FastAPI:
    app = FastAPI()

    @app.get("/orders/{order}")
    async def show(order: int) -> Response:
        session = Session(POOL)
        try:
            return answer(order, make_handler(session), SETTINGS)
        finally:
            await session.aclose()

    return app


def web_injected() -> FastAPI:
    app = FastAPI()

    @app.get("/orders")
    async def show() -> Response:
        return answer(1, make_handler(Session(POOL)), SETTINGS)

    return app
