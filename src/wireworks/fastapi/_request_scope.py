"""The scope of one request or WebSocket connection: what is in it, when it ends, and how (W2, W3, W4)."""

from __future__ import annotations

import sys
from asyncio import current_task, sleep
from collections.abc import Coroutine, Iterator, Mapping
from itertools import count
from typing import Any, Final

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from wireworks.adapters import ServiceContainer, ServiceScope
from wireworks.fastapi._bodies import Bodies
from wireworks.fastapi._request_id import request_id
from wireworks.fastapi._shielding import shield
from wireworks.fastapi._streams import Stream, of_events
from wireworks.fastapi._works import Work, Works
from wireworks.tasks import RequestId

_PARTS = frozenset({"http.response.body", "http.response.zerocopysend", "http.response.pathsend"})

KEY: Final = "wireworks"
"""Where the ASGI scope holds the `RequestScope`."""

CONTEXT: Final = (HTTPConnection, Request, RequestId, WebSocket)
"""What can be injected without a registration by the user."""


class Connection(Mapping[Any, object]):
    """The context of a request's scope: the connection, under the types it can be asked for by, made when it is."""

    __slots__ = ("_request",)

    def __init__(self, request: RequestScope) -> None:
        self._request = request

    def __getitem__(self, key: object) -> object:
        request = self._request
        if key is RequestId:
            return request_id(request.asgi)
        if key is not HTTPConnection and key is not self._kind:
            raise KeyError(key)
        request.is_read = True
        if request.known is None:
            request.known = self._kind(request.asgi, request.receive, request.send)
        return request.known

    def __iter__(self) -> Iterator[Any]:
        return iter((HTTPConnection, self._kind, RequestId))

    def __len__(self) -> int:
        return 3

    @property
    def _kind(self) -> type[Request | WebSocket]:
        return Request if self._request.asgi["type"] == "http" else WebSocket


_next: Final = count().__next__


