"""Commands of a server, carried out on the embedded store's memory."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

from wireworks.cache._client import Reply, Value
from wireworks.cache._entries import Entries
from wireworks.cache._errors import CacheValueError
from wireworks.cache._glob import parse_glob
from wireworks.cache._keys import decoded, encoded
from wireworks.cache._store import NO_KEY
from wireworks.cache._ttl import milliseconds

Name: TypeAlias = str | bytes


class Commands:
    """Do at once what a server would be asked to do; each command is one step.

    Args:
        entries: the memory.
        decode_responses: answer texts, as a server's client does that was made so, instead of bytes.
    """

    def __init__(self, entries: Entries, *, decode_responses: bool) -> None:
        self.entries = entries
        self._decode = decode_responses

    def get(self, name: Name) -> Reply:
        """GET."""
        return self._reply(self.entries.get(_key(name)))

    def getdel(self, name: Name) -> Reply:
        """GETDEL."""
        with self.entries.lock:
            value = self.get(name)
            self.entries.remove(_key(name))
            return value

    def set(  # noqa: PLR0913 - the options of SET, as clients of servers name them
        self,
        name: Name,
        value: Value,
        ex: int | timedelta | None = None,
        px: int | timedelta | None = None,
        *,
        nx: bool = False,
        xx: bool = False,
        keepttl: bool = False,
    ) -> bool | None:
        """SET."""
        key, stored = _key(name), _bytes(value)
        ttl = _lasting(ex, px)
        with self.entries.lock:
            there = self.exists(name) > 0
            if (nx and there) or (xx and not there):
                return None
            if keepttl:
                self.entries.replace(key, stored)
            else:
                self.entries.put(key, stored, ttl)
            return True

    def setex(self, name: Name, time: int | timedelta, value: Value) -> bool | None:
        """SETEX."""
        return self.set(name, value, ex=time)

    def mget(self, keys: Name | list[Name], *more: Name) -> list[Reply]:
        """MGET."""
        names = [*([keys] if isinstance(keys, str | bytes) else keys), *more]
        with self.entries.lock:
            return [self.get(name) for name in names]

    def delete(self, *names: Name) -> int:
        """DEL."""
        with self.entries.lock:
            return sum(self.entries.remove(_key(name)) for name in names)

    unlink = delete

    def exists(self, *names: Name) -> int:
        """EXISTS."""
        with self.entries.lock:
            return sum(self.pttl(name) != NO_KEY for name in names)

    def expire(self, name: Name, time: int | timedelta) -> bool:
        """EXPIRE; a time that is over forgets the key."""
        seconds = time.total_seconds() if isinstance(time, timedelta) else time
        if seconds <= 0:
            return self.entries.remove(_key(name))
        return self.entries.touch(_key(name), milliseconds(seconds))

    def persist(self, name: Name) -> bool:
        """PERSIST."""
        with self.entries.lock:
            return self.pttl(name) > 0 and self.entries.touch(_key(name), None)

    def ttl(self, name: Name) -> int:
        """TTL, rounded as servers do."""
        remaining = self.pttl(name)
        return remaining if remaining < 0 else (remaining + 500) // 1000

    def pttl(self, name: Name) -> int:
        """PTTL."""
        return self.entries.ttl(_key(name))

    def incrby(self, name: Name, amount: int = 1) -> int:
        """INCRBY."""
        with self.entries.lock:
            try:
                number = int(self.entries.get(_key(name)) or 0) + amount
            except ValueError:
                what = f"`{decoded(_key(name))}` holds no whole number."
                raise CacheValueError(what, fix="add to a key that only `incrby` and numbers wrote.") from None
            self.entries.replace(_key(name), str(number).encode())
            return number

    def decrby(self, name: Name, amount: int = 1) -> int:
        """DECRBY."""
        return self.incrby(name, -amount)

    incr = incrby
    decr = decrby

    def keys(self, pattern: str = "*") -> list[bytes | str]:
        """KEYS."""
        matches = parse_glob(pattern).matches
        return [decoded(key) if self._decode else key for key in self.entries.present() if matches(decoded(key))]

    def ping(self) -> bool:
        """PING."""
        return True

    def flushdb(self) -> bool:
        """FLUSHDB."""
        self.entries.clear()
        return True

    def _reply(self, value: bytes | None) -> Reply:
        return value if value is None or not self._decode else value.decode()


def _key(name: Name) -> bytes:
    return encoded(name) if isinstance(name, str) else name


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return (value if isinstance(value, str) else repr(value)).encode()
    what = f"Expected `bytes`, `str`, `int` or `float`, got `{type(value).__qualname__}`."
    raise CacheValueError(what, fix="turn the value into text or bytes, or store it with a `CacheService`.")


def _lasting(ex: int | timedelta | None, px: int | timedelta | None) -> int | None:
    if px is not None:
        return milliseconds(px if isinstance(px, timedelta) else px / 1000)
    return None if ex is None else milliseconds(ex)
