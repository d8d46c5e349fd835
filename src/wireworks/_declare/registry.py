"""The mutable book of registrations; a change is made whole or not at all (L3, L4)."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from wireworks._declare.scopes import Scopes
from wireworks._model.key import Key
from wireworks._model.provider import Provider, Source
from wireworks._text.message import meant, near
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError


class Registry:
    """Hold the providers of one container in the order they were registered, and the names that its scopes may have."""

    __slots__ = ("_lock", "providers", "scopes")

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        self.providers: dict[Key, Provider] = {}
        self._lock = Lock()

    def copy(self) -> Registry:
        """Return a book of its own with the same registrations."""
        other = Registry(self.scopes)
        with self._lock:
            other.providers.update(self.providers)
        return other

    def admit(self, providers: Iterable[Provider]) -> None:
        """Add all of ``providers``, or none of them.

        Raises:
            ServiceRegistrationError: a key is taken, or stands twice among the new ones, or a scope is not known.
        """
        new: dict[Key, Provider] = {}
        with self._lock:
            for provider in providers:
                self.scopes.admit(provider)
                taken = self.providers.get(provider.key) or new.get(provider.key)
                if taken is not None:
                    raise _duplicate(taken, provider)
                new[provider.key] = provider
            self.providers.update(new)

    def remove(self, key: Key) -> None:
        """Forget the provider of ``key``.

        Raises:
            ServiceNotFoundError: there is none.
        """
        with self._lock:
            if self.providers.pop(key, None) is None:
                hint = meant(near(name_of(key), map(name_of, self.providers)))
                raise ServiceNotFoundError(
                    f"`{name_of(key)}` is not registered, so it cannot be unregistered.{hint}",
                    fix="ask `is_registered` first.",
                    see="registration",
                )


_OTHERWISE = {Source.INSTANCE: "an instance", Source.CONTEXT: "a value that scopes are opened with"}


def _duplicate(taken: Provider, provider: Provider) -> ServiceRegistrationError:
    by = f" by {placed(taken.subject)}" if taken.source is Source.FACTORY else f", as {_OTHERWISE[taken.source]}"
    return ServiceRegistrationError(
        f"`{name_of(provider.key)}` is registered already{by}.",
        fix="unregister it first, or give one of the two a qualifier.",
        see="registration",
    )
