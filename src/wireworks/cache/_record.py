"""The record around a stored value: what it is a value of, how long it is fresh, and what would have ended it since.

A byte 1, flags, the fingerprint of the model, the generation of its namespace, the number of its tags, the end of its
freshness, and what its making took; for each tag the length of its name, the name, and its generation; then the
payload. What begins with another byte was stored by somebody else: a payload, and nothing is known about it.
"""

from __future__ import annotations

from struct import Struct, error
from typing import Final, NamedTuple

from wireworks.cache._codec import UnreadableError

COMPRESSED: Final = 1
ENCRYPTED: Final = 2
KEPT_LONGER: Final = 4
"""The value is kept for longer than it is fresh."""

_FIXED: Final = Struct(">BB8s8sBQI")
_TAG: Final = Struct(">H")
_MARK: Final = 1
_GENERATION: Final = 8
_MOST: Final = 2**32 - 1
# Of what somebody else stored, so much tells it from what is stored there later.
_BARE: Final = 64


class Stamp(NamedTuple):
    """The generations that a value belongs to: of its namespace, and of its tags by their names."""

    generation: bytes
    tags: tuple[tuple[bytes, bytes], ...] = ()


class Record(NamedTuple):
    """A stored value, still to be decoded.

    Attributes:
        flags: how the payload is written.
        fingerprint: of the model; empty if somebody else stored it.
        fresh_until: milliseconds, by the clock of the store.
        cost: milliseconds that its making took.
        stamp: the generations that it belongs to.
        payload: the encoded value.
        size: how much came before the payload.
    """

    flags: int
    fingerprint: bytes
    fresh_until: int
    cost: int
    stamp: Stamp
    payload: bytes
    size: int = 0


_NO_STAMP: Final = Stamp(b"")


def read_record(data: bytes) -> Record:
    """Read what a store keeps.

    Raises:
        UnreadableError: if it begins as a record, and is none.
    """
    if data[:1] != b"\x01":
        return Record(0, b"", 0, 0, _NO_STAMP, data)
    try:
        _, flags, fingerprint, generation, count, fresh_until, cost = _FIXED.unpack_from(data)
        if not count:
            size = _FIXED.size
            return Record(flags, fingerprint, fresh_until, cost, Stamp(generation), data[size:], size)
        tags, size = _tags(data, count)
    except error:
        raise UnreadableError("a record that breaks off") from None
    return Record(flags, fingerprint, fresh_until, cost, Stamp(generation, tags), data[size:], size)


def write_record(record: Record) -> bytes:
    """Write what a store keeps, from which :func:`read_record` reads the same."""
    return write_head(record) + record.payload


def write_head(record: Record) -> bytes:
    """Write what comes before the payload."""
    _, fingerprint, fresh_until, cost, (generation, tags), *_ = record
    fixed = _FIXED.pack(_MARK, record.flags, fingerprint, generation, len(tags), fresh_until, min(cost, _MOST))
    named = b"".join(_TAG.pack(len(name)) + name + tagged for name, tagged in tags)
    return fixed + named


def plain_payload(data: bytes, fingerprint: bytes, generation: bytes) -> bytes | None:
    """Give the payload of a record without flags and tags if it is of that model and generation, at next to no cost."""
    return data[_FIXED.size :] if data.startswith(b"\x01\0" + fingerprint + generation + b"\0") else None


def head_of(data: bytes, record: Record | None) -> bytes:
    """Give the beginning of what is kept, which tells it from what is stored there later."""
    return data[: record.size if record is not None and record.size else _BARE]


def _tags(data: bytes, count: int) -> tuple[tuple[tuple[bytes, bytes], ...], int]:
    tags: list[tuple[bytes, bytes]] = []
    place = _FIXED.size
    for _ in range(count):
        begin = place + _TAG.size
        end = begin + _TAG.unpack_from(data, place)[0]
        place = end + _GENERATION
        tags.append((data[begin:end], data[end:place]))
    return tuple(tags), place
