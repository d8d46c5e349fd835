"""Caches beside each other on one real server; each library in a module of its own, with what its pages recommend.

A module has an async context manager `opened(url)`, which gives a `Cache`: the typed cache-aside that its users write.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from pydantic import BaseModel


class User(BaseModel):
    """What is kept: small, and typed."""

    id: str
    name: str
    email: str
    roles: list[str]
    joined: datetime


def user(identifier: str) -> User:
    """Make a value, always the same for an identifier."""
    joined = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return User(
        id=identifier, name="Ada Lovelace", email=f"{identifier}@example.com", roles=["admin", "author"], joined=joined
    )


async def load(identifier: str) -> User:
    """Make a value at once."""
    return user(identifier)


Load: TypeAlias = Callable[[str], Awaitable[User]]


class Cache(Protocol):
    """What is measured of every library."""

    async def get(self, identifier: str, load: Load) -> User:
        """Find a value, or make and store it."""
        ...

    async def delete(self, identifier: str) -> object:
        """Forget a value."""
        ...

    def hit(self, identifier: str) -> Awaitable[object]:
        """Find a value that is there, in the shortest way that the library offers."""
        ...


CACHES = {
    # The module, and what has to be installed.
    "redis-py": ("bench.caching.by_hand", "redis"),
    "wireworks": ("bench.caching.wireworks", "pydantic"),
    "wireworks, decoded": ("bench.caching.wireworks_decoded", "pydantic"),
    "wireworks, shared": ("bench.caching.wireworks_shared", "pydantic"),
    "cashews": ("bench.caching.cashews", "cashews"),
    "cashews, lock": ("bench.caching.cashews_lock", "cashews"),
    "cashews, client side": ("bench.caching.cashews_client_side", "cashews"),
    "aiocache": ("bench.caching.aiocache", "aiocache"),
    "fastapi-cache2": ("bench.caching.fastapi_cache", "fastapi-cache2"),
    "fastapi-rc": ("bench.caching.fastapi_rc", "fastapi-rc"),
}
