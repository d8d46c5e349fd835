"""An id for every request: on its response, in its log records, in the hands of its services (W8)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from importlib import import_module
from typing import Any, Final
from uuid import uuid4

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wireworks.adapters import ServiceError
from wireworks.tasks import RequestId

_HEADER: Final = "X-Request-ID"
_ID: Final = "wireworks.request_id"
# No space, no control character, nothing that ends a header or a quoted text.
_VALID: Final = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")
_STARTS: Final = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})


def add_request_id(
    app: FastAPI,
    *,
    header: str = _HEADER,
    generator: Callable[[], str] = lambda: uuid4().hex,
    validator: Callable[[str], bool] = lambda inbound: _VALID.fullmatch(inbound) is not None,
) -> None:
    """Give every request of ``app`` an id, and say it in every response.

    The id that comes with a request is kept if it is valid, and replaced if not. It stands on every response, also of
    errors that nobody handles, on the answer that accepts a WebSocket or denies it by a response (one that is merely
    closed is answered by the server), and, by :class:`RequestIdFilter`, in log records, those of the server about an
    unhandled error among them. ``asgi_correlation_id.correlation_id`` holds it in the meantime, so what is built on
    that library finds it.

    Args:
        app: an app that has not started yet. All its middlewares lie inside.
        header: where it comes and goes.
        generator: makes an id.
        validator: tells whether an inbound id may be kept. By default: up to 128 letters, digits and ``._:/+=@-``.

    Raises:
        ServiceError: the app has started, so its middlewares are fixed.

    Source: W8.
    """
    _library()
    if app.middleware_stack is not None:
        raise ServiceError(
            f"`add_request_id` was called for the app `{app.title}`, which has started already.",
            fix="call it where the app is made.",
            see="fastapi",
        )
    build = app.build_middleware_stack

    def stack() -> ASGIApp:
        # Around everything: what Starlette answers to an unhandled error is sent outside of all middlewares.
        return _RequestIds(build(), header, generator, validator)

    app.build_middleware_stack = stack  # type: ignore[method-assign]  # it is called once, when the app starts


def _library() -> Any:
    """Import what ids are kept in; nothing else of this package needs it."""
    try:
        return import_module("asgi_correlation_id")
    except ImportError as error:
        raise ServiceError(
            "Request ids are asked for, and asgi-correlation-id is not installed.",
            fix="`pip install wireworks[fastapi]`.",
            see="fastapi",
        ) from error


class _RequestIds:
    """Give each connection an id, and write it on what goes out."""

    def __init__(
        self, app: ASGIApp, header: str, generator: Callable[[], str], validator: Callable[[str], bool]
    ) -> None:
        self._header = header
        self._app = app
        library = _library()
        self._current: ContextVar[str | None] = library.correlation_id
        self._inner: ASGIApp = library.CorrelationIdMiddleware(
            self._within, header_name=header, generator=generator, validator=validator, transformer=None
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        before = self._current.set(None)
        await self._inner(scope, receive, send)
        # After an error it stays, for the server's log; each request has a context of its own there.
        self._current.reset(before)

    async def _within(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = self._current.get()
        if given is None:  # the lifespan
            await self._app(scope, receive, send)
            return
        scope[_ID] = RequestId(given)

        async def sent(message: Message) -> None:
            if message["type"] in _STARTS:
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                del headers[self._header]
                if message["type"] != "http.response.start":  # there the library writes it
                    headers[self._header] = given
            await send(message)

        await self._app(scope, receive, sent)


def request_id(scope: MutableMapping[str, Any]) -> RequestId:
    """Return the id of a connection; without one from the middleware, one that is made now and kept."""
    found: RequestId | None = scope.get(_ID)
    if found is None:
        inbound = Headers(scope=scope).get(_HEADER, "")
        found = scope[_ID] = RequestId(inbound if _VALID.fullmatch(inbound) else uuid4().hex)
    return found


class RequestIdFilter(logging.Filter):
    """Write the id of the request into each log record, as ``request_id``; on a handler, and in formats as any field.

    Args:
        default: what records outside of a request get.

    Example:
        >>> import logging
        >>> handler = logging.StreamHandler()
        >>> handler.addFilter(RequestIdFilter())
        >>> handler.setFormatter(logging.Formatter("%(levelname)s [%(request_id)s] %(message)s"))

    Source: W8.
    """

    def __init__(self, default: str = "-") -> None:
        super().__init__()
        self._default = default
        self._current: ContextVar[str | None] = _library().correlation_id

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with its id."""
        record.request_id = self._current.get() or self._default
        return True


def log_request_id(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write the id of the request into an event of structlog, as ``request_id``; one for its list of processors.

    Source: W8.
    """
    found = _library().correlation_id.get()
    if found is not None:
        event.setdefault("request_id", found)
    return event
