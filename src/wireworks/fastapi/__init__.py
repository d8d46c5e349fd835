"""FastAPI endpoints served from a container: one call sets an app up, ``wireworks.Injected`` does the rest."""

from __future__ import annotations

from wireworks.fastapi._lifespan import setup
from wireworks.fastapi.cache import RedisClient, get_redis_client

__all__ = ("RedisClient", "get_redis_client", "setup")
