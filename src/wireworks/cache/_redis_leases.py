"""Leases on a server, each step one script; nothing that a user names is part of a script."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, cast
from weakref import WeakKeyDictionary, WeakSet

from wireworks.cache._store import Kept, Watcher

_ADD: Final = """
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])"""
_READ: Final = """
local value = redis.call('GET', KEYS[1])
return value and {value, redis.call('PTTL', KEYS[1])}"""
_EXTEND: Final = """
local left = redis.call('PTTL', KEYS[1])
return left >= 0 and left < tonumber(ARGV[1]) and redis.call('PEXPIRE', KEYS[1], ARGV[1])"""
_CLAIM: Final = """
local value = redis.call('GET', KEYS[1])
if value and (ARGV[3] == '' or value:sub(1, #ARGV[3]) ~= ARGV[3]) then return value end
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1"""
_RENEW: Final = """
return redis.call('GET', KEYS[2]) == ARGV[1] and redis.call('PEXPIRE', KEYS[2], ARGV[2])"""
_FILL: Final = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1"""
_RELEASE: Final = """
return redis.call('GET', KEYS[2]) == ARGV[1] and redis.call('DEL', KEYS[2])"""
_LOOK: Final = 0.05

_WATCHERS: Final[WeakKeyDictionary[object, WeakSet[Watcher]]] = WeakKeyDictionary()


def lease_of(key: bytes) -> bytes:
    """Name the lease of a key."""
    return b"lease:{" + key + b"}"


class ServerLeases:
    """Carry out what has to do with leases and with watching on a server.

    What was read is told to have changed at once, since nobody says when it does.
    """

    __slots__ = ()

    _do: Callable[..., Awaitable[object]]

    @property
    def anchor(self) -> object:
        """What stores of the same data have in common."""
        raise NotImplementedError

    def now(self) -> int:
        """Tell the time in milliseconds."""
        return round(time.time() * 1000)

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher`` of changes, for as long as it lives."""
        _WATCHERS.setdefault(self.anchor, WeakSet()).add(watcher)

    async def read(self, key: bytes) -> Kept | None:
        """Give what is kept under a key, if anything is, and for how long yet."""
        found = cast("list[object] | None", await self._run(_READ, key))
        self._forget(key)
        return Kept(*cast("tuple[bytes, int]", found)) if found else None

    async def add(self, key: bytes, value: bytes, ttl: int) -> bytes:
        """Keep ``value`` if nothing is there, and give what is there now."""
        there = cast("bytes", await self._run(_ADD, key, value, ttl))
        self._forget(key)
        return there

    async def extend(self, keys: Sequence[bytes], ttl: int) -> None:
        """Keep those keys that are there for at least ``ttl`` milliseconds from now on."""
        for key in keys:
            await self._run(_EXTEND, key, ttl)

    async def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        """Give what is kept under a key, or else the right to make it, or ``False`` if another has it."""
        answer = await self._run(_CLAIM, key, token, lease, seen)
        return answer if isinstance(answer, bytes) else bool(answer)

    async def settled(self, key: bytes, limit: int) -> None:  # noqa: ARG002 - nobody tells of it
        """Return when value or lease have changed since a claim was refused; after ``limit`` at the latest."""
        await asyncio.sleep(min(_LOOK, limit / 1000))

    async def renew(self, key: bytes, token: bytes, lease: int) -> bool:
        """Hold a lease for so many milliseconds from now on; false if it is not this token's any more."""
        return bool(await self._run(_RENEW, key, token, lease))

    async def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        """Keep ``value`` and end the lease; false, and nothing done, if it is not this token's any more."""
        return bool(await self._run(_FILL, key, token, value, ttl))

    async def release(self, key: bytes, token: bytes) -> None:
        """End a lease, if it is this token's."""
        await self._run(_RELEASE, key, token)

    async def _run(self, script: str, key: bytes, *arguments: bytes | int) -> object:
        return await self._do("EVAL", script, 2, key, lease_of(key), *arguments)

    def _forget(self, key: bytes) -> None:
        for watcher in _WATCHERS.get(self.anchor, ()):
            watcher.changed(key)
