"""Endpoints that get all their services at once, instead of by one dependency of FastAPI's each.

Every `Injected` parameter is such a dependency, also on routes that come late. Of the routes that are there when the
app starts, the records that FastAPI serves them by are made simpler; when it stops they are as they were. An async
endpoint is answered by a function that fills its parameters and hands the call on; where little else is left to be
filled, it tells the route so (`InjectedRoute`). What FastAPI calls in a thread, or iterates, keeps one dependency,
which gives all of them, so that services are made in the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from starlette.requests import HTTPConnection
from starlette.types import Scope

from wireworks.adapters import Asker, ServiceContainer, filled
from wireworks.fastapi._request_scope import KEY, RequestScope
from wireworks.fastapi._route import LESSON, Direct, takes_little_else
from wireworks.fastapi.marker import request_scope

_CONNECTION = "wireworks_connection"
_SERVICES = "wireworks_services"


def simplify(
    dependants: Iterable[Dependant], container: ServiceContainer, askers: Iterable[Asker]
) -> list[Callable[[], None]]:
    """Let endpoints get their services at once; return what undoes that.

    Args:
        dependants: FastAPI's records of them.
        container: where their services come from.
        askers: the functions that were checked.
    """
    known = {id(asker.function): asker for asker in askers}
    return [_simplify(each, container, known[id(each.call)]) for each in dependants if id(each.call) in known]


def _simplify(dependant: Dependant, container: ServiceContainer, asker: Asker) -> Callable[[], None]:
    before = dependant.call, dependant.dependencies, dependant.http_connection_param_name

    def undo() -> None:
        dependant.call, dependant.dependencies, dependant.http_connection_param_name = before

    services = _Services(container, asker)
    mine = [need for need in dependant.dependencies if need.name in asker.asks]
    dependant.dependencies = [need for need in dependant.dependencies if need.name not in asker.asks]
    if iscoroutinefunction(asker.function):
        return _simplify_coroutine(dependant, asker.function, services, undo)
    dependant.dependencies.append(replace(mine[0], name=_SERVICES, call=services.gather))
    dependant.call = _unpacking(asker.function)
    return undo


def _simplify_coroutine(
    dependant: Dependant, endpoint: Callable[..., Any], services: _Services, undo: Callable[[], None]
) -> Callable[[], None]:
    own = dependant.http_connection_param_name
    if dependant.dependencies or not takes_little_else(dependant):
        dependant.http_connection_param_name = own or _CONNECTION
        dependant.call = _answering(endpoint, services, own)
        return undo
    direct = Direct(endpoint, services.into, dependant)
    dependant.http_connection_param_name = own or _CONNECTION
    dependant.call = _answering(endpoint, services, own, direct)

    def undo_both() -> None:
        direct.close()
        undo()

    return undo_both


class _Services:
    """What one endpoint asks for."""

    def __init__(self, container: ServiceContainer, asker: Asker) -> None:
        self._container = container
        self._asker = asker
        self._filled = filled(container, asker)
        self._any = next(iter(asker.asks.values()))

    def into(
        self, values: dict[str, Any], scope: Scope, connection: HTTPConnection | None
    ) -> Coroutine[Any, Any, None] | None:
        """Put it into ``values``, at once or when what is returned is awaited; ``connection`` is what others get."""
        request = scope.get(KEY)
        if request is None or request.container is not self._container:
            return self._from_another(values, request_scope(connection or HTTPConnection(scope), self._any))
        if request.known is None:
            request.known = connection
        return self._filled(values, request)

    async def gather(self, connection: HTTPConnection) -> dict[str, Any]:
        """Return it, as a dependency of FastAPI's."""
        values: dict[str, Any] = {}
        waiting = self.into(values, connection.scope, connection)
        if waiting is not None:
            await waiting
        return values

    async def _from_another(self, values: dict[str, Any], request: RequestScope) -> None:
        """Take it from another container, as the route belongs to several apps."""
        function = self._asker.function
        for name, ask in self._asker.asks.items():
            values[name] = await ask.answer(request.container, request, (function, name))


def _answering(
    endpoint: Callable[..., Any], services: _Services, own: str | None, direct: Direct | None = None
) -> Callable[..., Any]:
    @wraps(endpoint)
    def answer(**values: Any) -> Any:
        connection: HTTPConnection = values.pop(_CONNECTION) if own is None else values[own]
        scope = connection.scope
        if direct is not None and (lesson := scope.get(LESSON)) is not None and lesson.is_about(connection):
            return lesson.answer(direct, values)
        waiting = services.into(values, scope, connection)
        return endpoint(**values) if waiting is None else _called(endpoint, values, waiting)

    return answer


async def _called(endpoint: Callable[..., Any], values: dict[str, Any], waiting: Coroutine[Any, Any, None]) -> Any:
    await waiting
    return await endpoint(**values)


def _unpacking(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    def unpack(**values: Any) -> Any:
        services = values.pop(_SERVICES)
        return endpoint(**values, **services)

    return unpack
