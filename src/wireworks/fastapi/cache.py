"""The cache store as a FastAPI dependency."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Depends

from wireworks.cache import CacheClient, cachemanager

__all__ = ("RedisClient", "get_redis_client")


async def get_redis_client() -> CacheClient:
    """Give the client of the application's store; name this function to override it in tests.

    Source: C1.
    """
    return cachemanager.client


RedisClient: TypeAlias = Annotated[CacheClient, Depends(get_redis_client)]
"""A parameter of this type gets the client of ``cachemanager``: a server's, or the embedded store's without one.

Make a ``CacheService`` on it, or send commands.

Source: C1, C2.
"""
