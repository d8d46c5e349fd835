"""The cache as services of a container: what keeps cached services, and ``CacheService[T]`` to be injected.

``container.add(caching)`` makes ``CacheManager``, ``CacheClient`` and ``CacheService[T]`` injectable. Cached services
work without it: they are kept where ``cachemanager`` keeps things, or in the ``CacheManager`` that is registered.

Source: C3.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from inspect import signature
from typing import Any, Final, TypeAlias, TypeVar

from wireworks.adapters import Cache, Kept, Present, whole_name_of
from wireworks.adapters import service as _service
from wireworks.cache import TTL, CacheClient, CacheManager, CacheService, FirstLevel, cachemanager
from wireworks.cache.calls import CacheCalls
from wireworks.cache.calls import can_be_told as can_be_told  # noqa: PLC0414 - the planner asks this module alone
from wireworks.cache.calls import is_no_argument as is_no_argument  # noqa: PLC0414 - as above
from wireworks.cache.calls import obstacle as _obstacle

__all__ = ("CacheSettings", "cache", "cache_client", "cache_manager", "cache_service", "obstacle")

T = TypeVar("T")

_Tags: TypeAlias = Callable[[Mapping[str, object]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """What is said once for all that a container keeps in the cache; register an instance of it.

    Args:
        prefix: sets applications on one server apart.
        version: change it when values of before must not be found any more.
        ttl: how long a ``CacheService`` that is injected keeps values where a call does not say; cached services say
            it themselves. Seconds or ``timedelta``, > 0.
        use_jitter: take up to a tenth off each time to live.
        strict: raise ``CacheStoreError`` when the store does not answer.
        early_refresh: see ``CacheService``, as for all that follow.
        stale_while_revalidate: see there.
        stale_if_error: see there.
        soft_timeout: see there.
        hard_timeout: see there.
        first_level: see there.
        compress_over: see there.
        encryption_key: see there.

    Example:
        >>> from wireworks import ServiceContainer, caching
        >>> container = ServiceContainer(caching)
        >>> _ = container.add_instance(caching.CacheSettings, caching.CacheSettings(prefix="shop", ttl=60))
    """

    prefix: str = "cache"
    version: str = "v1"
    ttl: TTL = 300
    use_jitter: bool = True
    strict: bool = False
    early_refresh: float = 0.0
    stale_while_revalidate: TTL | None = None
    stale_if_error: TTL | None = None
    soft_timeout: TTL | None = None
    hard_timeout: TTL | None = None
    first_level: bool | FirstLevel = False
    compress_over: int | None = None
    encryption_key: bytes | Sequence[bytes] | None = field(default=None, repr=False)

    def service(self, client: CacheClient, namespace: str, model: Any) -> CacheService[Any]:
        """Return the service for values of one type in one namespace."""
        return CacheService[Any](client, namespace, model, self.ttl, **self._rules())

    def calls(self, client: CacheClient, kept: Kept) -> CacheCalls[Any]:
        """Return the service for what a cached service is, by the arguments of its calls."""
        return CacheCalls[Any](client, kept.service, kept.model, kept.ttl, function=kept.factory, **self._rules())

    def _rules(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "ttl"}


_USUAL: Final = CacheSettings()


@_service(when=~Present(CacheManager))
def cache_manager() -> CacheManager:
    """Return the store of this process's application, where no other is registered."""
    return cachemanager


@_service(lifetime="transient", when=~Present(CacheClient))
def cache_client(manager: CacheManager = cachemanager) -> CacheClient:
    """Return the client of the store as it is now."""
    return manager.client


@_service(lifetime="transient")
def cache_service(client: CacheClient, model: type[T], settings: CacheSettings = _USUAL) -> CacheService[T]:
    """Return the service for values of a type, in a namespace of the type's whole name.

    Register a ``CacheService[User]`` of your own for another namespace or time to live: it goes before this one.
    """
    return settings.service(client, whole_name_of(model), model)


def cache(manager: CacheManager = cachemanager, settings: CacheSettings = _USUAL) -> Cache:
    """Return what keeps the cached services of a container: in the registered ``CacheManager``, or ``cachemanager``."""
    return _Keeping(manager, settings)


class _Keeping:
    """Keep cached services in the store of a manager, as it is when they are asked for."""

    def __init__(self, manager: CacheManager, settings: CacheSettings) -> None:
        self._manager = manager
        self._settings = settings
        self._client: CacheClient | None = None
        self._known: dict[object, tuple[CacheCalls[Any], _Tags]] = {}

    async def get_or_make(
        self, kept: Kept, arguments: Mapping[str, object], make: Callable[[], Awaitable[object]]
    ) -> object:
        """Find what was made with the same arguments, or make it once for all who ask, and keep it."""
        calls, tags = self._of(kept)
        return await calls.get_or_make(arguments, make, tags)

    async def forget(self, kept: Kept, arguments: Mapping[str, object]) -> bool:
        """Forget what was made with these arguments, also what is just being made; tell whether it was there."""
        return await self._of(kept)[0].forget(arguments)

    async def forget_tags(self, tags: Iterable[str]) -> bool:
        """Forget all that was kept under one of ``tags``; false if the store did not answer."""
        return await self._settings.service(self._manager.client, "", None).invalidate_tags(*tags)

    def _of(self, kept: Kept) -> tuple[CacheCalls[Any], _Tags]:
        client = self._manager.client
        if client is not self._client:
            self._client, self._known = client, {}
        known = self._known.get(kept.provider)
        if known is None:
            known = self._known[kept.provider] = self._settings.calls(client, kept), _tags_of(kept)
        return known


def _tags_of(kept: Kept) -> _Tags:
    """Return what gives the tags of what is made with such arguments; a function is given those that it names."""
    tags = kept.tags
    if not callable(tags):
        return lambda _arguments: tags
    taken, asked = signature(tags).parameters, tags

    def told(arguments: Mapping[str, object]) -> Iterable[str]:
        given = asked(**{name: value for name, value in arguments.items() if name in taken})
        return [given] if isinstance(given, str) else given

    return told


def obstacle(model: object) -> tuple[str, str] | None:
    """Return why no value of a model would come back from the cache as it was, and what to change."""
    error = _obstacle(model)
    return None if error is None else (error.what.rstrip("."), error.fix)
