"""wireworks: `setup`, and services in the signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Response

from bench.libraries.wireworks import shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Settings, open_async_session
from bench.web.driving import answer
from wireworks import Injected
from wireworks.fastapi import setup


def web(*scoped: Callable[..., Any]) -> FastAPI:
    app = FastAPI()
    setup(app, shop(*(scoped or SCOPED)))

    @app.get("/orders/{order}")
    async def show(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(order, handler, settings)

    return app


def web_resource() -> FastAPI:
    return web(open_async_session, *ABOVE_SESSION)


def web_injected() -> FastAPI:
    app = FastAPI()
    setup(app, shop(*SCOPED))

    @app.get("/orders")
    async def show(handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(1, handler, settings)

    return app
