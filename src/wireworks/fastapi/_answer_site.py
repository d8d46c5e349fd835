"""A cached endpoint at one of its routes: what that reads, what may be kept, and how FastAPI writes it (W11)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, Protocol

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from wireworks.adapters import Ask, ServiceContainer, ServiceError, name_of, place_of
from wireworks.fastapi._answer import Bounds
from wireworks.fastapi._answer_reads import Reads, reads_of
from wireworks.fastapi._answer_terms import Terms

RAW: Final = "wireworks_raw"
"""Where the ASGI scope holds the function that gives what the endpoint returns."""

_MAKING: Final = frozenset({"GET", "HEAD"})
# What decides how FastAPI writes what an endpoint returns.
_WRITING: Final = (
    "response_model",
    "status_code",
    "response_class",
    "response_model_include",
    "response_model_exclude",
    "response_model_by_alias",
    "response_model_exclude_unset",
    "response_model_exclude_defaults",
    "response_model_exclude_none",
)


class Endpoint(Protocol):
    """An endpoint whose answers are kept: what it calls, what that has injected, and what is said of its answers."""

    @property
    def function(self) -> Callable[..., Any]: ...

    @property
    def asks(self) -> Mapping[str, Ask]: ...

    @property
    def terms(self) -> Terms: ...


class Site(NamedTuple):
    """One route of a cached endpoint.

    Attributes:
        reads: what it reads of a request.
        bounds: of what may be kept.
        vary: the headers whose values are part of the key.
        credentials: the headers with which a request is served alone.
        secrets: the query parameters with which it is.
        wanted: all the headers that matter.
        path_params: the names of those that the path shows.
        write: has FastAPI write what the function under `RAW` returns.
    """

    reads: Reads
    bounds: Bounds
    vary: tuple[bytes, ...]
    credentials: frozenset[bytes]
    secrets: frozenset[str]
    wanted: frozenset[bytes]
    path_params: frozenset[str]
    write: Callable[[Request], Awaitable[Response]]


def site_of(route: Any, endpoint: Endpoint, container: ServiceContainer) -> Site:
    """Read one route of a cached endpoint.

    Args:
        route: as FastAPI has it in force, that of an included router with all that this adds.
        endpoint: what it calls.
        container: where services come from.

    Raises:
        ServiceError: its answers cannot be kept.
    """
    reads = reads_of(route.dependant, endpoint.asks.values(), container)
    for mistake in mistakes_of(route, endpoint, reads):
        raise mistake
    terms = endpoint.terms
    vary = (terms.vary or frozenset()) | reads.headers
    all_alike = terms.shared or terms.key is not None
    alone = frozenset[bytes]() if all_alike else reads.credentials - vary
    announced = vary | alone if reads.personal else vary
    private = terms.key is not None or (terms.shared and reads.personal)
    return Site(
        reads,
        Bounds(terms.statuses, terms.max_bytes, vary | alone, announced, terms.control(private=private)),
        tuple(sorted(vary)),
        alone,
        frozenset() if all_alike else reads.secrets,
        vary | alone | {b"cache-control", b"if-none-match"},
        frozenset(route.param_convertors),
        _writing(route),
    )


def mistakes_of(route: Any, endpoint: Endpoint, reads: Reads) -> Iterator[ServiceError]:
    """Tell why the answers of a route cannot be kept."""
    where, terms = f"`{name_of(endpoint.function)}` ({place_of(endpoint.function)})", endpoint.terms
    if others := sorted(route.methods - _MAKING):
        yield ServiceError(
            f"The answers of {where} are kept, and it answers {', '.join(f'`{each}`' for each in others)}.",
            fix="keep those of `GET` and `HEAD` alone; what changes something says `invalidate_responses(...)`.",
            see="cached-response",
        )
    if reads.body:
        yield ServiceError(
            f"The answers of {where} are kept, and it reads a body, which is no part of what they are found by.",
            fix="take path and query parameters.",
            see="cached-response",
        )
    if reads.raw and terms.vary is None and terms.key is None and not terms.shared:
        yield ServiceError(
            f"The answers of {where} are kept, and `{reads.raw}` takes the whole request: who may get the same one?",
            fix="say which headers tell answers apart (`vary=(...)`, or `()`), or who asks (`key=...`), or that"
            " everybody who is let in gets the same (`shared=True`).",
            see="cached-response",
        )
    known = terms.parameters | route.param_convertors.keys()
    if missing := sorted(terms.names_in_tags - known):
        yield ServiceError(
            f"The tags of {where} name `{missing[0]}`, and neither the endpoint nor its path has such a parameter.",
            fix=f"name one of {', '.join(f'`{each}`' for each in sorted(known))}." if known else "take the name out.",
            see="cached-response",
        )


async def _give(request: Request, response: Response) -> Any:
    """Stand in for the endpoint where FastAPI writes what it returned."""
    return await request.scope[RAW](response)


def _writing(route: Any) -> Callable[[Request], Awaitable[Response]]:
    writer = APIRoute("/", _give, **{name: getattr(route, name) for name in _WRITING})
    return writer.get_route_handler()


def route_in_force(scope: Scope) -> Any:
    """Return the route that serves a request, as its app has it in force: an included one with all that this adds."""
    own, path = scope["route"], scope["path"].removeprefix(scope.get("root_path", ""))
    for route in iter_route_contexts(scope["app"].routes):
        if route.original_route is own and route.path_regex.match(path):
            return route
    return own  # of a router that was mounted by itself
