"""The cache store as a FastAPI dependency, and whether it answers."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse

from wireworks.cache import CacheClient, CacheManager, cachemanager

__all__ = ("CacheAnswers", "RedisClient", "cache_answers", "cache_health", "get_redis_client")


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


async def cache_answers() -> bool:
    """Ask the application's store whether it answers; name this function to override it in tests.

    Source: C11.
    """
    return await cachemanager.ping()


CacheAnswers: TypeAlias = Annotated[bool, Depends(cache_answers)]
"""A parameter of this type tells whether the store of ``cachemanager`` answers: it is asked for each request.

Source: C11.
"""


def cache_health(path: str = "/health/cache", manager: CacheManager = cachemanager) -> APIRouter:
    """Return a router with one route that tells whether the cache answers, for whoever watches the application.

    It answers ``{"available": true}``, or ``{"available": false}`` with status 503, and waits no longer than for any
    other answer of the store. An embedded store always answers. Applications go on without their cache, so a probe that
    takes a process out of service should ask another route.

    Args:
        path: where the route is.
        manager: whose store is asked.

    Example:
        >>> from fastapi import FastAPI
        >>> app = FastAPI()
        >>> app.include_router(cache_health())

    Source: C11.
    """
    router = APIRouter()

    @router.get(path, include_in_schema=False)
    async def health() -> JSONResponse:
        available = await manager.ping()
        return JSONResponse({"available": available}, status_code=200 if available else 503)

    return router