class RequestScope(ServiceScope):
    """A scope of the container for as long as one connection lives, and the ``send`` that its response goes through.

    With ``early`` the start of a response is held back until the scope has ended well, where that can be known.

    Whoever makes one puts it into force. All of it is one object: several take longer to make than a small request
    takes to fill its parameters.
    """

    __slots__ = (
        "_bodies", "_complete", "_failure", "_handled", "_held", "_refusal", "_task", "_works",
        "asgi", "container", "early", "expects_body", "is_over", "is_read", "known", "receive", "send", "serial",
    )  # fmt: skip

    def __init__(  # pyright: ignore[reportIncompatibleVariableOverride] - other scopes need none
        self,
        container: ServiceContainer,
        asgi: Scope,
        receive: Receive,
        send: Send,
        early: bool,  # noqa: FBT001
    ) -> None:
        self.container = container
        self.asgi = asgi
        self.receive = receive
        self.send = send
        self.serial = _next()
        self.expects_body = self.is_over = self.is_read = self._complete = False
        self.known = self._bodies = self._failure = self._held = self._refusal = self._works = None
        self.early = early
        self._handled = sys.exception()
        self._task = current_task()

    container: ServiceContainer
    expects_body: bool
    """Whether the response has started, and nothing of its body has been sent."""
    is_over: bool
    """Whether there is nothing left for `finish` to do, the app having raised nothing."""
    is_read: bool
    """Whether a service has asked for the connection."""
    known: HTTPConnection | None
    """What stands for the connection; made by whoever asks first."""
    serial: int
    """Larger than those of all requests that came before."""
    _bodies: Bodies | None
    _complete: bool
    _failure: BaseException | None
    _held: Message | None
    _refusal: BaseException | None
    _works: Works | None

    def once_ended(self, work: Work, *, last: bool = False) -> None:
        """Have ``work`` called once the scope has ended, before the first byte where it ends that early.

        With ``last`` it is not called before the app is through as well.
        """
        if self._works is None:
            self._works = Works()
        self._works.add(work, last=last)

    def note(self, failure: BaseException) -> None:
        """End the scope with ``failure``, though a response was found for it."""
        self._failure = failure

    @property
    def context(self) -> Connection:
        """The values that it was opened with."""
        return Connection(self)

    @property
    def bodies(self) -> Bodies:
        """The generators behind the response; most have none."""
        if self._bodies is None:
            self._bodies = Bodies(self.asgi)
        return self._bodies

    async def send_http(self, message: Message) -> None:
        """Pass a message on; with ``early``, end the scope before what completes the response.

        Raises:
            ServiceCloseError: the scope did not end well; the response was not completed.
        """
        kind = message["type"]
        if kind == "http.response.start":
            self._note_failure()
            self.expects_body = True
            # Without a length it is a stream, whose reader wants to hear at once that it is there.
            if self.early and content_length(message) is not None:
                self._held = message
                return
            self._begin_stream(message)
        elif kind in _PARTS:
            if message.get("more_body", False):
                await self._send_part(message)
                return
            if self.early:
                if self.exits or self._bodies is not None or self._works is not None:
                    await self._end_early()
                else:
                    self.exit()
                    self.is_over = True
            self._complete = True
            self.expects_body = False
            if (start := self._held) is not None:
                self._held = None
                await self.send(start)
        await self.send(message)

    async def send_websocket(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] in {"websocket.close", "websocket.http.response.start"}:
            self._note_failure()
        await self.send(message)

    def finish(self, raised: BaseException | None) -> Coroutine[Any, Any, bool]:
        """End the scope now that the app is through, unless it has ended; close the response's body inside it before.

        What the app raised is the outcome, or else what it turned into a response, or else that the reader left.

        Returns:
            Whether ``raised`` says nothing but that a stream has ended before its time.

        Raises:
            ServiceCloseError: something could not be closed.
        """
        return self._finish(raised) if self._works is None else self._finish_and_tell(self._works, raised)

    async def _finish(self, raised: BaseException | None) -> bool:
        stream = None if self._bodies is None else self._bodies.stream
        explained = stream is not None and await stream.explains(raised, self.context)
        if explained:
            raised = None
        outcome = self._failure if raised is None else raised
        if outcome is None and not self._complete and self.asgi["type"] == "http":
            outcome = ClientDisconnect("The response is not complete: the client left, or the server stopped.")
        self._failure = outcome
        try:
            if self._bodies is not None:
                with shield():
                    await self._bodies.aclose()
        except BaseException as error:
            await self._end(error if raised is None else raised)
            raise
        if self.exits:
            await self._end(outcome)
        else:
            self.exit()
        if self._refusal is not None and raised is not self._refusal:
            # The app has a handler for it, found too late to answer. Whoever answers now is to see what went wrong.
            raise self._refusal from None
        if stream is not None and not self._complete:
            await stream.conclude(self.send)
        return explained

    async def _finish_and_tell(self, works: Works, raised: BaseException | None) -> bool:
        try:
            return await self._finish(raised)
        except BaseException as error:
            self._failure = error
            raise
        finally:
            await works.tell(self._failure, through=True)

    def _note_failure(self) -> None:
        # Whoever turns an exception into a response does so while handling it. What was being handled before the
        # request came in is none of its business.
        handled = sys.exception()
        if handled is not self._handled:
            self._failure = handled

    def _begin_stream(self, start: Message) -> None:
        # Where a mounted app has its own container, there are two requests around it: the inner one sees to it.
        if self._task is not None and self.asgi[KEY] is self and content_length(start) is None:
            is_feed = self.asgi["method"] == "GET" and of_events(start)
            self.bodies.stream = Stream(self._task, self, lambda: self._complete, is_feed=is_feed)

    async def _send_part(self, part: Message) -> None:
        """Send a part of the body that is not the last, after what has to come before it."""
        start = self._held
        if start is not None:
            # A middleware of a mounted app sends every response in parts; the first may be all of it.
            if b"%d" % len(part.get("body", b"")) == content_length(start):
                await self._end_early()
            self._held = None
            await self.send(start)
        if self.expects_body and self._bodies is not None:
            self._bodies.settle()
        # A body that never waits would leave no moment in which to notice that its reader has left.
        await sleep(0)
        self._complete = self.expects_body = False
        await self.send(part)

    async def _end_early(self) -> None:
        try:
            with shield():
                if self._bodies is not None:
                    self._bodies.end_stream()
                    await self._bodies.wait()
                await self.aexit(self._failure)
            if self._works is not None:
                await self._works.tell(self._failure)
        except BaseException as error:
            # The response that was on its way must not be sent, whatever the app does about the error.
            self._held = None
            self._refusal = error
            raise
        self.is_over = self._bodies is None and (self._works is None or not self._works.waits)

    async def _end(self, outcome: BaseException | None) -> None:
        # Closing goes on when the request is cancelled, as FastAPI has it for its own dependencies.
        with shield():
            await self.aexit(outcome)


def content_length(start: Message) -> bytes | None:
    """Return how many bytes of body ``start`` announces, in digits, or ``None`` where it does not say."""
    for name, value in start.get("headers", ()):
        if name == b"content-length":
            length: bytes = value
            return length
    return b"0" if start["status"] in {204, 304} else None
