"""that-depends: providers in `Depends`, and a route class that opens the context of the session."""

from __future__ import annotations

from fastapi import APIRouter, Depends, FastAPI, Response
from that_depends.integrations.fastapi import create_fastapi_route_class
from that_depends.providers import ContextResource

from bench.libraries.that_depends import KEPT_ASYNC, OPENED_ASYNC, Shop, handlers
from bench.services import Handler, Session, Settings
from bench.web.driving import answer


def web(session: ContextResource[Session] = KEPT_ASYNC) -> FastAPI:
    router = APIRouter(route_class=create_fastapi_route_class(session))
    provider = handlers(session)

    @router.get("/orders/{order}")
    async def show(
        order: int, handler: Handler = Depends(provider), settings: Settings = Depends(Shop.settings)
    ) -> Response:
        return answer(order, handler, settings)

    app = FastAPI()
    app.include_router(router)
    return app


def web_resource() -> FastAPI:
    return web(OPENED_ASYNC)


def web_injected() -> FastAPI:
    router = APIRouter(route_class=create_fastapi_route_class(KEPT_ASYNC))
    provider = handlers(KEPT_ASYNC)

    @router.get("/orders")
    async def show(handler: Handler = Depends(provider), settings: Settings = Depends(Shop.settings)) -> Response:
        return answer(1, handler, settings)

    app = FastAPI()
    app.include_router(router)
    return app
