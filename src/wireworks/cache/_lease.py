"""The lease of a key: among all processes on a store, one makes its value, and the others wait for it.

It ends a few seconds after its holder does, whatever the time to live of the value.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from wireworks.cache._background import Background
from wireworks.cache._errors import CacheStoreError
from wireworks.cache._keys import decoded
from wireworks.cache._store import Store

_log: Final = logging.getLogger("wireworks.cache")

LEASE: Final = 4_000
"""How long a lease lasts that is not renewed, in milliseconds: who died is waited for so long."""
PATIENCE: Final = 1_000
"""After so many milliseconds one who waits looks again, whether or not it was woken."""


class Lease:
    """The right to make and store the value of a key.

    Args:
        store: where it is held.
        key: what it is for.
        token: names the making.
        background: holds on to what renews it.

    Source: C8.
    """

    __slots__ = ("_alarm", "_background", "key", "store", "token")

    def __init__(self, store: Store, key: bytes, token: bytes, background: Background) -> None:
        self.store = store
        self.key = key
        self.token = token
        self._background = background
        self._alarm: asyncio.TimerHandle | None = None

    async def claim(self, seen: bytes) -> bytes | None:
        """Take it, or wait until whoever has it is ready.

        Args:
            seen: what is kept does not count if it begins so.

        Returns:
            What is kept; ``None`` if the lease is taken.

        Raises:
            CacheStoreError: if the store does not answer.
        """
        while True:
            answer = await self.store.claim(self.key, self.token, LEASE, seen)
            if answer is True:
                return None
            if answer is not False:
                return answer
            await self.store.settled(self.key, PATIENCE)

    def hold(self) -> None:
        """Renew it again and again from now on, until :meth:`fill` or :meth:`release`."""
        self._alarm = asyncio.get_running_loop().call_later(LEASE / 3_000, self._due)

    async def fill(self, value: bytes, ttl: int) -> bool:
        """Store the value and end the lease; false if the lease was lost, or the key deleted or set meanwhile."""
        self._stop()
        return await self.store.fill(self.key, self.token, value, ttl)

    async def release(self) -> None:
        """End it without a value; if the store does not hear, it ends by itself."""
        self._stop()
        try:
            await self.store.release(self.key, self.token)
        except CacheStoreError as error:
            _log.debug("The lease of `%s` ends by itself: %s", decoded(self.key), error.what)

    def _stop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _due(self) -> None:
        self._background.start(self._renew())

    async def _renew(self) -> None:
        try:
            held = await self.store.renew(self.key, self.token, LEASE)
        except CacheStoreError:
            held = True  # nobody knows, so it is tried again
        if held and self._alarm is not None:
            self.hold()
