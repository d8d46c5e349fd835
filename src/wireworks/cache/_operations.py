"""The operations on values of one type in one namespace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Final, TypeVar, cast, overload

from wireworks.cache._forgetting import Forgetting
from wireworks.cache._keys import Identifier, KeySpace, tag_names
from wireworks.cache._making import Wanted
from wireworks.cache._near import ABSENT
from wireworks.cache._shelf import Shelf
from wireworks.cache._stats import CacheStats
from wireworks.cache._ttl import TTL, milliseconds, shortened
from wireworks.cache._values import Values
from wireworks.cache.events import Events

T = TypeVar("T")
D = TypeVar("D")
Id = TypeVar("Id", bound=Identifier)

_NO_TAGS: Final[Callable[[], tuple[bytes, ...]]] = tuple


class Operations(Forgetting[T]):
    """Find, store and make values of one namespace.

    Args:
        keys: of the namespace.
        values: what it is about.
        default_ttl: how long they are kept where a call does not say, in milliseconds.
        use_jitter: whether to take up to a tenth off each time to live.
    """

    def __init__(self, keys: KeySpace, values: Values[T], default_ttl: int, *, use_jitter: bool) -> None:
        super().__init__(keys, Shelf(values))
        self._values = values
        self._default_ttl = default_ttl
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
        key = self._keys.key(identifier, params)
        return self._shelf.counted(key, await self._values.look(key), default)

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
        names = partial(tuple, tag_names(tags)) if tags else _NO_TAGS
        return await self._shelf.get_or_make(self._wanted(key, factory, ttl, names))

    def _at_hand(self, identifier: object, params: Mapping[str, object] | None) -> object:
        """Give a value from memory if nothing has to be asked or made for it, or ``ABSENT``."""
        drawer = self._values.drawer
        if drawer is None or params is not None or type(identifier) is not str:
            return ABSENT
        return drawer.take(identifier)

    def _wanted(
        self, key: bytes, factory: Callable[[], object], ttl: TTL | None, tags: Callable[[], tuple[bytes, ...]]
    ) -> Wanted:
        return Wanted(key, factory, self._default_ttl if ttl is None else milliseconds(ttl), self._use_jitter, tags)

    def _lasting(self, ttl: TTL | None) -> int:
        lasting = self._default_ttl if ttl is None else milliseconds(ttl)
        return shortened(lasting) if self._use_jitter else lasting


def _check(factory: object) -> None:
    if not callable(factory):
        what = f"Expected a factory, got `{type(factory).__qualname__}`."
        raise TypeError(f"{what}\nFix: pass what makes the value, not the value: `factory=lambda: load(user_id)`.")
