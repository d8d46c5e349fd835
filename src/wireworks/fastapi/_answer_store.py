"""Where answers are kept: in the `CacheManager` of the container, or in `cachemanager` (W11)."""

from __future__ import annotations

from collections.abc import Iterable

from wireworks.adapters import Ask, ServiceContainer
from wireworks.cache import TTL, Backend, CacheClient, CacheManager, CacheService, FirstLevel, cachemanager
from wireworks.caching import CacheSettings
from wireworks.fastapi._answer import Answer

_USUAL = CacheSettings()
_STORE = Ask(CacheManager), Ask(CacheSettings)


class Stores:
    """The services that keep the answers of one endpoint, one for each store.

    Args:
        namespace: of the endpoint.
        times: how long answers are fresh, for how long after that one is given at once, and for how long if no new one
            could be made.
        first_level: the bounds of what is kept in memory as well.
    """

    def __init__(self, namespace: str, times: tuple[TTL, TTL | None, TTL | None], first_level: FirstLevel) -> None:
        self._namespace = namespace
        self._times = times
        self._first_level = first_level
        self._client: CacheClient | None = None
        self._settings = _USUAL
        self._service: CacheService[Answer] | None = None

    async def service(self, container: ServiceContainer) -> CacheService[Answer]:
        """Return the service for the store of a container as it is now."""
        manager, settings = await _kept_in(container)
        client = manager.client
        if self._service is None or client is not self._client or settings is not self._settings:
            self._client, self._settings = client, settings
            self._service = self.on(client, settings)
        return self._service

    def on(self, client: Backend, settings: CacheSettings = _USUAL) -> CacheService[Answer]:
        """Return the service for a store; one that does not answer never keeps an endpoint from answering."""
        ttl, while_revalidating, if_error = self._times
        return CacheService(
            client,
            self._namespace,
            Answer,
            ttl,
            use_jitter=settings.use_jitter,
            prefix=settings.prefix,
            version=settings.version,
            stale_while_revalidate=while_revalidating,
            stale_if_error=if_error,
            first_level=self._first_level,
        )


def are_faked(asks: Iterable[Ask], container: ServiceContainer) -> bool:
    """Tell whether overrides reach what an answer is made of, but not the store: then it must not be kept, nor given.

    Source: L29.
    """
    overridden = any(ask.is_overridden(container) for ask in asks)
    return overridden and not any(ask.is_overridden(container) for ask in _STORE)


async def forget(container: ServiceContainer | None, tags: tuple[str, ...]) -> bool:
    """Forget what was kept with one of ``tags`` in the store of a container; false if it did not answer."""
    manager, settings = (cachemanager, _USUAL) if container is None else await _kept_in(container)
    return await manager.invalidate_tags(*tags, prefix=settings.prefix, version=settings.version)


async def _kept_in(container: ServiceContainer) -> tuple[CacheManager, CacheSettings]:
    manager = await container.aget(CacheManager) if container.is_registered(CacheManager) else cachemanager
    settings = await container.aget(CacheSettings) if container.is_registered(CacheSettings) else _USUAL
    return manager, settings
