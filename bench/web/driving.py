"""Requests to an application in this process: no sockets, no server, no client."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from contextlib import AsyncExitStack
from typing import Any

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from bench.calls import AsyncCall
from bench.services import Handler, Settings

OK = 200
SCOPE: Mapping[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.4"},
    "http_version": "1.1",
    "server": ("127.0.0.1", 8000),
    "client": ("127.0.0.1", 50000),
    "scheme": "http",
    "root_path": "",
    "method": "GET",
    "query_string": b"",
    "headers": [(b"host", b"127.0.0.1:8000"), (b"accept", b"*/*")],
}


class Answered:
    """Hold what is to be looked at of the last request."""

    handler: Handler
    status: int = 0


class FailedRequestError(Exception):
    """The application did not answer as it should."""


def answer(order: int, handler: Handler, settings: Settings) -> PlainTextResponse:
    """Do what every endpoint does with what it was given."""
    handler.was_open = not handler.session.closed
    Answered.handler = handler
    return PlainTextResponse(f"{order} from {settings.url}")


async def driven(app: FastAPI, path: str, stack: AsyncExitStack) -> AsyncCall:
    """Start an application, and return what sends it one request and gives the handler that answered."""
    state = await stack.enter_async_context(app.router.lifespan_context(app))
    template = {**SCOPE, "path": path, "raw_path": path.encode()}

    async def call() -> Handler:
        await app({**template, "state": {**(state or {})}}, nothing, note)
        if Answered.status != OK:
            raise FailedRequestError(Answered.status)
        return Answered.handler

    return call


async def nothing() -> dict[str, Any]:
    """Receive a body that is empty."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def note(message: MutableMapping[str, Any]) -> None:
    """Take a part of the response."""
    if "status" in message:
        Answered.status = message["status"]
