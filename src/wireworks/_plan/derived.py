"""Services that follow from registrations of others: collections of them (L8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source
from wireworks._plan.collect import Collection, collected, collection_of


class Derived:
    """Derive providers for keys that nobody registered, as long as the registrations stay the same.

    Args:
        registered: the keys of the registrations, in their order.
        provider: returns what provides a key, registered or derived.
    """

    __slots__ = ("_by_service", "_collections", "_provider", "_registered")

    def __init__(self, registered: Iterable[Key], provider: Callable[[Key], Provider | None]) -> None:
        self._registered = registered
        self._provider = provider
        self._by_service: dict[object, list[Key]] | None = None
        self._collections: dict[Key, Provider] = {}

    def provider(self, key: Key) -> Provider | None:
        """Return what provides ``key`` without being registered for it, if anything does."""
        known = self._collections.get(key)
        if known is not None:
            return known
        collection = collection_of(key)
        members = [] if collection is None else self._members(collection)
        if collection is None or not members:
            return None
        found = Provider(key, Lifetime.TRANSIENT, Source.FACTORY, collected(collection, members))
        return self._collections.setdefault(key, found)

    def _members(self, collection: Collection) -> list[Key]:
        return [key for key in self._index().get(collection.member.key.service, ()) if collection.holds(key)]

    def _index(self) -> dict[object, list[Key]]:
        """Return the registered keys by their type; looking through all of them for each collection takes too long."""
        if self._by_service is None:
            index: dict[object, list[Key]] = {}
            for key in list(self._registered):
                index.setdefault(key.service, []).append(key)
            self._by_service = index
        return self._by_service
