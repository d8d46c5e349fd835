"""dishka with its middleware and its route class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dishka import FromDishka, make_async_container
from dishka.integrations.fastapi import DishkaRoute, setup_dishka
from fastapi import APIRouter, FastAPI, Response

from bench.libraries.dishka import shop
from bench.services import ABOVE_SESSION, SCOPED, Handler, Settings, open_async_session
from bench.web.driving import answer


def served(path: str, endpoint: Callable[..., Any], *scoped: Any) -> FastAPI:
    router = APIRouter(route_class=DishkaRoute)
    router.get(path)(endpoint)
    app = FastAPI()
    app.include_router(router)
    setup_dishka(make_async_container(shop(*scoped)), app)
    return app


def web(*scoped: Any) -> FastAPI:
    async def show(order: int, handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Response:
        return answer(order, handler, settings)

    return served("/orders/{order}", show, *(scoped or SCOPED))


def web_resource() -> FastAPI:
    return web(open_async_session, *ABOVE_SESSION)


def web_injected() -> FastAPI:
    async def show(handler: FromDishka[Handler], settings: FromDishka[Settings]) -> Response:
        return answer(1, handler, settings)

    return served("/orders", show, *SCOPED)
