"""One making of a value: taken on in the store, so that no other process makes it too, and stored there."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from time import perf_counter
from typing import Generic, NamedTuple, TypeVar

from wireworks.cache._flight import Flight, Made
from wireworks.cache._lease import Lease
from wireworks.cache._record import Stamp
from wireworks.cache._ttl import shortened
from wireworks.cache._values import MISSING, NO_ANSWER, Look, Values

T = TypeVar("T")


class Wanted(NamedTuple):
    """What a caller asks for.

    Attributes:
        key: of the value.
        factory: makes it.
        ttl: for how many milliseconds it is fresh.
        jitter: whether up to a tenth is taken off that.
        tags: gives what it is invalidated with, once it is to be made.
    """

    key: bytes
    factory: Callable[[], object]
    ttl: int
    jitter: bool
    tags: Callable[[], tuple[bytes, ...]]


class _Right(NamedTuple):
    """The right to store what is made: who holds it, and the generations that it belongs to."""

    lease: Lease
    stamp: Stamp


class Making(Generic[T]):
    """Make a value and store it, or find that another process just did.

    Args:
        values: where it belongs.
        wanted: what is made.
        tags: what it is invalidated with.
        look: what was found before.
    """

    __slots__ = ("_look", "_tags", "_ttl", "_values", "_wanted")

    def __init__(self, values: Values[T], wanted: Wanted, tags: tuple[bytes, ...], look: Look) -> None:
        self._values = values
        self._wanted = wanted
        self._tags = tags
        self._ttl = shortened(wanted.ttl) if wanted.jitter else wanted.ttl
        self._look = look

    async def __call__(self, flight: Flight) -> Made:
        """Make it.

        A store that does not answer is done without: then the value is made, and not stored.

        Source: C7, C8.
        """
        taken = await self._take(flight) if self._look.answered else None
        if isinstance(taken, Made):
            return taken
        return await self._make() if taken is None else await self._make_and_store(flight, taken)

    async def _take(self, flight: Flight) -> _Right | Made | None:
        """Take on the making, or give what somebody else made; ``None`` if the store does not answer."""
        values, key = self._values, self._wanted.key
        stamp = await values.stamp(self._tags, self._ttl)
        if stamp is None:
            return None
        for token in flight.former:
            await values.ask(values.store.release(key, token), None)
        lease = Lease(values.store, key, flight.token, values.traffic.background)
        seen = self._look.head
        try:
            while (data := await values.ask(lease.claim(seen), NO_ANSWER)) is not None:
                if not isinstance(data, bytes):
                    return None
                look = await values.judge(key, data)
                if look.value is not MISSING:
                    return Made(look.value, look.payload)
                seen = look.head
        except BaseException:
            await lease.release()
            raise
        return _Right(lease, stamp)

    async def _make_and_store(self, flight: Flight, right: _Right) -> Made:
        values, lease = self._values, right.lease
        lease.hold()
        begun = values.store.now()
        stored = False
        try:
            made = await self._make()
            cost = max(0, values.store.now() - begun)
            stored = values.traffic.flights.may_store(flight)
        finally:
            if not stored:
                await lease.release()
        key = self._wanted.key
        if stored:
            written = values.written(key, made.payload, self._ttl, right.stamp, cost)
            stored = await values.change(lease.fill(*written), True, [key])  # noqa: FBT003 - that was told as an error
        if not stored:
            values.traffic.tally.not_stored(key)
        return made

    async def _make(self) -> Made:
        tally = self._values.traffic.tally
        tally.stats.makings += 1
        begun = perf_counter()
        error: BaseException | None = None
        try:
            value = self._wanted.factory()
            return Made(*self._values.codec.encode(await value if isawaitable(value) else value))
        except BaseException as raised:
            error = raised
            raise
        finally:
            tally.made(self._wanted.key, perf_counter() - begun, error)
