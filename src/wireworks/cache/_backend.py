"""From what a service is given to the store that it works on."""

from __future__ import annotations

from typing import TypeAlias

from wireworks.cache._client import CacheClient
from wireworks.cache._memory import MemoryStore
from wireworks.cache._memory_client import MemoryClient
from wireworks.cache._store import Store

Backend: TypeAlias = CacheClient | MemoryStore
"""What a service may be given: a client of a server, the client of the embedded store, or a store itself."""


def store_of(backend: object) -> Store:
    """Give the store behind a client.

    Raises:
        TypeError: for anything else.
    """
    if isinstance(backend, MemoryStore):
        return backend
    if isinstance(backend, MemoryClient):
        return backend.store
    store = _server_store(backend)
    if store is None:
        kind = type(backend)
        what = (
            f"Expected a `redis.asyncio.Redis` client or a `MemoryStore`, got `{kind.__module__}.{kind.__qualname__}`."
        )
        raise TypeError(f"{what}\nFix: pass what `RedisClient` or `cachemanager.client` gives.")
    return store


def _server_store(backend: object) -> Store | None:
    try:
        from redis.asyncio import Redis, RedisCluster

        from wireworks.cache._cluster import ClusterStore
        from wireworks.cache._redis import RedisStore
    except ImportError:  # nobody can hold a client of what is not installed
        return None
    if isinstance(backend, RedisCluster):
        return ClusterStore(backend)
    return RedisStore(backend) if isinstance(backend, Redis) else None
