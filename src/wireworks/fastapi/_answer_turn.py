"""Making an answer once for all who ask for it: whose turn it is, and who makes it where nobody waits (W11, C7, C8).

A request that finds nothing asks the cache to have the answer made. The cache tells one of all those requests, of all
processes, that it is its turn: that one calls its endpoint, in its own scope, and hands in what came of it once the
scope has ended well. Where the request is gone by then, or never waited, its route is served once more, to nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope

from wireworks.cache import CacheService
from wireworks.fastapi._answer import Answer
from wireworks.fastapi._middleware import ScopeMiddleware
from wireworks.fastapi._request_scope import KEY, RequestScope

REPLAY: Final = "wireworks_replay"
"""Where the ASGI scope holds the `Replay`, if a request is one."""


class UnsharedError(BaseException):
    """Tell those who wait that what was made is for one caller alone; no failure, so nothing old is given instead."""


class _GoneError(Exception):
    """Tell that the request whose turn it was has been cancelled."""


class Replay:
    """A request that is made once more, and what came of it."""

    def __init__(self) -> None:
        self.answer: Answer | None = None

    async def __call__(self, again: Again) -> Answer:
        """Serve it, and return what may be kept once its scope has ended well.

        Raises:
            UnsharedError: nothing may be kept of it.
            Exception: whatever is raised by what serves it.
        """
        scope: Scope = {**again.scope, REPLAY: self}
        if "fastapi" in scope:
            scope["fastapi"] = dict(scope["fastapi"])
        app: ASGIApp = AsyncExitStackMiddleware(again.scope["route"].handle)
        request: RequestScope = again.scope[KEY]
        app = ScopeMiddleware(app, container=request.container, early=request.early)
        await app(scope, _nothing_more(), _unheard)
        if self.answer is None:
            raise UnsharedError
        return self.answer


class Again(NamedTuple):
    """What it takes to serve a request once more: its ASGI scope as it was at its route."""

    scope: Scope


class Wanted(NamedTuple):
    """What is asked for: where it is kept, for how many seconds it is fresh, and what it is invalidated with."""

    service: CacheService[Answer]
    identifier: str
    ttl: float
    tags: Iterable[str]


class Turn:
    """The part of one request in the making of an answer.

    Args:
        wanted: what is made.
        scope: of the request.
    """

    def __init__(self, wanted: Wanted, scope: Scope) -> None:
        loop = asyncio.get_running_loop()
        self._wanted = wanted
        self._again = Again(dict(scope))
        self._comes: asyncio.Future[None] = loop.create_future()
        self._made: asyncio.Future[Answer] = loop.create_future()
        service, identifier, ttl, tags = wanted
        self._riding = loop.create_task(service.get_or_set(identifier, self._make, ttl, tags=tags))
        self._riding.add_done_callback(_noticed)

    async def wait(self) -> Answer | None:
        """Return what another made, or was kept for such a case; or ``None`` when it is this request's turn.

        Raises:
            UnsharedError: what another made is not for this one.
            Exception: whatever its making raised.
        """
        waiting: set[asyncio.Future[Any]] = {self._riding, self._comes}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self.leave()  # its turn may have come in the same moment
            raise
        return self._riding.result() if self._riding.done() else None

    def publish(self, answer: Answer) -> None:
        """Give everybody what was made."""
        if not self._made.done():  # it is cancelled where everything is, as the event loop ends
            self._made.set_result(answer)

    async def settled(self, answer: Answer) -> None:
        """Return when what was handed in is kept, for as long as it said; whatever came of that."""
        await asyncio.wait({self._riding})
        service, identifier, ttl, _ = self._wanted
        if answer.lasting >= 0 and answer.lasting != ttl:
            await service.touch(identifier, answer.lasting)

    async def fail(self, error: Exception) -> Answer | None:
        """Tell everybody that nothing was made, and return what is given instead, if anything is."""
        self.end(error)
        await asyncio.wait({self._riding})
        return None if self._riding.cancelled() or self._riding.exception() else self._riding.result()

    def give_up(self) -> None:
        """Tell everybody that what was made is for this request alone."""
        self.end(UnsharedError())

    def leave(self) -> None:
        """Let somebody else make it, as this request was cancelled."""
        # If nobody else waits, that ends the making; only then is there anybody to be told.
        self._riding.add_done_callback(lambda _riding: self.end(_GoneError()))
        self._riding.cancel()

    def end(self, error: BaseException) -> None:
        """Tell everybody that nothing was made."""
        if not self._made.done():
            self._made.set_exception(error)
            self._made.exception()  # perhaps nobody waits for it any more

    async def _make(self) -> Answer:
        """Make it, as the cache sees it."""
        if not self._riding.done() and not self._comes.done():
            self._comes.set_result(None)
            try:
                return await self._made
            except _GoneError:
                pass
        return await Replay()(self._again)


def _noticed(riding: asyncio.Task[Answer]) -> None:
    """Take note of what nobody may ask for, so that asyncio does not complain."""
    if not riding.cancelled():
        riding.exception()


def _nothing_more() -> Receive:
    """Return what a request without a body, whose client never leaves, is received by."""
    parts: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if parts:
            return parts.pop()
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    return receive


async def _unheard(_message: Message) -> None:
    """Send to nobody."""
