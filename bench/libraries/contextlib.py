"""What a person writes whose resources are generators already: `contextlib`, and otherwise hand-written code."""

from __future__ import annotations

from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager

from bench.calls import AsyncCall, Call
from bench.libraries.handwritten import POOL, SETTINGS, handle_open, handle_open_async, make_handler
from bench.services import Handler, open_async_session, open_session

opening = contextmanager(open_session)
opening_async = asynccontextmanager(open_async_session)


def resource(_: ExitStack) -> Call:
    def call() -> Handler:
        with opening(POOL) as session:
            handler = make_handler(session)
            handler.was_open = not session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    async def call() -> Handler:
        async with opening_async(POOL) as session:
            handler = make_handler(session)
            handler.was_open = not session.closed
            return handler

    return call


def injected_resource(_: ExitStack) -> Call:
    def call() -> Handler:
        with opening(POOL) as session:
            return handle_open(1, make_handler(session), SETTINGS)

    return call


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    async def call() -> Handler:
        async with opening_async(POOL) as session:
            return await handle_open_async(1, make_handler(session), SETTINGS)

    return call
