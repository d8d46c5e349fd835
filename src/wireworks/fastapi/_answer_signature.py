"""What FastAPI sees of an endpoint whose answers are kept: its signature, without what is injected (W11)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Final, ParamSpec, TypeVar, cast, get_origin, get_type_hints

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from wireworks.adapters import Ask, Inject, ServiceError, name_of, place_of
from wireworks.fastapi._answer_endpoint import CachedEndpoint

P = ParamSpec("P")
R = TypeVar("R")

_REQUEST: Final = "wireworks_request"
_RESPONSE: Final = "wireworks_response"
HIDDEN: Final = frozenset({_REQUEST, _RESPONSE})
"""The parameters that an endpoint gets beside its own."""

_ENDPOINT: Final = "__wireworks_answers__"


def cached_endpoint(call: object) -> CachedEndpoint | None:
    """Return what FastAPI calls for an endpoint whose answers are kept; ``None`` for any other."""
    found: CachedEndpoint | None = getattr(call, _ENDPOINT, None)
    return found


def wrapped(endpoint: CachedEndpoint, function: Callable[P, R], signature: inspect.Signature) -> Callable[P, R]:
    names = [_named(signature, Request), _named(signature, Response)]

    @wraps(function)
    async def answer(*args: Any, **arguments: Any) -> Any:
        request, response = (arguments.get(name) for name in names)
        if request is None or response is None:  # somebody calls it who is not FastAPI
            returned: Any = function(*args, **arguments)
            return await returned if inspect.isawaitable(returned) else returned
        own = {name: value for name, value in arguments.items() if name not in HIDDEN}
        return await endpoint.answer(request, response, own)

    vars(answer).update({"__signature__": signature, _ENDPOINT: endpoint})  # what FastAPI reads, and what we do
    return cast("Callable[P, R]", answer)


def read_endpoint(function: Callable[..., object]) -> tuple[inspect.Signature, dict[str, Ask]]:
    """Return what FastAPI is to see of an endpoint, and what is injected, which it is not to see."""
    signature, hints = inspect.signature(function), _hints(function)
    asks: dict[str, Ask] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        annotation: Any = hints.get(name, parameter.annotation)
        if isinstance(annotation, type) and issubclass(annotation, WebSocket):
            raise _no_endpoint(function, "is for WebSockets", "keep answers of `GET` endpoints.")
        if get_origin(annotation) is Annotated and any(isinstance(each, Inject) for each in annotation.__metadata__):
            asks[name] = Ask(annotation)
        else:
            parameters.append(parameter.replace(annotation=annotation))
    for name, kind in ((_REQUEST, Request), (_RESPONSE, Response)):
        if not any(_is(each.annotation, kind) for each in parameters):
            parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind))
    returned = hints.get("return", signature.return_annotation)
    return signature.replace(parameters=sorted(parameters, key=_kind), return_annotation=returned), asks


def _hints(function: Callable[..., object]) -> dict[str, Any]:
    annotated = function if inspect.isroutine(function) else type(function).__call__
    try:
        return get_type_hints(annotated, include_extras=True)
    except NameError:  # of a name that comes later; FastAPI reads what it can
        return {}


def _kind(parameter: inspect.Parameter) -> int:
    return int(parameter.kind)


def _named(signature: inspect.Signature, kind: type) -> str:
    return next(name for name, each in signature.parameters.items() if _is(each.annotation, kind))


def _is(annotation: object, kind: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, kind)


def refuse_endpoint(ttl: object) -> None:
    """Refuse an endpoint where a time to live belongs.

    Raises:
        ServiceError: the brackets are missing.
    """
    if callable(ttl):
        what = f"Expected a time to live, got the endpoint `{name_of(ttl)}` ({place_of(ttl)})."
        raise ServiceError(what, fix="write `@cached_response()`, with brackets.", see="cached-response")


def refuse_others(function: Callable[..., object]) -> None:
    if not callable(function):
        what = f"Expected an endpoint, got `{type(function).__qualname__}`."
        raise ServiceError(
            what, fix="put `@cached_response()` above a function, below its route.", see="cached-response"
        )
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise _no_endpoint(function, "is a stream", "keep what it is made of, with `CacheService`.")


def _no_endpoint(function: Callable[..., object], why: str, fix: str) -> ServiceError:
    what = f"The answers of `{name_of(function)}` ({place_of(function)}) cannot be kept: it {why}."
    return ServiceError(what, fix=fix, see="cached-response")
