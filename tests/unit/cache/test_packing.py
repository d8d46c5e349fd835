"""C4: payloads are compressed within a bound, and encrypted for their place; what was tampered with is unreadable."""

from __future__ import annotations

import sys
import zlib
from typing import Any

import pytest

from wireworks.cache._codec import UnreadableError
from wireworks.cache._errors import CacheError
from wireworks.cache._packing import COMPRESSED, ENCRYPTED, Packing, packing_for

pytest.importorskip("cryptography")

KEY = b"k" * 32
OLD = b"o" * 16
LONG = b"[" + b"1," * 1000 + b"1]"


def test_payload_over_the_bound_is_compressed() -> None:
    packing = packing_for(100, None)
    how, packed = packing.pack(LONG, b"key")

    assert how == COMPRESSED
    assert len(packed) < 100
    assert packing.unpack(how, packed, b"key") == LONG
    assert packing.pack(b"1" * 100, b"key") == (0, b"1" * 100)


def test_payload_that_does_not_become_smaller_is_left_as_it_is() -> None:
    assert packing_for(0, None).pack(b"1", b"key") == (0, b"1")


def test_anybody_reads_what_is_compressed() -> None:
    """So compression can be switched on and off while values are there."""
    assert packing_for(None, None).unpack(*packing_for(1, None).pack(LONG, b"key"), b"key") == LONG


BROKEN: list[tuple[bytes, str]] = [
    (b"no", "it cannot be decompressed"),
    (zlib.compress(LONG)[:-1], "it breaks off, or is too large to be decompressed"),
    (zlib.compress(bytes(65 * 2**20)), "it breaks off, or is too large to be decompressed"),
    (b"", "it breaks off, or is too large to be decompressed"),
]


@pytest.mark.parametrize(("packed", "reason"), BROKEN, ids=map(str, range(len(BROKEN))))
def test_what_cannot_be_decompressed_within_the_bound_is_unreadable(packed: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        packing_for(None, None).unpack(COMPRESSED, packed, b"key")


@pytest.mark.parametrize("over", [None, 10])
@pytest.mark.parametrize("keys", [KEY, [KEY], [KEY, OLD], [OLD, KEY]])
def test_encrypted_payload_is_read_with_any_of_the_keys(over: int | None, keys: Any) -> None:
    """A new key comes first; the old one goes when what it encrypted is over."""
    how, packed = packing_for(over, KEY).pack(LONG, b"key")

    assert how & ENCRYPTED
    assert b"1,1," not in packed
    assert packing_for(over, keys).unpack(how, packed, b"key") == LONG


def test_nothing_is_encrypted_twice_alike() -> None:
    packing = packing_for(None, KEY)

    assert packing.pack(LONG, b"key") != packing.pack(LONG, b"key")


def changed(packed: bytes, place: int) -> bytes:
    return packed[:place] + bytes((packed[place] ^ 1,)) + packed[place + 1 :]


SMALL = b"[1]"
TAMPERED: list[tuple[int, Any, bytes]] = [
    (ENCRYPTED, lambda packed: packed, b"other"),  # moved from one key to another
    (ENCRYPTED | COMPRESSED, lambda packed: packed, b"key"),
    (ENCRYPTED, lambda packed: packed[:-1], b"key"),
    (ENCRYPTED, lambda packed: packed[:5], b"key"),
    (ENCRYPTED, lambda _packed: b"", b"key"),
    *((ENCRYPTED, lambda packed, place=place: changed(packed, place), b"key") for place in (0, 11, 12, 20)),
]


@pytest.mark.parametrize(("how", "tampering", "key"), TAMPERED, ids=map(str, range(len(TAMPERED))))
def test_encrypted_payload_that_was_changed_or_moved_is_unreadable(how: int, tampering: Any, key: bytes) -> None:
    packing = packing_for(None, KEY)
    _, packed = packing.pack(SMALL, b"key")

    with pytest.raises(UnreadableError, match="no key of ours encrypted it for this place"):
        packing.unpack(how, tampering(packed), key)


def test_whether_it_is_encrypted_is_said_by_the_service_and_never_by_what_is_stored() -> None:
    encrypted, plain = packing_for(None, KEY), packing_for(None, None)

    with pytest.raises(UnreadableError, match="it is not encrypted"):
        encrypted.unpack(*plain.pack(SMALL, b"key"), b"key")
    with pytest.raises(UnreadableError, match="it is encrypted"):
        plain.unpack(*encrypted.pack(SMALL, b"key"), b"key")
    with pytest.raises(UnreadableError, match="no key of ours"):
        packing_for(None, OLD).unpack(*encrypted.pack(SMALL, b"key"), b"key")


def test_packing_is_made_once_for_the_same_settings() -> None:
    """A service may be made for each request."""
    assert packing_for(1, KEY) is packing_for(1, [KEY])
    assert isinstance(packing_for(None, None), Packing)


REFUSED: list[tuple[Any, Any, type[Exception], str]] = [
    (True, None, TypeError, "Expected a number of bytes as `compress_over`, got `bool`."),
    ("1k", None, TypeError, "Expected a number of bytes as `compress_over`, got `str`."),
    (-1, None, ValueError, "Expected 0 or more as `compress_over`, got -1."),
    (None, "s3cret", TypeError, "Expected `bytes`, or several, as `encryption_key`, got something else."),
    (None, ["s3cret"], TypeError, "Expected `bytes`, or several, as `encryption_key`, got something else."),
    (None, b"s3cret", ValueError, "Expected keys of 16, 24 or 32 bytes as `encryption_key`, got 6."),
    (None, [KEY, b"s3cret"], ValueError, "Expected keys of 16, 24 or 32 bytes as `encryption_key`, got 32, 6."),
    (None, [], ValueError, "Expected keys of 16, 24 or 32 bytes as `encryption_key`, got none."),
]


@pytest.mark.parametrize(("over", "keys", "kind", "told"), REFUSED, ids=map(str, range(len(REFUSED))))
def test_settings_that_cannot_work_are_refused(over: Any, keys: Any, kind: type[Exception], told: str) -> None:
    with pytest.raises(kind) as refusal:
        packing_for(over, keys)

    assert str(refusal.value).startswith(f"{told}\nFix: ")
    assert "s3cret" not in str(refusal.value)


def test_missing_library_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)

    with pytest.raises(CacheError, match=r"cryptography is not installed.\nFix: `pip install wireworks\[encryption\]`"):
        packing_for(None, b"n" * 32)
