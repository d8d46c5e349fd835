"""anydi with its middleware."""

from __future__ import annotations

from typing import Any

from anydi import Container, Provide
from anydi.ext.fastapi import RequestScopedMiddleware, install
from fastapi import FastAPI, Response

from bench.libraries.anydi import shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Settings, open_async_session
from bench.web.driving import answer

# A marker is one object: an annotation that is a text would make another one each time it is read.
HandlerGiven = Provide[Handler]
SettingsGiven = Provide[Settings]


def installed(app: FastAPI, container: Container) -> FastAPI:
    app.add_middleware(RequestScopedMiddleware, container=container)
    install(app, container)
    return app


def web(*scoped: Any) -> FastAPI:
    app = FastAPI()

    @app.get("/orders/{order}")
    async def show(order: int, handler: HandlerGiven, settings: SettingsGiven) -> Response:
        return answer(order, handler, settings)

    return installed(app, shop(*(scoped or SCOPED)))


def web_resource() -> FastAPI:
    return web(open_async_session, *ABOVE_SESSION)


def web_injected() -> FastAPI:
    app = FastAPI()

    @app.get("/orders")
    async def show(handler: HandlerGiven, settings: SettingsGiven) -> Response:
        return answer(1, handler, settings)

    return installed(app, shop(*SCOPED))
