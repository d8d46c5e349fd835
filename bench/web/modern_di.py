"""modern-di: each service is a `Depends` that asks the container of the request."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Response
from modern_di import Container
from modern_di_fastapi import FromDI, setup_di

from bench.libraries.modern_di import finalized, shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Session, Settings
from bench.web.driving import answer

HandlerGiven = Annotated[Handler, FromDI(Handler)]
SettingsGiven = Annotated[Settings, FromDI(Settings)]


def web(container: Container | None = None) -> FastAPI:
    app = FastAPI()
    setup_di(app, container or shop(*SCOPED))

    @app.get("/orders/{order}")
    async def show(order: int, handler: HandlerGiven, settings: SettingsGiven) -> Response:
        return answer(order, handler, settings)

    return app


def web_resource() -> FastAPI:
    return web(shop(*ABOVE_SESSION, session=finalized(Session.aclose)))


def web_injected() -> FastAPI:
    app = FastAPI()
    setup_di(app, shop(*SCOPED))

    @app.get("/orders")
    async def show(handler: HandlerGiven, settings: SettingsGiven) -> Response:
        return answer(1, handler, settings)

    return app
