"""An endpoint whose answers are kept, as FastAPI calls it: with everything solved that comes before an endpoint (W11).

So dependencies have run, and let the caller in, and parameters are valid, whoever then answers: what is kept, or the
endpoint. What the endpoint has injected is made only if it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from wireworks.adapters import Ask, ServiceError, name_of, place_of
from wireworks.cache import CacheService
from wireworks.cache.calls import spelled_arguments
from wireworks.fastapi._answer import Answer, Sent, kept_of
from wireworks.fastapi._answer_call import Call, Lead, Led
from wireworks.fastapi._answer_key import asked_of, identifier_of
from wireworks.fastapi._answer_rules import directives, seconds
from wireworks.fastapi._answer_site import Site, route_in_force, site_of
from wireworks.fastapi._answer_store import Stores, are_faked
from wireworks.fastapi._answer_terms import Terms, told
from wireworks.fastapi._answer_turn import REPLAY, Replay, Turn, UnsharedError, Wanted
from wireworks.fastapi._request_scope import KEY, RequestScope

# For so many seconds nobody waits for what turned out to be for one caller alone.
_PASSING: Final = 5.0
_MANY: Final = 10_000
_SERVER_ERROR: Final = 500
# What a dependency may say that is for one caller alone.
_OWN: Final = frozenset({b"set-cookie", b"cache-control", b"vary"})
_HIT: Final = b"hit"


class _UnwellError(Exception):
    """Tell that the endpoint answered with a server error."""


class CachedEndpoint:
    """An endpoint, and what is said of its answers.

    Args:
        function: the endpoint.
        asks: what it has injected, by parameter.
        terms: of its answers.
        stores: where they are kept.
    """

    def __init__(self, function: Callable[..., Any], asks: Mapping[str, Ask], terms: Terms, stores: Stores) -> None:
        self.function = function
        self.asks = asks
        self.terms = terms
        self._stores = stores
        self._sites: dict[tuple[int, int], list[tuple[Any, Site, object]]] = {}
        self._passing: dict[str, float] = {}

    async def answer(self, request: Request, response: Response, arguments: dict[str, Any]) -> Any:
        """Answer a request: with what is kept, or by the endpoint, and then that is kept.

        Raises:
            ServiceError: the answers of this route cannot be kept.
            Exception: whatever the endpoint raises.
        """
        asgi = request.scope
        scope: RequestScope | None = asgi.get(KEY)
        if scope is None:
            raise self._homeless()
        site = self._site(asgi, scope)
        call = Call(self, request, response, arguments, scope, site, asked_of(asgi, site))
        replay: Replay | None = asgi.get(REPLAY)
        if replay is not None:
            return await self._again(call, replay)
        reason = call.asked.alone or self._said_by_dependencies(response)
        if reason is None and are_faked(site.reads.asks, scope.container):
            reason = "override"
        if reason is not None:
            return await call.alone(f"bypass; detail={reason}")
        who = ""
        if self.terms.key is not None:
            key = told(self.terms.key, call.known)
            if key is None:
                return await call.alone("bypass; detail=key")
            who = spelled_arguments(name_of(self.function), {"key": key})["key="]
        return await self._shared(call, identifier_of(asgi, site, call.asked, who))

    async def _shared(self, call: Call, identifier: str) -> Any:
        """Answer with what is kept for everybody, or see to it that something is."""
        service, asked = await self._stores.service(call.scope.container), call.asked
        said = directives(asked.control) if asked.control else {}
        if "no-store" in said and self.terms.obey_clients:
            return await call.alone("bypass; detail=no-store")
        answer = await service.get(identifier)
        if said and self.terms.obey_clients and answer is not None and _too_old(answer, said):
            await service.delete(identifier)
            answer = None
        if answer is not None:
            return call.sent(answer, _HIT)
        if "only-if-cached" in said:
            return Response(status_code=504, headers={"cache-status": "wireworks; fwd=miss"})
        if asked.head:  # what is made for it may have no body
            return await call.alone("miss; detail=method")
        if self._passing.get(identifier, 0.0) > monotonic():
            return await call.alone("miss; detail=passed")
        return await self._missed(call, identifier, service)

    async def _missed(self, call: Call, identifier: str, service: CacheService[Answer]) -> Any:
        """Wait for somebody else to make it, or make it."""
        tags = self.terms.tags_for(call.known)
        turn = Turn(Wanted(service, identifier, self.terms.ttl, tags), call.request.scope)
        try:
            answer = await turn.wait()
        except UnsharedError:
            self._pass(identifier)
            return await call.alone("miss; detail=unshared")
        if answer is not None:
            return call.sent(answer, _HIT)
        return await self._lead(call, identifier, turn)

    async def _lead(self, call: Call, identifier: str, turn: Turn) -> Any:
        """Make it for everybody."""
        lead = Lead(turn, late=not call.scope.early or call.site.reads.closes_late)
        call.scope.once_ended(lead.ended, last=lead.late)
        try:
            response = await call.written()
        except HTTPException as error:
            if error.status_code < _SERVER_ERROR:
                self._pass(identifier)
                turn.give_up()
                raise
            return await self._instead(call, turn, error)
        except Exception as error:  # noqa: BLE001 - it is raised unless something is given instead
            return await self._instead(call, turn, error)
        answer = kept_of(response, call.site.bounds)
        if isinstance(answer, Answer):
            lead.answer = answer
            return Led(call.sent(answer, b"fwd=miss; stored"), lead, response.background)
        if response.status_code >= _SERVER_ERROR:
            old = await turn.fail(_UnwellError())
            return response if old is None else call.sent(old, _HIT)
        self._pass(identifier)
        turn.give_up()
        response.headers["cache-status"] = f"wireworks; fwd=miss; detail={answer}"
        response.headers.raw.extend(call.before)
        return response

    async def _instead(self, call: Call, turn: Turn, error: Exception) -> Sent:
        """Answer with something old where making something new failed; the scope ends with the error all the same."""
        old = await turn.fail(error)
        if old is None:
            raise error
        call.scope.note(error)
        return call.sent(old, _HIT)

    async def _again(self, call: Call, replay: Replay) -> Response:
        """Make it for nobody who waits here."""
        response = await call.written()
        answer = kept_of(response, call.site.bounds)
        if isinstance(answer, Answer):
            replay.answer = answer
        return response

    def _pass(self, identifier: str) -> None:
        if len(self._passing) >= _MANY:
            self._passing.clear()
        self._passing[identifier] = monotonic() + _PASSING

    def _site(self, asgi: Scope, scope: RequestScope) -> Site:
        path = asgi["path"].removeprefix(asgi.get("root_path", ""))
        app, own = asgi["app"], asgi["route"]
        sites = self._sites.setdefault((id(app), id(own)), [])
        for regex, site, _ in sites:
            if regex.match(path):
                return site
        route = route_in_force(asgi)
        site = site_of(route, self, scope.container)
        sites.append((route.path_regex, site, (app, own)))  # kept alive, as they are found by their ids
        return site

    def _said_by_dependencies(self, response: Response) -> str | None:
        return next((name.decode() for name, _ in response.headers.raw if name in _OWN), None)

    def _homeless(self) -> ServiceError:
        return ServiceError(
            f"The answers of `{name_of(self.function)}` ({place_of(self.function)}) are kept, and its app has no"
            " container.",
            fix="call `wireworks.fastapi.setup(app, container)` before the app starts; a new `ServiceContainer()` will"
            " do.",
            see="cached-response",
        )


def _too_old(answer: Answer, said: dict[str, str | None]) -> bool:
    limit = 0 if "no-cache" in said else seconds(said, "max-age")
    return limit is not None and answer.age >= limit
