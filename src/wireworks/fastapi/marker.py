"""How FastAPI sees ``Inject``: as a dependency that asks the request's scope (W1).

The core's marker answers as `InjectedDepends` when FastAPI looks at it. FastAPI then completes it with the annotated
type, as it does for any ``Annotated[T, Depends()]``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from weakref import WeakValueDictionary

from fastapi.params import Depends
from starlette.requests import HTTPConnection

from wireworks.adapters import Ask, Inject, ServiceError
from wireworks.fastapi._request_scope import KEY, RequestScope

__all__ = ("InjectedDepends", "Injection", "injection", "request_scope")


class Injection:
    """Fetch what one annotation asks for from the request's scope.

    FastAPI awaits it in the event loop, for sync endpoints too, so it costs no thread and may make async services.
    """

    __slots__ = ("__weakref__", "ask")

    def __init__(self, annotation: object) -> None:
        self.ask = Ask(annotation)

    async def __call__(self, connection: HTTPConnection) -> object:
        """Return the service, made if the scope does not have it yet."""
        request = request_scope(connection, self.ask)
        ask, container = self.ask, request.container
        asker = self._asker(connection) if ask.is_personal(container) else None
        return await ask.answer(container, request, asker)

    def _asker(self, connection: HTTPConnection) -> tuple[Callable[..., Any], str]:
        """Return the function of the route that asks, the endpoint before what it depends on, and its parameter.

        What a router adds to its routes stands in none of them: there the endpoint asks.
        """
        pending = [connection.scope["route"].dependant]
        for dependant in pending:
            for need in dependant.dependencies:
                if need.call is self:
                    return dependant.call, need.name
            pending.extend(dependant.dependencies)
        return connection.scope["endpoint"], ""


def request_scope(connection: HTTPConnection, ask: Ask) -> RequestScope:
    """Return the scope of the request that ``connection`` stands for; from now on that is the one it knows.

    Raises:
        ServiceError: there is none, so that ``ask`` cannot be answered.
    """
    request: RequestScope | None = connection.scope.get(KEY)
    if request is None:
        raise ServiceError(
            f"`{ask}` cannot be injected for `{connection.url.path}`: the app has no container.",
            fix="call `wireworks.fastapi.setup(app, container)` before the app starts.",
            see="fastapi",
        )
    if request.known is None:
        request.known = connection
    return request


_injections: WeakValueDictionary[object, Injection] = WeakValueDictionary()


def injection(annotation: object) -> Injection:
    """Return the dependency for ``annotation``: the same for the same, as FastAPI remembers every one it meets."""
    try:
        found = _injections.get(annotation)
    except TypeError:  # it has no hash, which `Ask` knows how to say
        return Injection(annotation)
    if found is None:
        found = _injections[annotation] = Injection(annotation)
    return found


class InjectedDepends(Depends):
    """What FastAPI makes of an ``Inject`` marker.

    Args:
        dependency: the annotated type, which FastAPI supplies.
        **marker: the fields of the ``Inject`` marker.
    """

    def __init__(self, dependency: object = None, **marker: Any) -> None:
        # FastAPI's own cache stays out of it: the service's lifetime decides what a request shares. The scope matters
        # for generators alone; saying it spares FastAPI the finding out in each request.
        annotation: object = Annotated[dependency, Inject(**marker)]
        super().__init__(injection(annotation), use_cache=False, scope="request")
