"""The cache that an application talks to: values of one type in one namespace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast, overload

from typing_extensions import TypeForm

from wireworks.cache._backend import Backend, store_of
from wireworks.cache._codec import Codec
from wireworks.cache._codecs import codec_for
from wireworks.cache._forgetting import Forgetting
from wireworks.cache._keys import Identifier, key_space, tag_names
from wireworks.cache._making import Wanted
from wireworks.cache._near import ABSENT, FirstLevel
from wireworks.cache._near_values import NearValues
from wireworks.cache._packing import packing_for
from wireworks.cache._rules import rules_of
from wireworks.cache._shelf import Shelf
from wireworks.cache._stats import CacheStats
from wireworks.cache._ttl import TTL, milliseconds, shortened
from wireworks.cache._values import Values
from wireworks.cache.events import Events

T = TypeVar("T")
D = TypeVar("D")
Id = TypeVar("Id", bound=Identifier)


class CacheService(Forgetting[T]):
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
        bounds = FirstLevel() if first_level is True else first_level
        if bounds:
            self._values: Values[T] = NearValues(store, codec, packing, keys, rules, bounds)
        else:
            self._values = Values(store, codec, packing, keys, rules)
        super().__init__(keys, Shelf(self._values))
        self._default_ttl = milliseconds(default_ttl)
        self._use_jitter = use_jitter

    @property
    def stats(self) -> CacheStats:
        """The counts of all services on this store in this process, as they are now and go on."""
        return self._shelf.stats

    @property
    def events(self) -> Events:
        """What happens to all services on this store in this process, for whoever subscribes."""
        return self._values.traffic.events

    @overload
    async def get(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> T | None: ...

    @overload
    async def get(self, identifier: Identifier, params: Mapping[str, object] | None = None, *, default: D) -> T | D: ...

    async def get(
        self, identifier: Identifier, params: Mapping[str, object] | None = None, *, default: object = None
    ) -> object:
        """Find a value.

        Args:
            identifier: names it in this namespace.
            params: what else tells it apart; the order does not matter, types do.
            default: what to give if there is none. ``None`` is a value like others, so only a default of your own can
                tell a stored ``None`` from none.

        Raises:
            CacheKeyError: if ``identifier`` or ``params`` cannot be part of a key.
        """
        drawer = self._values.drawer
        if drawer is not None and params is None and type(identifier) is str:
            value = drawer.take(identifier)
            if value is not ABSENT:
                return value
        return await self._shelf.get(self._keys.key(identifier, params), default)

    async def get_many(self, identifiers: Iterable[Id], params: Mapping[str, object] | None = None) -> dict[Id, T]:
        """Find several values with one question to the store; those that are not there are left out."""
        keys = {identifier: self._keys.key(identifier, params) for identifier in identifiers}
        found = await self._shelf.get_many([*keys.values()])
        return {identifier: value[0] for identifier, value in zip(keys, found, strict=True) if value is not None}

    async def set(
        self,
        identifier: Identifier,
        value: T,
        ttl: TTL | None = None,
        params: Mapping[str, object] | None = None,
        *,
        tags: Iterable[str] = (),
    ) -> bool:
        """Store a value in place of what was there, and of what is just being made.

        Args:
            identifier: names it in this namespace.
            value: is checked against the model.
            ttl: seconds or ``timedelta``, > 0; the service's ``default_ttl`` if not said.
            params: what else tells it apart.
            tags: what it is invalidated with; see :meth:`invalidate_tags`.

        Returns:
            Whether it is stored.

        Raises:
            CacheKeyError: if ``identifier``, ``params`` or ``tags`` cannot be part of a key.
            CacheTTLError: if ``ttl`` is not a time to live.
            CacheValueError: if the value is not one of the model, or would not come back as it is.
        """
        return await self.set_many({identifier: value}, ttl, params, tags=tags)

    async def set_many(
        self,
        values: Mapping[Id, T],
        ttl: TTL | None = None,
        params: Mapping[str, object] | None = None,
        *,
        tags: Iterable[str] = (),
    ) -> bool:
        """Store several values together, each under its identifier, and all with the same tags; see :meth:`set`."""
        key = self._keys.key
        items = [(key(name, params), value, self._lasting(ttl)) for name, value in values.items()]
        return await self._shelf.set(items, tag_names(tags))

    async def exists(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> bool:
        """Tell whether a value is there."""
        return await self._shelf.exists(self._keys.key(identifier, params))

    async def get_ttl(self, identifier: Identifier, params: Mapping[str, object] | None = None) -> int:
        """Tell how many seconds a value will be kept, rounded up; -2 if it is not there, -1 if it has no end.

        Services always set an end; only others who write to the server may not.
        """
        remaining = await self._shelf.remaining(self._keys.key(identifier, params))
        return remaining if remaining < 0 else -(-remaining // 1000)

    async def touch(
        self, identifier: Identifier, ttl: TTL | None = None, params: Mapping[str, object] | None = None
    ) -> bool:
        """Keep a value for ``ttl`` from now on, without reading it; false if it is not there."""
        return await self._shelf.touch(self._keys.key(identifier, params), self._lasting(ttl))

    async def get_or_set(
        self,
        identifier: Identifier,
        factory: Callable[[], Awaitable[T] | T],
        ttl: TTL | None = None,
        params: Mapping[str, object] | None = None,
        *,
        tags: Iterable[str] = (),
    ) -> T:
        """Find a value, or make it and store it.

        Callers who ask for a value while it is made wait for that one making. It runs in a task of its own, in the
        context of the first caller: a caller who is cancelled harms nobody, and only when the last one is, the making
        is cancelled. If it fails, all who wait get that exception; whoever asks later tries anew. What is deleted or
        set meanwhile is not stored over.

        Args:
            identifier: names it in this namespace.
            factory: makes it. Without ``async`` it runs in the event loop, and holds it up.
            ttl: seconds or ``timedelta``, > 0; the service's ``default_ttl`` if not said.
            params: what else tells it apart.
            tags: what it is invalidated with; see :meth:`invalidate_tags`.

        Raises:
            CacheCycleError: if the factory waits for the value that it makes.
            CacheKeyError: if ``identifier``, ``params`` or ``tags`` cannot be part of a key.
            CacheTimeoutError: if making it takes longer than ``hard_timeout``.
            CacheTTLError: if ``ttl`` is not a time to live.
            CacheValueError: if what was made is not of the model, or would not come back as it is.
            TypeError: if ``factory`` cannot be called.
            Exception: whatever ``factory`` raises.

        Source: C7.
        """
        _check(factory)
        if not self._values.rules.early and (value := self._at_hand(identifier, params)) is not ABSENT:
            return cast("T", value)
        key = self._keys.key(identifier, params)
        return await self._shelf.get_or_make(Wanted(key, factory, self._lasting(ttl), tag_names(tags) if tags else ()))

    def _at_hand(self, identifier: object, params: Mapping[str, object] | None) -> object:
        """Give a value from memory if nothing has to be asked or made for it, or ``ABSENT``."""
        drawer = self._values.drawer
        if drawer is None or params is not None or type(identifier) is not str:
            return ABSENT
        return drawer.take(identifier)

    def _lasting(self, ttl: TTL | None) -> int:
        lasting = self._default_ttl if ttl is None else milliseconds(ttl)
        return shortened(lasting) if self._use_jitter else lasting


def _check(factory: object) -> None:
    if not callable(factory):
        what = f"Expected a factory, got `{type(factory).__qualname__}`."
        raise TypeError(f"{what}\nFix: pass what makes the value, not the value: `factory=lambda: load(user_id)`.")
