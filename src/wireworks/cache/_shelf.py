"""What every face of the cache stands on: operations on values under finished keys and for finished times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from secrets import token_bytes
from typing import Final, Generic, TypeVar, cast

from wireworks.cache._asking import Asking
from wireworks.cache._flight import Flight
from wireworks.cache._lease import LEASE
from wireworks.cache._stats import CacheStats
from wireworks.cache._values import MISSING, NO_ANSWER, Look, Values

T = TypeVar("T")

_TOKEN: Final = 12


class Shelf(Generic[T]):
    """Carry out the operations of a service.

    Args:
        values: what they are about.
    """

    __slots__ = ("_store", "_values", "get_or_make")

    def __init__(self, values: Values[T]) -> None:
        self._values = values
        self._store = values.store
        self.get_or_make = Asking(values)

    @property
    def stats(self) -> CacheStats:
        """What is counted on the store."""
        return self._values.traffic.stats

    async def get_many(self, keys: Sequence[bytes]) -> list[tuple[T] | None]:
        """Read several values; each comes alone in a tuple, ``None`` is a miss."""
        looks = await self._values.look_many(keys)
        values = [self.counted(key, look, MISSING) for key, look in zip(keys, looks, strict=True)]
        return [None if value is MISSING else (cast("T", value),) for value in values]

    async def set(self, items: Sequence[tuple[bytes, object, int]], tags: Sequence[bytes]) -> bool:
        """Store values, each under its key for its time; a making in progress is not stored over them."""
        values = self._values
        payloads = [(key, values.codec.encode(value)[1], ttl) for key, value, ttl in items]
        await values.traffic.flights.supersede([key for key, _, _ in items])
        if not items:
            return True
        stamp = await values.stamp(tags, max(ttl for _, _, ttl in items))
        if stamp is None:
            return False
        written = [(key, *values.written(key, payload, ttl, stamp)) for key, payload, ttl in payloads]
        storing = self._store.set(*written[0]) if len(written) == 1 else self._store.set_many(written)
        return await values.change(storing, NO_ANSWER, [key for key, *_ in written]) is not NO_ANSWER

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, makings in progress among them."""
        await self._values.traffic.flights.supersede(keys)
        return await self._values.change(self._store.delete(keys), 0, keys)

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int:
        """Forget what ``accepts`` takes, makings in progress among it."""
        await self._values.traffic.flights.supersede(lambda flight: accepts(flight.key))
        try:
            return await self._values.ask(self._store.drop(search, accepts), 0)
        finally:
            self._values.traffic.levels.drop(accepts)

    async def clear(self) -> bool:
        """Forget everything in the namespace; false if the store did not do so."""
        space = self._values.space
        return await self._end([space.generation], lambda flight: space.holds(flight.key))

    async def invalidate(self, tags: Sequence[bytes]) -> bool:
        """Forget everything with one of ``tags``; false if the store did not do so."""
        ended = frozenset(map(self._values.space.tag_key, tags))
        return not tags or await self._end([*ended], lambda flight: not ended.isdisjoint(flight.tags))

    async def _end(self, generations: Sequence[bytes], accepts: Callable[[Flight], bool]) -> bool:
        await self._values.traffic.flights.supersede(accepts)
        deleting = self._store.delete(generations)
        return await self._values.change(deleting, NO_ANSWER, generations) is not NO_ANSWER

    async def exists(self, key: bytes) -> bool:
        """Tell whether a value is there."""
        return (await self._values.look(key)).value is not MISSING

    async def remaining(self, key: bytes) -> int:
        """Tell for how many milliseconds a value is there yet, or ``NO_EXPIRY`` or ``NO_KEY``."""
        return await self._values.remaining(key)

    async def touch(self, key: bytes, ttl: int) -> bool:
        """Keep a value, fresh, for ``ttl`` from now on; false if it is not there."""
        values, token = self._values, token_bytes(_TOKEN)
        data: bytes | bool | None = await values.ask(self._store.get(key), None)
        while isinstance(data, bytes):
            look = await values.judge(key, data)
            if look.value is MISSING:
                return False
            lasting = await values.lasting(key, data, ttl)
            if lasting is None:
                return await values.change(self._store.touch(key, ttl), False, [key])  # noqa: FBT003 - what is given else
            data = await values.ask(self._store.claim(key, token, LEASE, look.head), otherwise=False)
            if data is True:
                return await values.change(self._store.fill(key, token, *lasting), False, [key])  # noqa: FBT003
        return False

    def counted(self, key: bytes, look: Look, default: object) -> object:
        """Give what a reading found, and count it."""
        tally = self._values.traffic.tally
        if look.value is MISSING:
            tally.miss(key)
            return default
        tally.hit(key, near=look.near)
        return look.value
