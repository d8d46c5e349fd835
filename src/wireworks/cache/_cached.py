"""Functions whose answers are kept: called once for the same arguments, for a time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

from wireworks.cache._backend import Backend
from wireworks.cache._codecs import codec_for
from wireworks.cache._errors import CacheModelError
from wireworks.cache._manager import cachemanager
from wireworks.cache._service import CacheService
from wireworks.cache._told import Told, own
from wireworks.cache._ttl import TTL, milliseconds

P = ParamSpec("P")
T = TypeVar("T")

_Async: TypeAlias = Callable[P, Coroutine[Any, Any, T]]

_NAMESPACE: Final = "calls"


def cached(
    expire: TTL, *, redis: Backend | None = None, prefix: str = "cache", version: str = "v1"
) -> Callable[[_Async[P, T]], _Async[P, T]]:
    """Keep what an async function returns, and give it to whoever calls it with the same arguments.

    What tells calls apart is the function (its module, name and code) and all its arguments with their types, however
    they are passed. Nothing else counts: not who asks, no header, no context variable. An argument that cannot be part
    of a key, such as a request or a session, is a ``CacheKeyError`` when the function is called, and never left out.

    Callers at the same time share one call, as with :meth:`CacheService.get_or_set`. Each gets a value of its own, of
    the return type; without one, what JSON can hold. The signature stays; ``__wrapped__`` is the function itself.

    Args:
        expire: how long values are kept; seconds or ``timedelta``, > 0. Jitter takes up to a tenth off.
        redis: where they are kept; the store of ``cachemanager`` at the time of the call if not said.
        prefix: sets applications on one server apart.
        version: change it when values of before must not be found any more.

    Raises:
        CacheModelError: when decorating (or calling, if the return type is defined later): it does not survive storing.
        CacheTTLError: if ``expire`` is not a time to live.
        TypeError: when decorating a function that is not async, which would hold up the event loop, or a closure or
            bound method, as what these hold is no argument.

    Example:
        >>> import asyncio
        >>> from wireworks.cache import MemoryStore, cached
        >>> @cached(expire=60, redis=MemoryStore())
        ... async def square(number: int) -> int:
        ...     return number * number
        >>> asyncio.run(square(3))
        9

    Source: C1, C6, C7.
    """
    milliseconds(expire)
    return partial(_decorate, expire, redis, prefix, version)


def _decorate(expire: TTL, redis: Backend | None, prefix: str, version: str, function: _Async[P, T]) -> _Async[P, T]:
    told = Told(own(function))
    try:
        codec_for(told.model)
    except CacheModelError as error:
        # What is defined further down will be there when the function is called.
        if not isinstance(error.__cause__, NameError):
            raise

    @wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        backend = cachemanager.client if redis is None else redis
        service = CacheService[T](backend, _NAMESPACE, told.model, expire, prefix=prefix, version=version)
        params = told.params(args, kwargs)
        return await service.get_or_set(told.name, partial(function, *args, **kwargs), params=params)

    return call
