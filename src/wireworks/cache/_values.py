"""Values on a store: read and checked, stamped and written."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from wireworks.cache._codec import Codec, UnreadableError
from wireworks.cache._errors import CacheStoreError
from wireworks.cache._keys import KeySpace, decoded
from wireworks.cache._near import Drawer
from wireworks.cache._packing import Packing
from wireworks.cache._record import (
    KEPT_LONGER,
    Record,
    Stamp,
    head_of,
    plain_payload,
    read_record,
    write_head,
    write_record,
)
from wireworks.cache._rules import Rules
from wireworks.cache._store import NO_KEY, Store
from wireworks.cache._traffic import traffic_of

T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R")

_log: Final = logging.getLogger("wireworks.cache")
MISSING: Final = object()
NO_ANSWER: Final = object()


class Look(NamedTuple):
    """What was found under a key.

    Attributes:
        value: ``MISSING`` if none can be served.
        age: for how many milliseconds it is fresh no more; less than 0 while it is.
        cost: how many milliseconds its making took.
        head: the beginning of what is kept, whether or not it can be served.
        payload: from which the value was read.
        answered: whether the store told.
        near: it was in memory.
    """

    value: object = MISSING
    age: int = 0
    cost: int = 0
    head: bytes = b""
    payload: bytes = b""
    answered: bool = True
    near: bool = False


NOTHING: Final = Look()
UNKNOWN: Final = Look(answered=False)


class Values(Generic[T]):
    """Values of one type in one namespace on one store.

    Args:
        store: where they are kept.
        codec: how they are written.
        packing: how that is packed.
        space: their keys.
        rules: what may be served, and whether to raise when the store does not carry out an operation.
    """

    __slots__ = ("_is_plain", "codec", "drawer", "packing", "rules", "space", "store", "traffic")

    def __init__(self, store: Store, codec: Codec[T], packing: Packing, space: KeySpace, rules: Rules) -> None:
        self.store = store
        self.traffic = traffic_of(store)
        self.codec = codec
        self.packing = packing
        self.space = space
        self.rules = rules
        self.drawer: Drawer | None = None
        """Where values are at hand by the names that callers give them, if they are anywhere."""
        # A record without flags is then one that can be served.
        self._is_plain = not (rules.early or packing.encrypts)

    async def ask(self, answer: Awaitable[R], otherwise: D) -> R | D:
        """Give the store's answer, or ``otherwise`` if there is none and that is not to be raised."""
        try:
            given = await answer
        except CacheStoreError as error:
            self._failed(error)
            return otherwise
        self.traffic.answered()
        return given

    def _failed(self, error: CacheStoreError) -> None:
        self.traffic.failed(error)
        if self.rules.strict:
            raise error

    async def change(self, change: Awaitable[R], otherwise: D, keys: Iterable[bytes]) -> R | D:
        """Change something in the store; afterwards nothing from before is left in memory."""
        try:
            return await self.ask(change, otherwise)
        finally:
            self.traffic.levels.forget(keys)

    async def look(self, key: bytes, longest: int = 0) -> Look:
        """Read a value; take one also that is fresh no more for less than ``longest`` milliseconds."""
        try:  # not by `ask`, as every hit comes here
            data = await self.store.get(key)
        except CacheStoreError as error:
            self._failed(error)
            return UNKNOWN
        self.traffic.answered()
        return NOTHING if data is None else self._at_once(data) or await self.judge(key, data, longest)

    async def look_many(self, keys: Sequence[bytes]) -> list[Look]:
        """Read several values with one question to the store."""
        found = await self.ask(self.store.get_many(keys), None) if keys else []
        if found is None:
            return [UNKNOWN] * len(keys)
        pairs = zip(keys, found, strict=True)
        return [NOTHING if data is None else self._at_once(data) or await self.judge(key, data) for key, data in pairs]

    async def judge(self, key: bytes, data: bytes, longest: int = 0) -> Look:
        """Tell what bytes of the store are worth; see :meth:`look`."""
        record = None
        try:
            record = read_record(data)
            if not self._is_known(record):
                current = await self._is_current(record)
                if not current:
                    return UNKNOWN if current is None else Look(head=head_of(data, record))
            age = self._age(record)
            if age >= longest:
                return Look(head=head_of(data, record))
            payload = self._unpacked(key, record)
            value: object = self.codec.decode(payload)
        except UnreadableError as error:
            self.traffic.tally.unreadable(key, str(error))
            _log.warning("What is stored under `%s` is no value of the model: %s.", decoded(key), error)
            return Look(head=head_of(data, record))
        return Look(value, age, record.cost, head_of(data, record), payload)

    async def remaining(self, key: bytes) -> int:
        """Tell for how many milliseconds a value is fresh yet, or ``NO_EXPIRY`` or ``NO_KEY``."""
        kept = await self.ask(self.store.read(key), None)
        if kept is None or (look := await self.judge(key, kept.value)).value is MISSING:
            return NO_KEY
        return -look.age if read_record(kept.value).flags & KEPT_LONGER else kept.remaining

    async def lasting(self, key: bytes, data: bytes, ttl: int) -> tuple[bytes, int] | None:
        """Have the generations of a record last for ``ttl``, and write one that is fresh for so long.

        ``None`` if there is no need to write it, as it is fresh for as long as it is kept.
        """
        record = read_record(data)
        if not record.fingerprint:
            return None
        await self.stamp([tag for tag, _ in record.stamp.tags], ttl)
        if not (self.rules.longer or record.flags & KEPT_LONGER):
            return None
        longer = record._replace(flags=KEPT_LONGER, fresh_until=self.store.now() + ttl)
        return self._packed(key, longer, self._unpacked(key, record)), ttl + self.rules.longer

    async def stamp(self, tags: Sequence[bytes], ttl: int) -> Stamp | None:
        """Give the generations that a value belongs to whose making begins now; ``None`` if the store does not tell."""
        generations, lasting = self.traffic.generations, ttl + self.rules.longer
        keys = [self.space.generation, *map(self.space.tag_key, tags)]
        present = generations.present(keys, self.store.now() + lasting)
        if present is None:
            present = await self.ask(generations.ensure(self.store, keys, lasting), None)
        return None if present is None else Stamp(present[0], tuple(zip(tags, present[1:], strict=True)))

    def written(self, key: bytes, payload: bytes, ttl: int, stamp: Stamp, cost: int = 0) -> tuple[bytes, int]:
        """Write a value that is fresh for ``ttl`` from now on, and tell for how long it is kept."""
        longer = self.rules.longer
        flags = KEPT_LONGER if longer else 0
        record = Record(flags, self.codec.fingerprint, self.store.now() + ttl, cost, stamp, b"")
        return self._packed(key, record, payload), ttl + longer

    def _packed(self, key: bytes, record: Record, payload: bytes) -> bytes:
        """Write a record whose payload is still to be packed."""
        how, packed = self.packing.pack(payload, self._place(key, record))
        return write_record(record._replace(flags=record.flags | how, payload=packed))

    def _unpacked(self, key: bytes, record: Record) -> bytes:
        return self.packing.unpack(record.flags, record.payload, self._place(key, record))

    def _place(self, key: bytes, record: Record) -> bytes:
        """Say what an encrypted payload belongs to: its key, and all that its record says of it."""
        if not self.packing.encrypts:
            return key
        return write_head(record._replace(flags=record.flags & KEPT_LONGER)) + key

    def _at_once(self, data: bytes) -> Look | None:
        """Tell what bytes of the store are worth if there is no question about it: most are so."""
        known = self.traffic.generations.known(self.space.generation)
        if known is None or not known.generation or not self._is_plain:
            return None
        payload = plain_payload(data, self.codec.fingerprint, known.generation)
        try:
            return None if payload is None else Look(self.codec.decode(payload), -1)
        except UnreadableError:
            return None

    def _is_known(self, record: Record) -> bool:
        """Tell whether a record is current for certain, without asking anybody."""
        if record.fingerprint != self.codec.fingerprint:
            return not record.fingerprint
        known = self.traffic.generations.known
        own = known(self.space.generation)
        generation, tags = record.stamp
        if own is None or own.generation != generation:
            return False
        return not tags or all(
            (tagged := known(self.space.tag_key(tag))) is not None and tagged.generation == generation
            for tag, generation in tags
        )

    async def _is_current(self, record: Record) -> bool | None:
        """Tell whether model and generations are still the ones of the record; ``None`` if the store does not say."""
        if record.fingerprint != self.codec.fingerprint:
            return False
        generation, tags = record.stamp
        keys = [self.space.generation, *(self.space.tag_key(tag) for tag, _ in tags)]
        present = await self.ask(self.traffic.generations.learn(self.store, keys), None)
        return None if present is None else present == [generation, *(generation for _, generation in tags)]

    def _age(self, record: Record) -> int:
        """Tell for how many milliseconds a value is fresh no more; less than 0 while it is."""
        if record.flags & KEPT_LONGER:
            return self.store.now() - record.fresh_until
        # It is fresh for as long as it is kept, whatever the clocks of others say.
        return min(-1, self.store.now() - record.fresh_until) if self.rules.early and record.cost else -1
