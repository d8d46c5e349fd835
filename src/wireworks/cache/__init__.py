"""A typed cache that makes every value once: on a Valkey or Redis server, or embedded in the process.

Open the store when the application starts (:data:`cachemanager`), and make a :class:`CacheService` for each kind of
value. Stands alone: nothing here needs the rest of wireworks.
"""

from __future__ import annotations

from wireworks.cache._backend import Backend
from wireworks.cache._cached import cached
from wireworks.cache._client import CacheClient, CachePipeline
from wireworks.cache._errors import (
    CacheCycleError,
    CacheError,
    CacheKeyError,
    CacheLoopError,
    CacheModelError,
    CacheStoreError,
    CacheTimeoutError,
    CacheTTLError,
    CacheValueError,
)
from wireworks.cache._keys import Identifier
from wireworks.cache._manager import CacheManager, cachemanager
from wireworks.cache._memory import MemoryStore
from wireworks.cache._near import FirstLevel
from wireworks.cache._service import CacheService
from wireworks.cache._stats import CacheStats
from wireworks.cache._sync import SyncCacheService
from wireworks.cache._ttl import TTL

__all__ = (
    "Backend",
    "CacheClient",
    "CacheCycleError",
    "CacheError",
    "CacheKeyError",
    "CacheLoopError",
    "CacheManager",
    "CacheModelError",
    "CachePipeline",
    "CacheService",
    "CacheStats",
    "CacheStoreError",
    "CacheTTLError",
    "CacheTimeoutError",
    "CacheValueError",
    "FirstLevel",
    "Identifier",
    "MemoryStore",
    "SyncCacheService",
    "TTL",
    "cached",
    "cachemanager",
)
