"""The store of an application: opened when it starts, closed when it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final, cast

from wireworks.cache._backend import store_of
from wireworks.cache._client import CacheClient, CachePipeline
from wireworks.cache._errors import CacheError, CacheStoreError
from wireworks.cache._memory import MemoryStore
from wireworks.cache._memory_client import MemoryClient
from wireworks.cache._service import CacheService
from wireworks.cache._stats import CacheStats
from wireworks.cache._thread import LOOP_THREAD
from wireworks.cache._traffic import traffic_of
from wireworks.cache.events import Events

_log: Final = logging.getLogger("wireworks.cache")


class CacheManager:
    """Open and close the store of an application.

    Where no server is named the store is embedded: it lives in this process and ends with it. That is also so where
    :meth:`init` was never called, or not since :meth:`close`: a warning tells once, and everything works.

    Args:
        embedded: makes the embedded store, for other bounds than the usual.

    Example:
        >>> import asyncio
        >>> from wireworks.cache import CacheManager
        >>> manager = CacheManager()
        >>> manager.init()
        >>> asyncio.run(manager.ping())
        True
        >>> asyncio.run(manager.close())

    Source: C1, C2.
    """

    def __init__(self, embedded: Callable[[], MemoryStore] = MemoryStore) -> None:
        self._embedded = embedded
        self._lock = threading.Lock()
        self._clients: list[CacheClient] = []

    def init(  # noqa: PLR0913 - the face of the seed
        self,
        redis_url: str | None = None,
        max_connections: int = 50,
        socket_timeout: float = 5.0,
        socket_connect_timeout: float = 2.0,
        health_check_interval: int = 30,
        *,
        decode_responses: bool = True,
        operation_timeout: float = 0.25,
    ) -> None:
        """Open the store; another one, and with a warning, if it is open. A server is not asked before it has to be.

        Args:
            redis_url: where the server is, as the page on the cache says; ``None`` keeps values in this process.
            max_connections: of :attr:`client`, > 0; who finds none free waits. Services share one of their own.
            socket_timeout: how long :attr:`client` waits for an answer or a free connection; seconds, > 0.
            socket_connect_timeout: how long to wait for a connection to be made; seconds, > 0.
            health_check_interval: a connection that was idle for so many seconds is tried before it is used.
            decode_responses: commands on :attr:`client` give texts rather than bytes; services do not mind.
            operation_timeout: how long an operation of a service may take, connecting included; seconds, > 0.

        Raises:
            CacheError: if a server is named and redis-py is not installed.
            ValueError: if the URL or a number is not valid.
        """
        if redis_url is None:
            self._open(cast("CacheClient", MemoryClient(self._embedded(), decode_responses=decode_responses)))
            return
        self._open(
            _connect()(
                redis_url,
                max_connections=max_connections,
                socket_timeout=socket_timeout,
                socket_connect_timeout=socket_connect_timeout,
                health_check_interval=health_check_interval,
                decode_responses=decode_responses,
                operation_timeout=operation_timeout,
            )
        )

    def _open(self, client: CacheClient) -> None:
        with self._lock:
            if self._clients:
                _log.warning("The cache is initialised again without having been closed.")
            self._clients.append(client)

    async def close(self) -> None:
        """Close the store, and go back to before :meth:`init`. What an embedded store kept is forgotten.

        Values that are being made anew behind their callers are given up, and their end is awaited.
        """
        with self._lock:
            clients, self._clients = self._clients, []
        for client in clients:
            await traffic_of(store_of(client)).background.close()
            try:
                store_of(client).close()
                await client.aclose()
            except Exception:  # noqa: BLE001 - one that cannot be closed must not keep the others open
                _log.warning("A cache client could not be closed.", exc_info=True)

    @property
    def client(self) -> CacheClient:
        """The client of the store: a ``redis.asyncio.Redis``, or one of the same kind for the embedded store."""
        with self._lock:
            if not self._clients:
                _log.warning(
                    "The cache was not initialised: values are kept in this process. Call `cachemanager.init()`."
                )
                self._clients.append(cast("CacheClient", MemoryClient(self._embedded())))
            return self._clients[-1]

    @property
    def is_available(self) -> bool:
        """Whether the store answered when it was last used; an embedded one always does.

        Before a server is first used this is false: ``await cachemanager.ping()`` asks it now.
        """
        store = store_of(self.client)
        known = store.available
        return traffic_of(store).available if known is None else known

    @property
    def stats(self) -> CacheStats:
        """The counts of all services on the store in this process, as they are now and go on."""
        return traffic_of(store_of(self.client)).stats

    @property
    def events(self) -> Events:
        """What happens to all services on the store in this process, for whoever subscribes after :meth:`init`."""
        return traffic_of(store_of(self.client)).events

    @property
    def sync(self) -> SyncCacheManager:
        """What code that is not async can ask of it; refused in an event loop, which it would hold up."""
        return SyncCacheManager(self)

    async def invalidate_tags(self, *tags: str, prefix: str = "cache", version: str = "v1") -> bool:
        """Forget every value of any namespace that was stored with one of ``tags``; false if there was no answer.

        See :meth:`CacheService.invalidate_tags`.

        Args:
            tags: any texts.
            prefix: of the services that stored them.
            version: of the same.

        Source: C6.
        """
        return await CacheService[object](self.client, "", prefix=prefix, version=version).invalidate_tags(*tags)

    async def ping(self) -> bool:
        """Ask the store whether it answers, and wait no longer than for any other answer."""
        store = store_of(self.client)
        traffic = traffic_of(store)
        try:
            await store.ping()
        except CacheStoreError as error:
            traffic.failed(error)
            return False
        traffic.answered()
        return True

    @asynccontextmanager
    async def pipeline(self, *, transaction: bool = True) -> AsyncGenerator[CachePipeline]:
        """Collect commands on :attr:`client` and send them together.

        Args:
            transaction: let no other caller's command run in between.
        """
        async with self.client.pipeline(transaction=transaction) as pipe:
            yield pipe


def _connect() -> Callable[..., CacheClient]:
    try:
        from wireworks.cache._connect import connect
    except ImportError as error:
        what = "A cache server is named, but redis-py is not installed."
        raise CacheError(what, fix="`pip install redis`, or name no server to keep values in this process.") from error
    return connect


class SyncCacheManager:
    """Offer what of a manager has to be waited for to code that is not async; made by :attr:`CacheManager.sync`.

    Raises:
        CacheLoopError: from every operation, if it is called in an event loop.
    """

    def __init__(self, manager: CacheManager) -> None:
        self._manager = manager

    def ping(self) -> bool:
        """Ask the store whether it answers; see :meth:`CacheManager.ping`."""
        return LOOP_THREAD.call(lambda _desk: self._manager.ping())

    def invalidate_tags(self, *tags: str, prefix: str = "cache", version: str = "v1") -> bool:
        """Forget every value with one of ``tags``; see :meth:`CacheManager.invalidate_tags`."""
        return LOOP_THREAD.call(lambda _desk: self._manager.invalidate_tags(*tags, prefix=prefix, version=version))

    def close(self) -> None:
        """Close the store; see :meth:`CacheManager.close`."""
        LOOP_THREAD.call(lambda _desk: self._manager.close())


cachemanager: Final = CacheManager()
"""The store of this process's application, for all who do not need two."""
