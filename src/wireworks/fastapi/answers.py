"""Answers of endpoints that are kept, for everybody who may get the same one (W11)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Generator
from dataclasses import replace
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

from wireworks.adapters import ServiceContainer, whole_name_of
from wireworks.cache import TTL, FirstLevel, MemoryStore
from wireworks.fastapi._answer_endpoint import CachedEndpoint
from wireworks.fastapi._answer_signature import HIDDEN, read_endpoint, refuse_endpoint, refuse_others, wrapped
from wireworks.fastapi._answer_store import Stores, forget
from wireworks.fastapi._answer_terms import (
    Tags,
    Terms,
    age_of,
    check_function,
    check_size,
    header_names,
    seconds_of,
    statuses_of,
    tags_of,
)
from wireworks.fastapi._listening import request_in_force
from wireworks.fastapi._request_scope import RequestScope

__all__ = ("cached_response", "invalidate_responses")

P = ParamSpec("P")
R = TypeVar("R")

_IN_MEMORY: Final = FirstLevel()
_MEBIBYTE: Final = 2**20


class cached_response:  # noqa: N801 - a decorator
    """Keep the answers of an endpoint, and give them to everybody who asks for the same and may get the same.

    Put it below the decorator of the route, which answers ``GET``, or ``GET`` and ``HEAD``. For each request FastAPI
    does first what it always does: dependencies run, security ones among them, and parameters are checked. Then comes
    what is kept, or else the endpoint, once for all who ask at the same time, in whatever process. What it made is kept
    once the scope of its request has ended well. Answers are kept in the ``CacheManager`` of the container that the app
    was set up with, or in ``cachemanager``; a store that does not answer keeps no endpoint from answering.

    The same is asked for where the path is the same, the parameters of the query that somebody declares, and the
    headers that somebody declares or ``vary`` names. Requests with ``Authorization``, ``Cookie`` or what a security
    scheme reads are served alone, unless ``key`` or ``shared`` says otherwise. What is no ordinary response of one of
    ``statuses``, sets a cookie, says ``private``, ``no-store`` or ``no-cache``, or varies by more, is not kept.

    Args:
        ttl: how long answers are fresh; seconds or ``timedelta``, > 0. ``s-maxage`` or ``max-age`` of a response goes
            before it.
        vary: the request headers that answers depend on, beside those that are declared. Needed, if only as ``()``,
            where the endpoint, a dependency or a service takes the whole request.
        tags: what answers are invalidated with: texts in which ``{user_id}`` stands for an argument of the endpoint or
            a part of the path, or a function of such arguments.
        key: gives what tells apart who may see an answer, such as a user's id; a function of arguments of the endpoint
            and ``request``. ``None`` from it keeps nothing. Proxies are told that such answers are private.
        shared: whether everybody whom the dependencies let in gets the same, who they are and what cookies they have.
        max_age: how long clients and proxies may do without asking; 0 has them ask each time, which a 304 answers. As
            long as ``ttl`` if not said, and 0 where there are ``tags``, which cannot reach them.
        stale_while_revalidate: for so long after its time, an answer is given at once, and made anew behind the caller.
        stale_if_error: for so long after its time, an answer is given if the endpoint raises or answers with a 5xx.
        statuses: of the answers that are kept.
        max_bytes: what has a longer body is not kept; > 0.
        obey_clients: whether ``Cache-Control`` of a request is obeyed, so that anybody may have the endpoint called.
            ``only-if-cached`` always is.

    Raises:
        CacheTTLError: for what is no time.
        ServiceError: when decorating what is no ordinary endpoint; when the app starts, or at the first request of a
            late route, for one whose answers cannot be kept.
        ValueError: for what makes no sense.

    Example:
        >>> from fastapi import FastAPI
        >>> app = FastAPI()
        >>> @app.get("/books/{book_id}")
        ... @cached_response(ttl=300, tags=("book:{book_id}",))
        ... async def read_book(book_id: int) -> dict[str, int]:
        ...     return {"id": book_id}

    Source: W11.
    """

    def __init__(  # noqa: PLR0913 - each is one thing to say of answers
        self,
        ttl: TTL = 300,
        *,
        vary: Collection[str] | None = None,
        tags: Tags = (),
        key: Callable[..., object] | None = None,
        shared: bool = False,
        max_age: TTL | None = None,
        stale_while_revalidate: TTL | None = None,
        stale_if_error: TTL | None = None,
        statuses: Collection[int] = (200,),
        max_bytes: int = _MEBIBYTE,
        obey_clients: bool = False,
    ) -> None:
        refuse_endpoint(ttl)
        check_size(max_bytes)
        self._times = ttl, stale_while_revalidate, stale_if_error
        # Refuses what is no time; services for the stores of applications are made when these are known.
        Stores("", self._times, _IN_MEMORY).on(MemoryStore())
        read = tags_of(tags)
        self._terms = Terms(
            seconds_of(ttl),
            age_of(ttl, max_age, read),
            header_names(vary),
            read,
            key,
            shared,
            statuses_of(statuses),
            max_bytes,
            obey_clients,
        )

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Return the endpoint that FastAPI is to call."""
        refuse_others(function)
        signature, asks = read_endpoint(function)
        terms = replace(self._terms, parameters=frozenset(signature.parameters) - HIDDEN)
        check_function("key", terms.key, terms.parameters)
        check_function("tags", terms.tags if callable(terms.tags) else None, terms.parameters)
        stores = Stores(f"answers {whole_name_of(function)}", self._times, _IN_MEMORY)
        return wrapped(CachedEndpoint(function, asks, terms, stores), function, signature)


def invalidate_responses(*tags: str, container: ServiceContainer | None = None) -> Awaitable[bool]:
    """Forget all answers that were kept with one of ``tags``.

    While a request is served, also in functions without ``async``, that is done once its scope has ended well, and
    before the first byte of its response: whoever has the response finds nothing from before, and nobody can keep what
    was read before the commit. Where the scope fails, nothing is forgotten. Elsewhere it is done when awaited.

    Args:
        tags: any texts.
        container: outside of a request, whose store is meant; without it that of ``cachemanager``.

    Returns:
        What may be awaited; false if the store did not answer.

    Example:
        >>> import asyncio
        >>> asyncio.run(invalidate_responses("book:42"))
        True

    Source: W11.
    """
    request = request_in_force()
    if request is not None and _is_open(request):
        request.once_ended(partial(_forget_if_well, request.container, tags))
        return _Noted()
    return forget(container, tags)


def _is_open(request: RequestScope) -> bool:
    """Tell whether it is that of a request, not of a WebSocket, and has not ended."""
    return request.asgi["type"] == "http" and not request.closed


async def _forget_if_well(container: ServiceContainer, tags: tuple[str, ...], error: BaseException | None) -> None:
    if error is None:
        await forget(container, tags)


class _Noted:
    """What there is to await where it will be done."""

    def __await__(self) -> Generator[Any, Any, bool]:
        return True
        yield  # so that it is a generator
