"""What the clients of servers and of the embedded store have in common, for those who need more than the service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self, TypeAlias

Value: TypeAlias = bytes | str | int | float
Reply: TypeAlias = bytes | str | None


class CachePipeline(Protocol):
    """Commands that are collected and then sent together; each command gives the pipeline itself.

    Without a transaction other callers' commands may run in between.
    """

    def get(self, name: str) -> object:
        """Read a value."""
        ...

    def set(
        self, name: str, value: Value, ex: int | timedelta | None = None, px: int | timedelta | None = None
    ) -> object:
        """Store a value for ``ex`` seconds or ``px`` milliseconds."""
        ...

    def delete(self, *names: str) -> object:
        """Forget keys."""
        ...

    def exists(self, *names: str) -> object:
        """Count the keys that are there."""
        ...

    def expire(self, name: str, time: int | timedelta) -> object:
        """Keep a key for so many seconds from now on."""
        ...

    def ttl(self, name: str) -> object:
        """Tell how many seconds a key will be kept."""
        ...

    def incrby(self, name: str, amount: int = 1) -> object:
        """Add to a number."""
        ...

    async def execute(self) -> list[object]:
        """Send what was collected; give the answers in order, or raise the first error among them."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class CacheClient(Protocol):
    """The commands that a server's client and the embedded one both have.

    ``redis.asyncio.Redis`` fits it, and so does what ``cachemanager.client`` gives without a server. Texts or bytes
    come back, as the client was made. Only the plain commands on values are here; a server's own client has them all.

    Source: C1, C2.
    """

    def get(self, name: str) -> Awaitable[Reply]:
        """Read a value; ``None`` if the key is not there."""
        ...

    def set(
        self,
        name: str,
        value: Value,
        ex: int | timedelta | None = None,
        px: int | timedelta | None = None,
        *,
        nx: bool = False,
        xx: bool = False,
    ) -> Awaitable[bool | Reply]:
        """Store a value for ``ex`` seconds or ``px`` milliseconds.

        With ``nx`` only under a new key, with ``xx`` only under an old one; gives ``None`` if that kept it from being
        stored.
        """
        ...

    def mget(self, keys: list[str]) -> Awaitable[list[Reply]]:
        """Read several values, in the order of the keys."""
        ...

    def delete(self, *names: str) -> Awaitable[int]:
        """Forget keys, and count those that were there."""
        ...

    def exists(self, *names: str) -> Awaitable[int]:
        """Count the keys that are there."""
        ...

    def expire(self, name: str, time: int | timedelta) -> Awaitable[bool]:
        """Keep a key for so many seconds from now on; false if it is not there."""
        ...

    def persist(self, name: str) -> Awaitable[bool]:
        """Take the end off a key; false if it had none."""
        ...

    def ttl(self, name: str) -> Awaitable[int]:
        """Tell how many seconds a key will be kept; -1 for ever, -2 if it is not there."""
        ...

    def incrby(self, name: str, amount: int = 1) -> Awaitable[int]:
        """Add to a number, 0 if the key is not there, and give the sum."""
        ...

    def scan_iter(self, match: str | None = None, count: int | None = None) -> AsyncIterator[object]:
        """Go through the keys that match a glob pattern."""
        ...

    def ping(self) -> Awaitable[bool]:
        """Ask whether the server answers."""
        ...

    def pipeline(self, *, transaction: bool = True) -> CachePipeline:
        """Collect commands and send them together."""
        ...

    async def aclose(self) -> None:
        """Give back what the client holds."""
        ...
