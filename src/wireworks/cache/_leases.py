"""Leases of the embedded store: who is making what."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final, NamedTuple

from wireworks.cache._entries import Entries
from wireworks.cache._fork import rearm_in_children
from wireworks.cache._waiting import outcome_of

# So many leases may lie about before those that are over are looked for.
_FEW: Final = 64


class _Lease(NamedTuple):
    token: bytes
    end: float


class Leases:
    """Who is making what on an embedded store; every method is one step, under the lock of the entries.

    Args:
        entries: the memory.
    """

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._held: dict[bytes, _Lease] = {}
        self._wanted: dict[bytes, Future[None]] = {}
        self._many = _FEW
        entries.watch(self)
        rearm_in_children(self)

    def rearm(self) -> None:
        """Begin anew in a child process, where nobody makes anything yet."""
        self._held = {}
        self._wanted = {}

    def leased(self) -> list[bytes]:
        """List the keys that somebody is making."""
        with self._entries.lock:
            return [*self._held]

    def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        """Give what is kept, or the lease; see :meth:`Store.claim`."""
        with self._entries.lock:
            value = self._entries.get(key)
            if value and not (seen and value.startswith(seen)):
                return value
            holder = self._holder(key)
            if holder not in {None, token}:
                self._wanted.setdefault(key, Future())
                return False
            self._sweep()
            self._hold(key, token, lease)
            if holder is None:
                self._wake(key)
            return True

    def renew(self, key: bytes, token: bytes, lease: int) -> bool:
        """Hold on to a lease; see :meth:`Store.renew`."""
        with self._entries.lock:
            if self._holder(key) != token:
                return False
            self._hold(key, token, lease)
            return True

    def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        """Keep what the holder made; see :meth:`Store.fill`."""
        with self._entries.lock:
            if not self.release(key, token):
                return False
            self._entries.put(key, value, ttl)
            return True

    def release(self, key: bytes, token: bytes) -> bool:
        """End a lease; false if it was not this token's."""
        with self._entries.lock:
            mine = self._holder(key) == token
            if mine:
                self.drop(key)
            return mine

    def drop(self, key: bytes) -> None:
        """End a lease, whoever holds it."""
        with self._entries.lock:
            if self._held.pop(key, None) is not None:
                self._wake(key)

    async def settled(self, key: bytes, limit: int) -> None:
        """Wait for a change; see :meth:`Store.settled`."""
        wanted = self._wanted.get(key)
        if wanted is not None:
            await outcome_of(wanted, limit / 1000)

    def changed(self, key: bytes) -> None:
        """Wake those who wait for a key."""
        self._wake(key)

    def lost(self) -> None:
        """Wake everybody, as everything was forgotten, and the leases with it."""
        self._held.clear()
        for key in [*self._wanted]:
            self._wake(key)

    def _holder(self, key: bytes) -> bytes | None:
        lease = self._held.get(key)
        return None if lease is None or self._entries.clock() >= lease.end else lease.token

    def _hold(self, key: bytes, token: bytes, lease: int) -> None:
        self._held[key] = _Lease(token, self._entries.clock() + lease / 1000)

    def _wake(self, key: bytes) -> None:
        if (wanted := self._wanted.pop(key, None)) is not None:
            wanted.set_result(None)

    def _sweep(self) -> None:
        """Drop leases that are over and that nobody claims, once there are many."""
        if len(self._held) < self._many:
            return
        for key in [key for key in self._held if self._holder(key) is None]:
            self.drop(key)
        self._many = 2 * len(self._held) + _FEW
