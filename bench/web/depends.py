"""FastAPI's own `Depends`: coroutine functions, so that none of them runs in a thread."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import Depends, FastAPI, Response

from bench.libraries.handwritten import CLOCK, POOL, SETTINGS
from bench.services import Billing, Clock, Handler, Orders, Pool, Session, Settings, Users
from bench.web.driving import answer


async def get_settings() -> Settings:
    return SETTINGS


async def get_clock() -> Clock:
    return CLOCK


async def get_pool() -> Pool:
    return POOL


async def get_session(pool: Pool = Depends(get_pool)) -> Session:
    return Session(pool)


async def open_session(pool: Pool = Depends(get_pool)) -> AsyncIterator[Session]:
    session = Session(pool)
    try:
        yield session
    finally:
        await session.aclose()


def above(session_of: Callable[..., Any]) -> Callable[..., Any]:
    """Return the dependency that is a handler, over this one that is a session."""

    async def get_users(session: Session = Depends(session_of)) -> Users:
        return Users(session)

    async def get_orders(session: Session = Depends(session_of), clock: Clock = Depends(get_clock)) -> Orders:
        return Orders(session, clock)

    async def get_billing(users: Users = Depends(get_users), settings: Settings = Depends(get_settings)) -> Billing:
        return Billing(users, settings)

    async def get_handler(
        orders: Orders = Depends(get_orders),
        billing: Billing = Depends(get_billing),
        session: Session = Depends(session_of),
    ) -> Handler:
        return Handler(orders, billing, session)

    return get_handler


def web(session_of: Callable[..., Any] = get_session) -> FastAPI:
    app = FastAPI()

    @app.get("/orders/{order}")
    async def show(
        order: int, handler: Handler = Depends(above(session_of)), settings: Settings = Depends(get_settings)
    ) -> Response:
        return answer(order, handler, settings)

    return app


def web_resource() -> FastAPI:
    return web(open_session)


def web_injected() -> FastAPI:
    app = FastAPI()

    @app.get("/orders")
    async def show(
        handler: Handler = Depends(above(get_session)), settings: Settings = Depends(get_settings)
    ) -> Response:
        return answer(1, handler, settings)

    return app
