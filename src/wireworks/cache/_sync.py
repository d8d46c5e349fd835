"""The cache for code that is not async: the same operations, carried out by an event loop in another thread."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping
from contextvars import copy_context
from functools import partial, wraps
from inspect import isawaitable
from typing import Any, Generic, ParamSpec, TypeVar, cast, overload

from wireworks.cache._keys import Identifier
from wireworks.cache._operations import Operations
from wireworks.cache._stats import CacheStats
from wireworks.cache._thread import LOOP_THREAD, Desk
from wireworks.cache._told import Tags, Told, own, tags_of, without_self
from wireworks.cache._ttl import TTL, milliseconds

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R")
Id = TypeVar("Id", bound=Identifier)


class SyncCacheService(Generic[T]):
    """Offer the operations of a service to code that is not async; each does what the one of the same name does.

    Made by :attr:`CacheService.sync`. An event loop in a daemon thread carries them out, one for the process; a child
    process gets its own. Threads may share it; in an event loop it is refused, since it would hold that up.

    Raises:
        CacheLoopError: from every operation, if it is called in an event loop.
    """

    def __init__(self, service: Operations[T]) -> None:
        self._service = service

    @property
    def stats(self) -> CacheStats:
        """The counts of all services on this store in this process, as they are now and go on."""
        return self._service.stats

    @overload
    def get(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> T | None: ...

    @overload
    def get(self, identifier: Identifier, params: Mapping[str, object] | None = None, *, default: D) -> T | D: ...

    def get(
        self, identifier: Identifier, params: Mapping[str, object] | None = None, *, default: object = None
    ) -> object:
        """Find a value; see :meth:`CacheService.get`."""
        return _call(lambda: self._service.get(identifier, params, default=default))

    def get_many(self, identifiers: Iterable[Id], params: Mapping[str, object] | None = None) -> dict[Id, T]:
        """Find several values; see :meth:`CacheService.get_many`."""
        return _call(lambda: self._service.get_many(identifiers, params))

    def set(
        self,
        identifier: Identifier,
        value: T,
        ttl: TTL | None = None,
        params: Mapping[str, object] | None = None,
        *,
        tags: Iterable[str] = (),
    ) -> bool:
        """Store a value; see :meth:`CacheService.set`."""
        return _call(lambda: self._service.set(identifier, value, ttl, params, tags=tags))

    def set_many(
        self,
        values: Mapping[Id, T],
        ttl: TTL | None = None,
        params: Mapping[str, object] | None = None,
        *,
        tags: Iterable[str] = (),
    ) -> bool:
        """Store several values; see :meth:`CacheService.set_many`."""
        return _call(lambda: self._service.set_many(values, ttl, params, tags=tags))

    def exists(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> bool:
        """Tell whether a value is there."""
        return _call(lambda: self._service.exists(identifier, params))

    def get_ttl(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> int:
        """Tell how many seconds a value will be kept; see :meth:`CacheService.get_ttl`."""
        return _call(lambda: self._service.get_ttl(identifier, params))

    def touch(self, identifier: Identifier, ttl: TTL | None = None, params: Mapping[str, object] | None = None) -> bool:
        """Keep a value for ``ttl`` from now on; false if it is not there."""
        return _call(lambda: self._service.touch(identifier, ttl, params))

    def delete(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> bool:
        """Forget a value; see :meth:`CacheService.delete`."""
        return _call(lambda: self._service.delete(identifier, params))

    def delete_many(self, identifiers: Iterable[Identifier], params: Mapping[str, object] | None = None) -> int:
        """Forget several values, and count those that were there."""
        return _call(lambda: self._service.delete_many(identifiers, params))

    def invalidate_pattern(self, pattern: str = "*") -> int:
        """Forget every value whose identifier matches; see :meth:`CacheService.invalidate_pattern`."""
        return _call(lambda: self._service.invalidate_pattern(pattern))

    def clear(self) -> bool:
        """Forget every value of this namespace; see :meth:`CacheService.clear`."""
        return _call(self._service.clear)

    def invalidate_tags(self, *tags: str) -> bool:
        """Forget every value with one of ``tags``; see :meth:`CacheService.invalidate_tags`."""
        return _call(lambda: self._service.invalidate_tags(*tags))

    def get_or_set(
        self,
        identifier: Identifier,
        factory: Callable[[], Awaitable[T] | T],
        ttl: TTL | None = None,
        params: Mapping[str, object] | None = None,
        *,
        tags: Iterable[str] = (),
    ) -> T:
        """Find a value, or make it and store it; see :meth:`CacheService.get_or_set`.

        A factory runs in the thread and context of the caller, who waits for it; behind a caller who has left, in a
        thread of its own. What it gives is awaited in the loop's thread if it has to be.
        """
        return LOOP_THREAD.call(
            lambda desk: self._service.get_or_set(
                identifier, partial(_at, desk, factory) if callable(factory) else factory, ttl, params, tags=tags
            )
        )

    def cached(
        self, ttl: TTL | None = None, *, tags: Tags[P] = (), ignore: Collection[str] = ()
    ) -> Callable[[Callable[P, T]], Callable[P, T]]:
        """Keep what a function returns, and give it to whoever calls it with the same arguments.

        See :meth:`CacheService.cached`; the function is not async.
        """
        if ttl is not None:
            milliseconds(ttl)

        def decorate(function: Callable[P, T]) -> Callable[P, T]:
            owned = own(function, is_async=False)
            told = Told(owned, without_self(owned, ignore))

            @wraps(function)
            def call(*args: P.args, **kwargs: P.kwargs) -> T:
                making, params = partial(function, *args, **kwargs), told.params(args, kwargs)
                return self.get_or_set(told.name, making, ttl, params, tags=tags_of(tags, args, kwargs))

            return call

        return decorate


def _call(work: Callable[[], Coroutine[Any, Any, R]]) -> R:
    return LOOP_THREAD.call(lambda _desk: work())


async def _at(desk: Desk, factory: Callable[[], Awaitable[T] | T]) -> T:
    value = await wrap_future(desk.do(partial(copy_context().run, factory)))
    return await cast("Awaitable[T]", value) if isawaitable(value) else value
