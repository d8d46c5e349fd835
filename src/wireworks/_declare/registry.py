"""The mutable book of registrations; a change is made whole or not at all (L3, L4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import get_origin

from wireworks._declare.scopes import Scopes
from wireworks._model.key import Key
from wireworks._model.provider import Provider, Source
from wireworks._text.message import meant, near
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError


class Registry:
    """Hold the providers of one container in the order they were registered, each with its decorators around it.

    ``scopes`` are the names that its scopes may have.
    """

    __slots__ = ("_lock", "_wrappers", "providers", "scopes")

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        self.providers: dict[Key, Provider] = {}
        self._wrappers: dict[Key, tuple[Callable[..., object], ...]] = {}
        self._lock = Lock()

    def copy(self) -> Registry:
        """Return a book that says the same and changes by itself."""
        other = Registry(self.scopes)
        with self._lock:
            other.providers.update(self.providers)
            other._wrappers.update(self._wrappers)
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
                    raise _duplicate(taken.origin, provider)
                new[provider.key] = provider
            self.providers.update(new)

    def admit_new(self, provider: Provider) -> bool:
        """Add ``provider`` unless its key is taken; tell whether it was added."""
        with self._lock:
            self.scopes.admit(provider)
            return self.providers.setdefault(provider.key, provider) is provider

    def replace(self, provider: Provider) -> None:
        """Put ``provider`` in the place of what is registered under its key, behind the decorators that are there.

        Raises:
            ServiceNotFoundError: nothing is.
        """
        with self._lock:
            self.scopes.admit(provider)
            self.known(provider.key, "replaced")
            for wrapper in self._wrappers.get(provider.key, ()):
                provider = provider.wrapped(wrapper)
            self.providers[provider.key] = provider

    def decorate(self, key: Key, wrapper: Callable[..., object]) -> None:
        """Put ``wrapper`` around what is registered under ``key``.

        Raises:
            ServiceNotFoundError: nothing is.
        """
        with self._lock:
            self.providers[key] = self.known(key, "decorated").wrapped(wrapper)
            self._wrappers[key] = (*self._wrappers.get(key, ()), wrapper)

    def remove(self, key: Key) -> None:
        """Forget the provider of ``key``, and its decorators.

        Raises:
            ServiceNotFoundError: there is none.
        """
        with self._lock:
            self.known(key, "unregistered")
            del self.providers[key]
            self._wrappers.pop(key, None)

    def known(self, key: Key, deed: str) -> Provider:
        """Return the provider of ``key``, to which ``deed`` is to be done.

        Raises:
            ServiceNotFoundError: there is none.
        """
        provider = self.providers.get(key)
        if provider is not None:
            return provider
        generic = Key(get_origin(key.service), key.qualifier)
        if generic in self.providers:
            name, known = name_of(key), name_of(generic)
            what = f"`{name}` cannot be {deed}: it is not registered itself, but follows from `{known}`."
            fix = f"name `{known}`, or register `{name}` beside it."
        else:
            hint = meant(near(name_of(key), map(name_of, self.providers)))
            what = f"`{name_of(key)}` is not registered, so it cannot be {deed}.{hint}"
            fix = "name a key that is registered; `is_registered` tells."
        raise ServiceNotFoundError(what, fix=fix, see="not-found")


_OTHERWISE = {Source.INSTANCE: "an instance", Source.CONTEXT: "a value that scopes are opened with"}


def _duplicate(taken: Provider, provider: Provider) -> ServiceRegistrationError:
    by = f" by {placed(taken.subject)}" if taken.source is Source.FACTORY else f", as {_OTHERWISE[taken.source]}"
    return ServiceRegistrationError(
        f"`{name_of(provider.key)}` is registered already{by}.",
        fix="unregister it first, or give one of the two a qualifier.",
        see="registration",
    )
