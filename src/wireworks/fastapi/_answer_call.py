"""One call of a cached endpoint, and the response of one who made an answer for everybody (W11)."""

from __future__ import annotations

from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from wireworks.fastapi._answer import Answer, Sent
from wireworks.fastapi._answer_key import Asked
from wireworks.fastapi._answer_site import RAW, Endpoint, Site
from wireworks.fastapi._answer_turn import Turn
from wireworks.fastapi._request_scope import RequestScope


class Call:
    """One call of an endpoint.

    Attributes:
        request: by which it is called.
        scope: of that request.
        site: the route that it came to.
        asked: what the request says.
        before: the headers that dependencies have set for this request.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what makes up a call
        self,
        endpoint: Endpoint,
        request: Request,
        response: Response,
        arguments: dict[str, Any],
        scope: RequestScope,
        site: Site,
        asked: Asked,
    ) -> None:
        self.request = request
        self.scope = scope
        self.site = site
        self.asked = asked
        self.before = response.headers.raw.copy()
        self._endpoint = endpoint
        self._response = response
        self._arguments = arguments

    @property
    def known(self) -> dict[str, Any]:
        """The arguments by which answers are told apart, and the request."""
        return {**self.request.path_params, **self._arguments, "request": self.request}

    def sent(self, answer: Answer, status: bytes) -> Sent:
        """Return the response that brings an answer to this caller."""
        more = [(b"cache-status", b"wireworks; " + status), *self.before]
        if (age := answer.age) > 0:
            more.append((b"age", b"%d" % age))
        return Sent(answer, more, self.asked.if_none_match, head=self.asked.head)

    async def alone(self, why: str) -> Any:
        """Return what the endpoint returns to this caller alone."""
        returned = await self._returned()
        headers = (returned if isinstance(returned, Response) else self._response).headers
        headers["cache-status"] = f"wireworks; fwd={why}"
        headers.setdefault("cache-control", "private")
        return returned

    async def written(self) -> Response:
        """Return what the endpoint returns as FastAPI writes it, without what dependencies have set."""
        self.request.scope[RAW] = self._give
        return await self.site.write(self.request)

    async def _give(self, response: Response) -> Any:
        returned = await self._returned()
        response.headers.raw.extend(self._response.headers.raw[len(self.before) :])
        response.status_code = self._response.status_code
        return returned

    async def _returned(self) -> Any:
        """Call the endpoint, with its services."""
        scope, function = self.scope, self._endpoint.function
        arguments = dict(self._arguments)
        for name, ask in self._endpoint.asks.items():
            asker = (function, name) if ask.is_personal(scope.container) else None
            arguments[name] = await ask.answer(scope.container, scope, asker)
        if iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__):
            return await function(**arguments)
        return await run_in_threadpool(partial(function, **arguments))


class Lead:
    """A request whose turn it is: what it hands in, once its scope has ended well.

    Args:
        turn: its turn.
        late: whether all has ended well only when the app is through.
    """

    def __init__(self, turn: Turn, *, late: bool) -> None:
        self.turn = turn
        self.late = late
        self.answer: Answer | None = None

    async def ended(self, error: BaseException | None) -> None:
        """Hand in what was made, or tell why nothing was."""
        if isinstance(error, Exception) and not isinstance(error, ClientDisconnect):
            self.turn.end(error)
        elif error is not None or self.answer is None:
            self.turn.leave()
        else:
            self.turn.publish(self.answer)
            if self.late:
                await self.turn.settled(self.answer)


class Led(Sent):
    """The response of the request that made the answer."""

    def __init__(self, sent: Sent, lead: Lead, background: BackgroundTask | None) -> None:
        self.status_code, self.body, self.raw_headers = sent.status_code, sent.body, sent.raw_headers
        self.background = background
        self._lead = lead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and see that the answer is kept."""
        await super().__call__(scope, receive, send)
        if self._lead.answer is not None and not self._lead.late:
            await self._lead.turn.settled(self._lead.answer)
