"""diwire with its defaults; its functions open the scope of a request themselves."""

from __future__ import annotations

from typing import Any

from diwire import Injected, Scope, resolver_context
from fastapi import FastAPI, Response

from bench.libraries.diwire import shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Settings, open_async_session
from bench.web.driving import answer


def web(*scoped: Any) -> FastAPI:
    app = FastAPI()
    app.state.container = shop(*(scoped or SCOPED))  # the last one made is the one that functions fall back on

    @app.get("/orders/{order}")
    @resolver_context.inject(scope=Scope.REQUEST)
    async def show(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(order, handler, settings)

    return app


def web_resource() -> FastAPI:
    return web(open_async_session, *ABOVE_SESSION)


def web_injected() -> FastAPI:
    app = FastAPI()
    app.state.container = shop(*SCOPED)

    @app.get("/orders")
    @resolver_context.inject(scope=Scope.REQUEST)
    async def show(handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(1, handler, settings)

    return app
