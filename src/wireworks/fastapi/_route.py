"""A route class for endpoints that take little but services: FastAPI's own way to them is left out where it can be.

FastAPI reads, checks and calls what an endpoint takes in general terms, which is more work than all of a small request.
Where a record shows that nothing of it is left to do but to read parts of the path, the query, headers and cookies, a
request is answered by a `Direct`. Whether that is so, and what FastAPI makes of the endpoint's result, differs with
each inclusion of a router. So the first request to each goes FastAPI's way, with a `Lesson` in its ASGI scope, which
comes back with what it has seen.

FastAPI keeps the last word: about what its telemetry is to see, about results that it refuses, and about errors.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import fields
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, Final, TypeAlias

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute, serialize_response
from fastapi.telemetry import get_telemetry_data
from fastapi.utils import is_body_allowed_for_status_code
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from wireworks.fastapi._request_scope import KEY
from wireworks.fastapi.marker import Injection

LESSON: Final = "wireworks.lesson"
"""Where the ASGI scope holds the `Lesson` of a request that goes FastAPI's way."""

_OUTCOME: Final = "wireworks.outcome"
_READ: Final = {
    "path_params": "path_params",
    "query_params": "query_params",
    "header_params": "headers",
    "cookie_params": "cookies",
}
"""The fields of FastAPI's records that say what to read from a request, by where it stands, and that."""
_UNKNOWN: Final = object()

Handler: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]
Fill: TypeAlias = Callable[[dict[str, Any], Scope, HTTPConnection | None], Coroutine[Any, Any, None] | None]


class Direct:
    """The call of an endpoint that takes services, and perhaps the connection and what stands in the head of a request.

    Args:
        endpoint: the coroutine function.
        fill: puts its services into a dictionary.
        dependant: FastAPI's record of it.
    """

    __slots__ = ("_endpoint", "_fill", "_is_closed", "_reads", "_used", "names")

    def __init__(self, endpoint: Callable[..., Any], fill: Fill, dependant: Dependant) -> None:
        own = dependant.http_connection_param_name, dependant.request_param_name
        self.names = [name for name in own if name is not None]
        self._endpoint = endpoint
        self._fill = fill
        reads = {name: getattr(dependant, field) for field, name in _READ.items()}
        self._reads = [(name, wanted) for name, wanted in reads.items() if wanted]
        self._used: list[_Passage] = []
        self._is_closed = False

    def values(self, scope: Scope, connection: HTTPConnection | None) -> dict[str, Any] | None:
        """Return what the endpoint takes beside services; ``None`` where FastAPI would refuse the request."""
        values: dict[str, Any] = dict.fromkeys(self.names, connection)
        if self._reads:
            head = HTTPConnection(scope) if connection is None else connection
            for name, wanted in self._reads:
                read, errors = request_params_to_args(wanted, getattr(head, name))
                if errors:
                    return None
                values.update(read)
        return values

    async def result(self, values: dict[str, Any], scope: Scope, connection: HTTPConnection | None) -> Any:
        """Return what the endpoint returns, called with ``values`` and services."""
        waiting = self._fill(values, scope, connection)
        if waiting is not None:
            await waiting
        return await self._endpoint(**values)

    def use(self, passage: _Passage) -> None:
        """Let ``passage`` call this, until it is closed."""
        if not self._is_closed:
            self._used.append(passage)
            passage.direct = self

    def close(self) -> None:
        """Have nobody call this any more."""
        self._is_closed = True
        for passage in self._used:
            passage.direct = None


class Lesson:
    """What a request that goes FastAPI's way tells about the next; ``result``, if known, is what the endpoint gave."""

    __slots__ = ("_request", "direct", "result")

    def __init__(self, request: Request, result: object = _UNKNOWN) -> None:
        self._request = request
        self.direct: Direct | None = None
        self.result = result

    def is_about(self, connection: HTTPConnection) -> bool:
        """Tell whether ``connection`` is that request, and no other that was sent on with the same ASGI scope."""
        return connection is self._request

    async def answer(self, direct: Direct, values: dict[str, Any]) -> object:
        """Return what the endpoint gave; if that is not known, call it with ``values`` and services."""
        self.direct = direct
        if self.result is _UNKNOWN:
            self.result = await direct.result(values, self._request.scope, self._request)
        return self.result


