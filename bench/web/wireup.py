"""wireup without its middleware, and with its route class: the fastest its page on FastAPI shows for functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from wireup import Injected, create_async_container
from wireup.integration.fastapi import WireupRoute, setup

from bench.libraries.wireup import shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Settings, open_async_session
from bench.web.driving import answer


def served(path: str, endpoint: Callable[..., Any], *scoped: Any) -> FastAPI:
    router = APIRouter(route_class=WireupRoute)
    router.get(path)(endpoint)
    app = FastAPI()
    app.include_router(router)
    setup(create_async_container(injectables=shop(*scoped)), app)
    return app


def web(*scoped: Any) -> FastAPI:
    async def show(order: int, handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(order, handler, settings)

    return served("/orders/{order}", show, *(scoped or SCOPED))


def web_resource() -> FastAPI:
    return web(open_async_session, *ABOVE_SESSION)


def web_injected() -> FastAPI:
    async def show(handler: Injected[Handler], settings: Injected[Settings]) -> Response:
        return answer(1, handler, settings)

    return served("/orders", show, *SCOPED)
