"""Services that follow from registrations of others: collections of them, and generic ones closed (L8, L9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import get_origin

from wireworks._declare.annotations import is_free
from wireworks._declare.closing import closed
from wireworks._declare.variables import depth_of, is_generic, unify
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Provider, Source
from wireworks._model.record import NamedTuple
from wireworks._plan.collect import Collection, collected, collection_of
from wireworks._text.names import name_of

_DEEPEST = 10
"""How many levels of type arguments a key may have before it is taken to grow without end."""


class _Index(NamedTuple):
    """The registered keys with their places in the order of registration.

    ``exact`` has them by their type; ``patterns``, which have type variables in their arguments, by their origin.
    """

    exact: dict[object, list[tuple[int, Key]]]
    patterns: dict[object, list[tuple[int, Key]]]


class Derived:
    """Derive providers for keys that nobody registered, as long as the registrations stay the same.

    Args:
        registered: the keys of the registrations, in their order.
        provider: returns what provides a key, registered or derived.
    """

    __slots__ = ("_collections", "_index", "_provider", "_registered")

    def __init__(self, registered: Iterable[Key], provider: Callable[[Key], Provider | None]) -> None:
        self._registered = registered
        self._provider = provider
        self._index: _Index | None = None
        self._collections: dict[Key, Provider] = {}

    def provider(self, key: Key) -> Provider | None:
        """Return what provides ``key`` without being registered for it, if anything does."""
        if get_origin(key.service) is None or is_free(key.service):
            return None
        found = self._collections.get(key) or self._closing(key)
        return found if isinstance(found, Provider) else self._collection(key)

    def reason(self, key: Key) -> str:
        """Return why a registration that stands for many services does not for ``key``; nothing where there is none."""
        found = self._closing(key)
        return found if isinstance(found, str) else ""

    def _collection(self, key: Key) -> Provider | None:
        collection = collection_of(key)
        members = [] if collection is None else self._members(collection)
        if collection is None or not members:
            return None
        found = Provider(key, Lifetime.TRANSIENT, Source.FACTORY, collected(collection, members))
        return self._collections.setdefault(key, found)

    def _members(self, collection: Collection) -> list[Key]:
        service, index = collection.member.key.service, self._indexed()
        origin = get_origin(service)
        found = index.exact.get(service, [])
        if is_generic(origin):
            found = sorted([*found, *index.patterns.get(origin, ()), *index.exact.get(origin, ())])
        keys = dict.fromkeys(Key(service, key.qualifier) for _, key in found)
        return [key for key in keys if collection.holds(key) and self._provider(key) is not None]

    def _closing(self, key: Key) -> Provider | str:
        """Return the provider of ``key`` that a registration for many services stands for, or why none does."""
        reason = ""
        for open_ in self.open(key):
            found = closing_of(open_, key)
            if isinstance(found, Provider):
                return found
            reason = reason or found
        return reason

    def open(self, key: Key) -> Iterator[Provider]:
        """Yield what is registered for many services, of which ``key`` may be one; the nearest first."""
        origin = get_origin(key.service)
        if is_free(key.service) or not is_generic(origin):
            return
        patterns = [pattern for _, pattern in self._indexed().patterns.get(origin, ())]
        fitting = [pattern for pattern in patterns if unify(pattern.service, key.service, {})]
        for candidate in (*fitting, Key(origin, key.qualifier)):
            found = self._provider(candidate) if candidate.qualifier == key.qualifier else None
            if found is not None:
                yield found

    def _indexed(self) -> _Index:
        """Return the index; looking through all keys for each that is derived takes too long."""
        if self._index is None:
            index = _Index({}, {})
            for place, key in enumerate(list(self._registered)):
                free = is_free(key.service)
                book = index.patterns if free else index.exact
                book.setdefault(get_origin(key.service) if free else key.service, []).append((place, key))
            self._index = index
        return self._index


def closing_of(open_: Provider, key: Key) -> Provider | str:
    """Return the provider of ``key`` that an open one stands for, with its decorators, or why it does not.

    It is kept with the open one: a provider is the place of what it made, and has to outlive the plan.
    """
    known = open_.closings.get(key)
    if known is not None or open_.source is not Source.FACTORY:
        return known or ""
    if depth_of(key.service) > _DEEPEST:
        return f"{_named(open_)} leads to type arguments that are nested without end"
    wraps = None if open_.wraps is None else closing_of(open_.wraps, key)
    if isinstance(wraps, str):
        return wraps
    # A decorator that does not say what it goes around goes around everything.
    fitting = closed(open_.subject, key.service, exact=wraps is None)
    if isinstance(fitting, str):
        return f"{_named(open_)} cannot make it: {fitting}"
    made = Provider(key, open_.lifetime, open_.source, open_.subject, open_.terms)
    made.wraps = wraps
    return open_.closings.setdefault(key, made)


def _named(open_: Provider) -> str:
    factory, key = name_of(open_.subject), name_of(open_.key)
    return f"`{key}`" if factory == key else f"`{factory}`, registered as `{key}`,"