class _Passage:
    """How requests reach an endpoint by one handler of FastAPI's: at first by that, then directly if that can be."""

    __slots__ = ("_handler", "_is_alone", "_is_in_vain", "_make", "_route", "direct")

    def __init__(self, route: APIRoute, handler: Handler) -> None:
        self._route = route
        self._handler = handler
        self._is_in_vain = self._is_alone = False
        self._make: Callable[[Any], Coroutine[Any, Any, Response]] | None = None
        self.direct: Direct | None = None

    async def handle(self, request: Request) -> Response:
        """Return the response to a request, in the place of FastAPI's handler."""
        outcome = request.scope.pop(_OUTCOME, None)
        if outcome is not None:
            return await self._settle(request, *outcome)
        direct = self.direct
        if direct is None or get_telemetry_data() is not None:
            return await self._handler(request) if self._is_in_vain else await self._learn(request, Lesson(request))
        values = direct.values(request.scope, request)
        if values is None:
            return await self._handler(request)
        result = await direct.result(values, request.scope, request)
        return await self._response(result) or await self._learn(request, Lesson(request, result))

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in the place of ``app``, which is the whole of FastAPI's route.

        What goes wrong in the endpoint is raised again inside of that, where it finds its handlers.
        """
        direct = self.direct
        if direct is None or not self._is_alone or get_telemetry_data() is not None:
            await app(scope, receive, send)
            return
        values = result = response = None
        try:
            values = direct.values(scope, None)
            if values is not None:
                result = await direct.result(values, scope, None)
                response = await self._response(result)
        except Exception as error:  # noqa: BLE001 - all of those that may have a handler
            scope[_OUTCOME] = error, None
        else:
            if response is None and values is not None:
                scope[_OUTCOME] = None, result
        await (response or app)(scope, receive, send)

    async def _settle(self, request: Request, failure: Exception | None, result: object) -> Response:
        """Let FastAPI answer, now that what the endpoint gave is known."""
        if failure is not None:
            raise failure
        return await self._learn(request, Lesson(request, result))

    async def _response(self, result: Any) -> Response | None:
        """Return what FastAPI would make of a result, if that is known and nothing is wrong with it."""
        if isinstance(result, Response):
            return result
        if self._make is None:
            return None
        try:
            return await self._make(result)
        except ResponseValidationError:
            return None  # FastAPI knows what else to say about it

    async def _learn(self, request: Request, lesson: Lesson) -> Response:
        """Let FastAPI answer, and see how."""
        scope = request.scope
        scope[LESSON] = lesson
        try:
            response = await self._handler(request)
        finally:
            del scope[LESSON]
        direct = lesson.direct
        if direct is None:
            self._is_in_vain = KEY in scope
            return response
        if response is not lesson.result:
            self._make = _maker(self._route, response)
        # Whoever has read from the connection has it remember that, and those who handle errors get the same one.
        self._is_alone = not direct.names and not scope[KEY].is_read
        if self.direct is not direct:
            direct.use(self)
        return response


def _maker(route: APIRoute, made: Response) -> Callable[[Any], Coroutine[Any, Any, Response]]:
    """Return what makes responses as FastAPI has ``made`` one: the class of an inclusion is known to nobody else."""
    kind: Callable[..., Response] = type(made)
    media_type = "application/json"
    # Where no class was asked for, pydantic writes what goes out.
    at_once = kind is Response and made.media_type == media_type and route.response_field is not None
    status = {"status_code": route.status_code} if route.status_code else {}
    respond = partial(kind, background=None, **status, **({"media_type": media_type} if at_once else {}))
    serialize = partial(
        serialize_response,
        field=route.response_field,
        include=route.response_model_include,
        exclude=route.response_model_exclude,
        by_alias=route.response_model_by_alias,
        exclude_unset=route.response_model_exclude_unset,
        exclude_defaults=route.response_model_exclude_defaults,
        exclude_none=route.response_model_exclude_none,
        dump_json=at_once,
    )

    async def make(result: Any) -> Response:
        response = respond(await serialize(response_content=result))
        if not is_body_allowed_for_status_code(response.status_code):
            response.body = b""
        return response

    return make


_HARMLESS: Final = frozenset({"call", "path", "scope", "http_connection_param_name", "request_param_name", *_READ})
# A record that says nothing of its endpoint, whose fields all others are compared with.
_EMPTY: Final = Dependant()


def takes_little_else(dependant: Dependant) -> bool:
    """Tell whether an endpoint takes only services, the connection and what stands in the head of a request."""
    rest = [each.name for each in fields(dependant) if each.name not in {*_HARMLESS, "dependencies"}]
    return all(getattr(dependant, name) == getattr(_EMPTY, name) for name in rest) and all(
        isinstance(need.call, Injection) for need in dependant.dependencies
    )


def _may_be_direct(dependant: Dependant) -> bool:
    return bool(dependant.dependencies) and iscoroutinefunction(dependant.call) and takes_little_else(dependant)


class InjectedRoute(APIRoute):
    """Answer requests to endpoints that take little but services without FastAPI's reading of everything else.

    `setup` has the routes made by this class that are added to the app itself afterwards. Give it to routers of your
    own, and make classes of your own from it; nothing else changes. It concerns ``async def`` endpoints whose
    parameters are all ``Injected``, the ``Request``, or from the path, the query, headers and cookies, which FastAPI
    reads and checks, and which have no ``dependencies``: their responses, also those that FastAPI makes of what they
    return, their errors and the outcome of their scopes stay what they are. All other endpoints, and requests that
    FastAPI's telemetry follows, go FastAPI's way.

    Example:
        >>> from fastapi import APIRouter
        >>> router = APIRouter(route_class=InjectedRoute)

    Source: W1.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Included routes are not served by this, so what was learned of the one handler holds. A class that puts
        # something around handlers has it around all requests.
        own = type(self).get_route_handler is InjectedRoute.get_route_handler
        if own and self._passage is not None and self.max_body_size is None:
            self.app = partial(self._passage.serve, self.app)

    def get_route_handler(self) -> Handler:
        """Return what answers requests, for the route itself or for an inclusion of it."""
        handler = super().get_route_handler()
        # An inclusion can only add to what FastAPI has to do for an endpoint.
        self._passage = _Passage(self, handler) if _may_be_direct(self.dependant) else None
        return handler if self._passage is None else self._passage.handle
