"""The scope of one request or WebSocket connection: what is in it, when it ends, and how (W2, W3, W4)."""

from __future__ import annotations

import sys
from asyncio import sleep
from collections.abc import Awaitable, Iterator, Mapping
from typing import Any, Final, cast

from anyio import CancelScope
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from wireworks.adapters import ServiceContainer, holds_resources, open_scope
from wireworks.fastapi._bodies import Bodies
from wireworks.fastapi._request_id import RequestId, request_id

_PARTS = frozenset({"http.response.body", "http.response.zerocopysend", "http.response.pathsend"})

KEY: Final = "wireworks"
"""Where the ASGI scope holds the `RequestScope`."""

CONTEXT: Final = (HTTPConnection, Request, RequestId, WebSocket)
"""What can be injected without a registration by the user."""


class Connection(Mapping[Any, object]):
    """The context of a request's scope: the connection, under the types it can be asked for by, made when it is."""

    __slots__ = ("_asgi", "_receive", "_send", "known")

    def __init__(self, asgi: Scope, receive: Receive, send: Send) -> None:
        self._asgi = asgi
        self._receive = receive
        self._send = send
        self.known: HTTPConnection | None = None

    def __getitem__(self, key: object) -> object:
        if key is RequestId:
            return request_id(self._asgi)
        if key is not HTTPConnection and key is not self._kind:
            raise KeyError(key)
        if self.known is None:
            self.known = self._kind(self._asgi, self._receive, self._send)
        return self.known

    def __iter__(self) -> Iterator[Any]:
        return iter((HTTPConnection, self._kind, RequestId))

    def __len__(self) -> int:
        return 3

    @property
    def _kind(self) -> type[Request | WebSocket]:
        return Request if self._asgi["type"] == "http" else WebSocket


class _Done(tuple[()]):
    """What there is to await where nothing is left to do."""

    __slots__ = ()

    __await__ = tuple.__iter__


_DONE: Final = cast("Awaitable[None]", _Done())


class RequestScope:
    """A scope of the container for as long as one connection lives, and the ``send`` that its response goes through.

    With ``early`` the start of a response is held back until the scope has ended well, where that can be known.
    """

    __slots__ = (
        "_around", "_asgi", "_bodies", "_complete", "_early", "_failure", "_held", "_refusal", "_send",
        "connection", "container", "expects_body", "is_over", "scope",
    )  # fmt: skip

    def __init__(self, container: ServiceContainer, asgi: Scope, receive: Receive, send: Send, *, early: bool) -> None:
        self.connection = connection = Connection(asgi, receive, send)
        self.container = container
        self.scope = open_scope(container, connection)
        self.expects_body = self.is_over = self._complete = False
        self._asgi = asgi
        self._send = send
        self._early = early
        self._around = sys.exception()
        self._bodies = self._failure = self._held = self._refusal = None

    container: ServiceContainer
    expects_body: bool
    is_over: bool
    """Whether there is nothing left for `finish` to do, the app having raised nothing."""
    _bodies: Bodies | None
    _complete: bool
    _failure: BaseException | None
    _held: Message | None
    _refusal: BaseException | None

    @property
    def bodies(self) -> Bodies:
        """The generators behind the response; most have none."""
        if self._bodies is None:
            self._bodies = Bodies(self._asgi)
        return self._bodies

    def send_http(self, message: Message) -> Awaitable[None]:
        """Pass a message on, when awaited; with ``early``, end the scope before what completes the response.

        It is called to be awaited at once. What can be done at once is done when it returns: a coroutine costs more.

        Raises:
            ServiceCloseError: the scope did not end well; the response was not completed.
        """
        kind = message["type"]
        if kind == "http.response.start":
            self._note_failure()
            self.expects_body = True
            # Without a length it is a stream, whose reader wants to hear at once that it is there.
            if self._early and content_length(message) is not None:
                self._held = message
                return _DONE
        elif kind in _PARTS:
            if self._bodies is not None or self.scope.exits or message.get("more_body", False):
                return self._send_part(message)
            return self._send_whole(message)
        return self._send(message)

    async def send_websocket(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] in {"websocket.close", "websocket.http.response.start"}:
            self._note_failure()
        await self._send(message)

    async def finish(self, raised: BaseException | None) -> None:
        """End the scope now that the app is through, unless it has ended; close the response's body inside it before.

        What the app raised is the outcome, or else what it turned into a response, or else that the reader left.

        Raises:
            ServiceCloseError: something could not be closed.
        """
        outcome = self._failure if raised is None else raised
        if outcome is None and not self._complete and self._asgi["type"] == "http":
            outcome = ClientDisconnect("The client left before the response was complete.")
        try:
            if self._bodies is not None:
                with CancelScope(shield=True):
                    await self._bodies.aclose()
        except BaseException as error:
            await self._end(error if raised is None else raised)
            raise
        if holds_resources(self.scope):
            await self._end(outcome)
        else:
            self.scope.exit()
        if self._refusal is not None and raised is not self._refusal:
            # The app has a handler for it, found too late to answer. Whoever answers now is to see what went wrong.
            raise self._refusal from None

    def _note_failure(self) -> None:
        # Whoever turns an exception into a response does so while handling it. What was being handled before the
        # request came in is none of its business.
        handled = sys.exception()
        if handled is not self._around:
            self._failure = handled

    def _send_whole(self, last: Message) -> Awaitable[None]:
        """Send what completes a response that nothing waits behind, after what was held back."""
        self._complete = True
        if self._early:
            self.scope.exit()
            self.is_over = True
        start = self._held
        if start is None:
            return self._send(last)
        self._held = None
        return _in_turn(self._send, start, last)

    async def _send_part(self, part: Message) -> None:
        """Send a part of the body, after what has to come before it."""
        start, last = self._held, not part.get("more_body", False)
        # A middleware of a mounted app sends every response in parts; the first may be all of it.
        if self._early and (
            last or (start is not None and b"%d" % len(part.get("body", b"")) == content_length(start))
        ):
            await self._end_early()
        if start is not None:
            self._held = None
            await self._send(start)
        if not last:
            if self.expects_body and self._bodies is not None:
                self._bodies.settle()
            # A body that never waits would leave no moment in which to notice that its reader has left.
            await sleep(0)
        self.expects_body = False
        self._complete = last
        await self._send(part)

    async def _end_early(self) -> None:
        try:
            if self._bodies is not None:
                with CancelScope(shield=True):
                    await self._bodies.wait()
            await self._end(self._failure)
        except BaseException as error:
            # The response that was on its way must not be sent, whatever the app does about the error.
            self._held = None
            self._refusal = error
            raise

    async def _end(self, outcome: BaseException | None) -> None:
        # Closing goes on when the request is cancelled, as FastAPI has it for its own dependencies.
        with CancelScope(shield=True):
            await self.scope.aexit(outcome)


async def _in_turn(send: Send, start: Message, last: Message) -> None:
    await send(start)
    await send(last)


def content_length(start: Message) -> bytes | None:
    """Return how many bytes of body ``start`` announces, in digits, or ``None`` where it does not say."""
    for name, value in start.get("headers", ()):
        if name == b"content-length":
            length: bytes = value
            return length
    return b"0" if start["status"] in {204, 304} else None
