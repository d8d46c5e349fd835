"""What the routes of an app ask for, read without touching them (W6)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, cast, get_args, get_origin

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRouter, iter_route_contexts
from starlette.applications import Starlette
from starlette.routing import Router

from wireworks.adapters import Asker, Inject, Injected, ServiceContainer, ServiceError, attached, name_of, place_of
from wireworks.fastapi._answer_reads import reads_of
from wireworks.fastapi._answer_signature import cached_endpoint
from wireworks.fastapi._answer_site import mistakes_of
from wireworks.fastapi.marker import Injection


class Served(NamedTuple):
    """A container with the functions served from it, and the parameters that only look as if they were.

    ``endpoints`` are the records that FastAPI serves its routes by.
    """

    container: ServiceContainer
    askers: list[Asker]
    mistakes: list[ServiceError]
    endpoints: list[Dependant]


def served(app: Starlette, container: ServiceContainer) -> list[Served]:
    """Return who is served by ``app`` and the apps mounted in it, a record per container, that of ``app`` first."""
    found: dict[int, Served] = {}
    seen: set[tuple[int, int]] = set()
    pending: list[tuple[Starlette | Router, ServiceContainer]] = [(app, container)]
    while pending:
        site, container = pending.pop()
        group = found.setdefault(id(container), Served(container, [], [], []))
        for route in iter_route_contexts(site.routes):
            own: Dependant | None = getattr(route, "dependant", None)
            if own is not None:
                group.endpoints.append(own)
                _read_cached(route, group)
            for dependant in _with_needs(own):
                # Dependencies are shared by many routes; once is enough.
                if (id(container), id(dependant.call)) not in seen:
                    seen.add((id(container), id(dependant.call)))
                    _read(dependant, group)
            mounted = _inside(getattr(route, "app", None))
            if isinstance(mounted, Starlette):
                pending.append((mounted, attached(mounted) or container))
            elif isinstance(mounted, Router):  # which nobody can set up
                pending.append((mounted, container))
    return list(found.values())


def _inside(app: object) -> object:
    """Return the app that middlewares of one mount are put around; they keep it where those of Starlette do."""
    while app is not None and not isinstance(app, (Starlette, Router)):
        app = getattr(app, "__dict__", {}).get("app")
    return app


def _with_needs(own: Dependant | None) -> Iterator[Dependant]:
    """Yield FastAPI's records of an endpoint and of everything it depends on; other routes have none."""
    pending = [] if own is None else [own]
    while pending:
        dependant = pending.pop()
        yield dependant
        pending.extend(dependant.dependencies)


def _read(dependant: Dependant, group: Served) -> None:
    function = cast("Callable[..., object]", dependant.call)
    needs = [(need.name, need.call) for need in dependant.dependencies]
    asks = {name: call.ask for name, call in needs if name is not None and isinstance(call, Injection)}
    if asks:
        group.askers.append(Asker(function, asks, _with_default(function, asks)))
    fields = (
        *dependant.path_params,
        *dependant.query_params,
        *dependant.header_params,
        *dependant.cookie_params,
        *dependant.body_params,
    )
    misplaced = [field.name for field in fields if _has_marker(field.field_info.annotation)]
    group.mistakes.extend(_misplaced(name, function) for name in misplaced)


def _read_cached(route: Any, group: Served) -> None:
    """Read an endpoint whose answers are kept; what it has injected FastAPI does not know."""
    cached = cached_endpoint(route.dependant.call)
    if cached is not None:
        if cached.asks:
            function = cached.function
            group.askers.append(Asker(function, cached.asks, _with_default(function, cached.asks)))
        reads = reads_of(route.dependant, cached.asks.values(), group.container)
        group.mistakes.extend(mistakes_of(route, cached, reads))


def _with_default(function: Callable[..., object], names: Iterable[str]) -> frozenset[str]:
    parameters = inspect.signature(function).parameters
    return frozenset(name for name in names if parameters[name].default is not inspect.Parameter.empty)


def _has_marker(annotation: object) -> bool:
    pending: list[Any] = [annotation]
    while pending:
        part = pending.pop()
        if get_origin(part) is Annotated and any(isinstance(extra, Inject) for extra in part.__metadata__):
            return True
        pending.extend(get_args(part))
    return False


def _misplaced(name: str, function: object) -> ServiceError:
    return ServiceError(
        f"Parameter `{name}` of `{name_of(function)}` ({place_of(function)}) hides its `Inject` in another type, where"
        " FastAPI does not look for it: the value would be read from the request.",
        fix="put it outermost, as in `Injected[Repo | None]`.",
        see="fastapi",
    )


@cache
def markers_are_understood() -> bool:
    """Say whether FastAPI turns ``Injected`` into an `Injection`, so that no marker can ever reach a handler."""

    def probe(service: Injected[str]) -> None: ...

    router = APIRouter()
    router.add_api_route("/", probe)
    owns = [getattr(route, "dependant", None) for route in iter_route_contexts(router.routes)]
    needs = [need for own in owns for each in _with_needs(own) for need in each.dependencies]
    return [type(need.call) for need in needs] == [Injection]
