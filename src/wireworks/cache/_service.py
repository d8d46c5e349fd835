"""The cache that an application talks to: values of one type in one namespace."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Sequence
from functools import partial, wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

from typing_extensions import TypeForm

from wireworks.cache._backend import Backend, store_of
from wireworks.cache._codec import Codec
from wireworks.cache._codecs import codec_for
from wireworks.cache._keys import key_space
from wireworks.cache._near import FirstLevel, bounds_of
from wireworks.cache._near_values import NearValues
from wireworks.cache._operations import Operations
from wireworks.cache._packing import packing_for
from wireworks.cache._rules import rules_of
from wireworks.cache._sync import SyncCacheService
from wireworks.cache._told import Tags, Told, own, tags_of, without_self
from wireworks.cache._ttl import TTL, milliseconds
from wireworks.cache._values import Values

P = ParamSpec("P")
T = TypeVar("T")

_Async: TypeAlias = Callable[P, Coroutine[Any, Any, T]]


class CacheService(Operations[T]):
    """Keep values of one type for a time, in a namespace of their own.

    Making one costs next to nothing, so a service may be made for each request. Services on the same store share the
    makings in progress and the counts; those with the same prefix, version and namespace share the values.

    A store that does not answer is a cache that is always empty: reads find nothing, writes are counted and logged, and
    values are made anew, once for all who ask at the same time. With ``strict=True`` this raises instead.

    Args:
        redis: a ``redis.asyncio.Redis`` client, what ``RedisClient`` or ``cachemanager.client`` gives, or a
            ``MemoryStore``.
        namespace: what kind of values these are. Any text; ``n`` never reaches ``n:sub``.
        model: any type that pydantic can describe, or msgspec with a Struct in it. Values are checked when they are
            stored and come back as this type, new ones each time. ``None`` takes what JSON can hold, and gives it back
            just so.
        default_ttl: how long values are kept where a call does not say, in seconds or as ``timedelta``; > 0.
        use_jitter: take up to a tenth off each time to live, so that values stored together do not expire together.
        prefix: sets applications on one server apart.
        version: change it when values of before must not be found any more.
        strict: raise ``CacheStoreError`` when the store does not answer.
        early_refresh: have :meth:`get_or_set` make a value anew behind its callers before its time is over: the nearer
            the end and the slower the making, the likelier. 1.0 suits most, more is earlier, 0 is never (XFetch).
        stale_while_revalidate: for so long after its time, give a value at once and make it anew behind the caller.
        stale_if_error: for so long after its time, give a value if a new one could not be made.
        soft_timeout: give such a value also if making a new one takes longer than this; the making goes on.
        hard_timeout: let nobody wait longer than this for a making: give such a value or raise ``CacheTimeoutError``.
            A making that nobody waits for any more is cancelled.
        first_level: keep much used values in memory too, within these bounds, for as long as the store tells of no
            change. What nobody can change is shared among callers.
        compress_over: compress values that take more bytes than this.
        encryption_key: 16, 24 or 32 bytes, for AES-GCM. Of several keys the first encrypts, and each may decrypt. What
            was stored in the clear, elsewhere, or is not as it was, is a miss.

    Raises:
        CacheModelError: if values of the model would not come back as they were.
        CacheTTLError: if one of the times is not one.
        CacheError: if there is an encryption key, and cryptography is not installed.
        TypeError: if ``redis`` or ``encryption_key`` is none of the above.
        ValueError: for rules that could never apply, or a key of another length.

    Example:
        >>> import asyncio
        >>> from wireworks.cache import CacheService, MemoryStore
        >>> words = CacheService(MemoryStore(), "words", list[str], default_ttl=60)
        >>> async def count() -> list[str]:
        ...     print("made")
        ...     return ["one", "two"]
        >>> asyncio.run(words.get_or_set("numbers", count))
        made
        ['one', 'two']
        >>> asyncio.run(words.get_or_set("numbers", count))
        ['one', 'two']

    Source: C1, C4, C9, C11.
    """

    def __init__(  # noqa: PLR0913 - the face of the seed
        self,
        redis: Backend,
        namespace: str,
        model: TypeForm[T] = cast("Any", None),  # noqa: B008 - nothing is called
        default_ttl: TTL = 300,
        *,
        use_jitter: bool = True,
        prefix: str = "cache",
        version: str = "v1",
        strict: bool = False,
        early_refresh: float = 0.0,
        stale_while_revalidate: TTL | None = None,
        stale_if_error: TTL | None = None,
        soft_timeout: TTL | None = None,
        hard_timeout: TTL | None = None,
        first_level: bool | FirstLevel = False,
        compress_over: int | None = None,
        encryption_key: bytes | Sequence[bytes] | None = None,
    ) -> None:
        store, keys = store_of(redis), key_space(prefix, version, namespace)
        codec = cast("Codec[T]", codec_for(model))
        rules = rules_of(early_refresh, stale_while_revalidate, stale_if_error, soft_timeout, hard_timeout, strict)
        packing = packing_for(compress_over, encryption_key)
        bounds = bounds_of(first_level)
        if bounds is not None:
            values: Values[T] = NearValues(store, codec, packing, keys, rules, bounds)
        else:
            values = Values(store, codec, packing, keys, rules)
        super().__init__(keys, values, milliseconds(default_ttl), use_jitter=use_jitter)

    @property
    def sync(self) -> SyncCacheService[T]:
        """The same operations for code that is not async; refused in an event loop, which they would hold up."""
        return SyncCacheService(self)

    def cached(
        self, ttl: TTL | None = None, *, tags: Tags[P] = (), ignore: Collection[str] = ()
    ) -> Callable[[_Async[P, T]], _Async[P, T]]:
        """Keep what an async function returns, and give it to whoever calls it with the same arguments.

        What tells calls apart is the function and all its arguments, as with ``@cached``, without the object that a
        method is called on, and without parameters that a container fills below this decorator. The values are those
        of this service: its model, namespace and rules.

        Args:
            ttl: seconds or ``timedelta``, > 0; the service's ``default_ttl`` if not said.
            tags: what the values are invalidated with; texts, or what gives them for the arguments of a call.
            ignore: the names of parameters that the answer does not depend on, such as a session.

        Raises:
            CacheTTLError: if ``ttl`` is not a time to live.
            TypeError: when decorating a function that is not async, a closure or a bound method.

        Source: C1, C6, C7.
        """
        if ttl is not None:
            milliseconds(ttl)

        def decorate(function: _Async[P, T]) -> _Async[P, T]:
            owned = own(function)
            told = Told(owned, without_self(owned, ignore))

            @wraps(function)
            async def call(*args: P.args, **kwargs: P.kwargs) -> T:
                making, params = partial(function, *args, **kwargs), told.params(args, kwargs)
                return await self.get_or_set(told.name, making, ttl, params, tags=tags_of(tags, args, kwargs))

            return call

        return decorate
