"""Look a value up, or make it once, under a key: what every face of the cache stands on."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from inspect import isawaitable
from typing import Final, Generic, TypeVar, cast

from wireworks.cache._codec import Codec, UnreadableError
from wireworks.cache._errors import CacheStoreError
from wireworks.cache._flight import Flight, Made
from wireworks.cache._keys import decoded
from wireworks.cache._store import Store
from wireworks.cache._traffic import Traffic

T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R")

_log: Final = logging.getLogger("wireworks.cache")
_MISSING: Final = object()
_NO_ANSWER: Final = object()


class Shelf(Generic[T]):
    """Values of one type on one store, under finished keys and for finished times.

    Args:
        store: where they are kept.
        traffic: what is shared with others on that store.
        codec: how they are written.
        strict: raise when the store does not carry out an operation, rather than go on without it.
    """

    __slots__ = ("_codec", "_strict", "store", "traffic")

    def __init__(self, store: Store, traffic: Traffic, codec: Codec[T], *, strict: bool) -> None:
        self.store = store
        self.traffic = traffic
        self._codec = codec
        self._strict = strict

    async def ask(self, answer: Awaitable[R], otherwise: D) -> R | D:
        """Give the store's answer, or ``otherwise`` if there is none and that is not to be raised."""
        try:
            given = await answer
        except CacheStoreError as error:
            self.traffic.failed(error)
            if self._strict:
                raise
            return otherwise
        self.traffic.answered()
        return given

    async def get(self, key: bytes, default: object) -> object:
        """Read a value."""
        return self._read(key, await self.ask(self.store.get(key), None), default)

    async def get_many(self, keys: Sequence[bytes]) -> list[tuple[T] | None]:
        """Read several values; each comes alone in a tuple, ``None`` is a miss."""
        payloads = await self.ask(self.store.get_many(keys), None) if keys else []
        values = (
            self._read(key, payload, _MISSING)
            for key, payload in zip(keys, payloads or [None] * len(keys), strict=True)
        )
        return [None if value is _MISSING else (cast("T", value),) for value in values]

    def encode(self, value: object) -> bytes:
        """Write a value, or raise ``CacheValueError``."""
        return self._codec.encode(value)[1]

    async def set(self, items: Sequence[tuple[bytes, bytes, int]]) -> bool:
        """Store written values, each under its key for its time; a making in progress is not stored over them."""
        await self.traffic.flights.supersede([key for key, _, _ in items])
        storing = self.store.set(*items[0]) if len(items) == 1 else self.store.set_many(items)
        return await self.ask(storing, _NO_ANSWER) is not _NO_ANSWER

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, makings in progress among them."""
        await self.traffic.flights.supersede(keys)
        return await self.ask(self.store.delete(keys), 0)

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int | None:
        """Forget what ``accepts`` takes, makings in progress among it; ``None`` if the store did not do so."""
        await self.traffic.flights.supersede(accepts)
        return await self.ask(self.store.drop(search, accepts), None)

    async def get_or_make(self, key: bytes, factory: Callable[[], object], ttl: int) -> T:
        """Look a value up, or make it once for all who ask for it at the same time.

        Source: C7.
        """
        flights = self.traffic.flights
        while True:
            landed: int | None = flights.landed
            payload = await self.ask(self.store.get(key), _NO_ANSWER)
            if payload is _NO_ANSWER:
                payload = landed = None
            value = self._read(key, cast("bytes | None", payload), _MISSING)
            if value is not _MISSING:
                return cast("T", value)
            made, mine = await flights.share(key, partial(self._make, key, factory, ttl, landed))
            if mine:
                return cast("T", made.value)
            try:
                return self._codec.decode(made.payload)
            except UnreadableError:  # made by a service with another model; now we make one
                continue

    async def _make(
        self, key: bytes, factory: Callable[[], object], ttl: int, landed: int | None, flight: Flight
    ) -> Made:
        """Make a value and store it.

        Args:
            key: what to make.
            factory: makes it.
            ttl: how long it is kept.
            landed: how many makings had ended before the store had no value, or ``None`` if it did not answer.
            flight: the one that this is the making of.
        """
        flights = self.traffic.flights
        # If one ended since we looked, it may have stored what we are about to make.
        if landed not in {None, flights.landed} and (found := await self._find(key)) is not None:
            return found
        self.traffic.stats.makings += 1
        value = factory()
        made = Made(*self._codec.encode(await value if isawaitable(value) else value))
        if landed is not None and flights.may_store(flight):
            await self.ask(self.store.set(key, made.payload, ttl), None)
        return made

    async def _find(self, key: bytes) -> Made | None:
        payload = await self.ask(self.store.get(key), None)
        try:
            return None if payload is None else Made(self._codec.decode(payload), payload)
        except UnreadableError:
            return None

    def _read(self, key: bytes, payload: bytes | None, default: object) -> object:
        stats = self.traffic.stats
        if payload is not None:
            try:
                value = self._codec.decode(payload)
            except UnreadableError as error:
                stats.unreadable += 1
                _log.warning("What is stored under `%s` is no value of the model: %s.", decoded(key), error)
            else:
                stats.hits += 1
                return value
        stats.misses += 1
        return default
