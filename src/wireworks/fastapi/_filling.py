"""Endpoints that get all their services from one written function, instead of by one dependency of FastAPI's each.

Every `Injected` parameter is such a dependency, also on routes that come late. Of the routes that are there when the
app starts, the records that FastAPI serves them by are made simpler; when it stops they are as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeAlias

from fastapi.dependencies.models import Dependant
from starlette.requests import HTTPConnection

from wireworks.adapters import Ask, ServiceContainer, filled, is_current
from wireworks.fastapi.marker import Injection, request_scope

Endpoint: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]

_CONNECTION = "wireworks_connection"


def simplify(dependant: Dependant, container: ServiceContainer) -> Callable[[], None] | None:
    """Let an endpoint get its services at once; return what undoes that, or ``None`` where it stays as it is.

    It stays if it is no coroutine function, or asks for something out of the ordinary.
    """
    asks: dict[str, Ask] = {}
    for need in dependant.dependencies:
        if isinstance(need.call, Injection):
            if need.name is None or need.call.ask.is_special:
                return None
            asks[need.name] = need.call.ask
    endpoint = dependant.call
    quick = filled(container, endpoint, asks) if asks and iscoroutinefunction(endpoint) else None
    if quick is None:
        return None
    before = dependant.call, dependant.dependencies, dependant.http_connection_param_name

    def undo() -> None:
        dependant.call, dependant.dependencies, dependant.http_connection_param_name = before

    own = dependant.http_connection_param_name
    dependant.call = _answering(endpoint, quick, asks, container, own)
    dependant.dependencies = [need for need in dependant.dependencies if not isinstance(need.call, Injection)]
    dependant.http_connection_param_name = own or _CONNECTION
    return undo


def _answering(
    endpoint: Any, quick: Endpoint, asks: Mapping[str, Ask], container: ServiceContainer, own: str | None
) -> Endpoint:
    @wraps(endpoint)
    async def answer(**values: Any) -> Any:
        connection: HTTPConnection = values.pop(_CONNECTION) if own is None else values[own]
        request = request_scope(connection, next(iter(asks.values())))
        if request.container is container and is_current(request.scope):
            return await quick(**values)
        for name, ask in asks.items():
            values[name] = await ask.answer(request.container, request.scope, (endpoint, name))
        return await endpoint(**values)

    return answer
