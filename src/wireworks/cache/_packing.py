"""What happens to a payload between its codec and the store: made small, then made secret.

How is fixed by the service and never read from what is stored, but for whether a payload is compressed, which anybody
may look at: a service with a key takes no payload that is not encrypted, and one without takes none that is.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from os import urandom
from typing import Any, Final, Protocol

from wireworks.cache._codec import UnreadableError
from wireworks.cache._errors import CacheError
from wireworks.cache._record import COMPRESSED, ENCRYPTED

# What a payload may grow to when it is read, whatever somebody put into the store.
_BOUND: Final = 64 * 2**20
# Of the levels of zlib, one that costs little time and still finds what repeats in JSON.
_LEVEL: Final = 3
_NONCE: Final = 12
_KEY_SIZES: Final = frozenset({16, 24, 32})


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class Packing:
    """Compress payloads that are long, and encrypt them all.

    Args:
        compress_over: compress payloads of more bytes than that; ``None`` compresses none.
        keys: for AES-GCM; the first one encrypts, each may decrypt. None encrypts nothing.

    Source: C4.
    """

    __slots__ = ("_ciphers", "_over")

    def __init__(self, compress_over: int | None, keys: Sequence[bytes]) -> None:
        self._over = compress_over
        self._ciphers: list[_Cipher] = [_cipher()(key) for key in keys]

    @property
    def encrypts(self) -> bool:
        """Whether payloads are encrypted."""
        return bool(self._ciphers)

    def pack(self, payload: bytes, place: bytes) -> tuple[int, bytes]:
        """Prepare a payload for a place, and tell how: ``COMPRESSED``, ``ENCRYPTED`` or both."""
        how = 0
        if self._over is not None and self._over < len(payload) <= _BOUND:
            smaller = zlib.compress(payload, _LEVEL)
            if len(smaller) < len(payload):
                how, payload = COMPRESSED, smaller
        if self._ciphers:
            nonce = urandom(_NONCE)
            return how | ENCRYPTED, nonce + self._ciphers[0].encrypt(nonce, payload, _sealed(how, place))
        return how, payload

    def unpack(self, how: int, packed: bytes, place: bytes) -> bytes:
        """Give the payload that was prepared for a place.

        Raises:
            UnreadableError: if it was changed, moved, written without a key of ours, or is too large.
        """
        if bool(how & ENCRYPTED) is not bool(self._ciphers):
            raise UnreadableError("it is encrypted" if how & ENCRYPTED else "it is not encrypted")
        payload = self._decrypted(packed, _sealed(how & COMPRESSED, place)) if self._ciphers else packed
        return _decompressed(payload) if how & COMPRESSED else payload

    def _decrypted(self, packed: bytes, sealed: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        for cipher in self._ciphers:
            try:
                return cipher.decrypt(packed[:_NONCE], packed[_NONCE:], sealed)
            except (InvalidTag, ValueError):  # another key, or not as it was written
                continue
        raise UnreadableError("no key of ours encrypted it for this place")


def _sealed(how: int, place: bytes) -> bytes:
    """Say what else must be as it was when the payload was encrypted."""
    return bytes((how,)) + place


def _decompressed(payload: bytes) -> bytes:
    reader = zlib.decompressobj()
    try:
        whole = reader.decompress(payload, _BOUND)
    except zlib.error:
        raise UnreadableError("it cannot be decompressed") from None
    if not reader.eof:
        raise UnreadableError("it breaks off, or is too large to be decompressed")
    return whole


def packing_for(compress_over: int | None, encryption_key: bytes | Sequence[bytes] | None) -> Packing:
    """Give the way in which a service packs its payloads.

    Raises:
        CacheError: if a key is given and cryptography is not installed.
        TypeError: for a key that is not bytes, or a bound that is no whole number.
        ValueError: for a key of another length than 16, 24 or 32 bytes, no key at all, or a bound below 0.
    """
    if isinstance(compress_over, bool) or not isinstance(compress_over, int | None):
        what = f"Expected a number of bytes as `compress_over`, got `{type(compress_over).__qualname__}`."
        raise TypeError(f"{what}\nFix: pass a whole number, such as 1_000.")
    if compress_over is not None and compress_over < 0:
        raise ValueError(f"Expected 0 or more as `compress_over`, got {compress_over}.\nFix: pass a number of bytes.")
    return _packing(compress_over, () if encryption_key is None else _checked(encryption_key))


@lru_cache(maxsize=64)
def _packing(compress_over: int | None, keys: tuple[bytes, ...]) -> Packing:
    return Packing(compress_over, keys)


def _checked(encryption_key: object) -> tuple[bytes, ...]:
    """Refuse what is no key; a message never quotes one."""
    fix = 'Fix: keep 32 random bytes as a secret: `python -c "import secrets; print(secrets.token_hex(32))"`.'
    keys = (encryption_key,) if isinstance(encryption_key, bytes) else encryption_key
    if not isinstance(keys, list | tuple) or not all(isinstance(key, bytes) for key in keys):
        raise TypeError(f"Expected `bytes`, or several, as `encryption_key`, got something else.\n{fix}")
    if not keys or not all(len(key) in _KEY_SIZES for key in keys):
        sizes = ", ".join(str(len(key)) for key in keys) or "none"
        raise ValueError(f"Expected keys of 16, 24 or 32 bytes as `encryption_key`, got {sizes}.\n{fix}")
    return tuple(keys)


def _cipher() -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        what = "Values are to be encrypted, but cryptography is not installed."
        raise CacheError(what, fix="`pip install wireworks[encryption]`, or leave out `encryption_key`.") from error
    return AESGCM
