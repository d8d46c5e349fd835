"""The mutable book of registrations; a change is made whole or not at all (L3, L4)."""

from __future__ import annotations

from _thread import allocate_lock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, get_origin

from wireworks._declare.conditions import Condition
from wireworks._declare.deciding import Circumstances, Rest, asked_for, holds, only_when, settled
from wireworks._declare.scopes import Scopes
from wireworks._model.key import Key
from wireworks._model.provider import PLAIN, Provider, Source
from wireworks._text.message import meant, near
from wireworks._text.names import name_of, placed
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError

Rests: TypeAlias = dict[Provider, Rest]
Wrappers: TypeAlias = dict[Key, tuple[Callable[..., object], ...]]


class Registry:
    """Hold the providers of one container in the order they were registered, each with its decorators around it.

    Those whose conditions do not hold are kept apart, as if they were not there. Conditions are settled when something
    is registered; only where one asks for the presence of others there is a book of everything, by which it is decided
    anew with each change that may matter to it.

    Args:
        scopes: the names that scopes may have.
        circumstances: what conditions are decided by.
    """

    __slots__ = ("_book", "_circumstances", "_lock", "_matter", "_off", "_wrappers", "providers", "scopes")

    def __init__(self, scopes: Scopes, circumstances: Circumstances) -> None:
        self.scopes = scopes
        self.providers: dict[Key, Provider] = {}
        self._circumstances = circumstances
        self._wrappers: Wrappers = {}
        self._book: Rests = {}
        self._matter: set[Key] = set()
        self._off: list[Provider] = []
        self._lock = allocate_lock()

    def copy(self) -> Registry:
        """Return a book that says the same and changes by itself."""
        other = Registry(self.scopes, self._circumstances)
        with self._lock:
            other.providers = dict(self.providers)
            other._wrappers = dict(self._wrappers)
            other._book = dict(self._book)
            other._matter = set(self._matter)
            other._off = list(self._off)
        return other

    def admit(self, providers: Iterable[Provider]) -> None:
        """Add all of ``providers``, or none of them.

        Raises:
            ServiceRegistrationError: a key is taken, or stands twice among the new ones, or a scope is not known.
        """
        rests = self._settled(providers)
        with self._lock:
            self._add(rests)

    def admit_one(self, provider: Provider) -> None:
        """Add a provider; errors as for ``admit``."""
        # Nearly all neither have a condition nor matter to one.
        if provider.terms is PLAIN:
            key = provider.key
            with self._lock:
                if not (self._book or key in self.providers or key in self._wrappers):
                    self.providers[key] = provider
                    return
        self.admit([provider])

    def admit_new(self, provider: Provider) -> bool:
        """Add ``provider`` unless its key is taken; tell whether it was added."""
        rests = self._settled([provider])
        with self._lock:
            if provider.key in self.providers:
                return False
            self._add(rests)
            return True

    def replace(self, provider: Provider) -> None:
        """Put ``provider`` in the place of what is registered under its key, behind the decorators that are there.

        Raises:
            ServiceNotFoundError: nothing is.
        """
        rests = self._settled([provider])
        with self._lock:
            old = self.known(provider.key, "replaced").origin
            if self._book or rests[provider] is not True:
                book: Rests = {}
                for each, rest in self._everything().items():
                    book.update(rests if each is old else {each: rest})
                self._decide(_awake(book), self._wrappers)
                self._off += [each for each, rest in rests.items() if rest is False]
            else:
                self.providers[provider.key] = self._decorated(provider, self._wrappers)

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
            ServiceRegistrationError: two others would count without it.
        """
        with self._lock:
            old = self.known(key, "unregistered").origin
            wrappers = {other: around for other, around in self._wrappers.items() if other != key}
            if self._book:
                self._decide({each: rest for each, rest in self._book.items() if each is not old}, wrappers)
            else:
                del self.providers[key]
                self._wrappers = wrappers

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
            what = only_when(key, self.asleep(key)) or f"`{name_of(key)}` is not registered"
            what += f", so it cannot be {deed}.{hint}"
            fix = "name a key that is registered; `is_registered` tells."
        raise ServiceNotFoundError(what, fix=fix, see="not-found")

    def asleep(self, key: Key) -> list[Provider]:
        """Return what is registered under a key that nothing answers for, because no condition holds."""
        return [each for each in self.conditional() if each.key == key]

    def conditional(self) -> list[Provider]:
        """Return all that may be registered under keys that nothing answers for, because no condition holds."""
        return [*self._off, *self._book]

    def _settled(self, providers: Iterable[Provider]) -> Rests:
        """Return what is left of the condition of each; no lock is held, as a condition may be code of the user's."""
        rests: Rests = {}
        for provider in providers:
            self.scopes.admit(provider)
            when = provider.terms.when
            rests[provider] = True if when is None else settled(when, self._circumstances)
        return rests

    def _add(self, rests: Rests) -> None:
        awake = _awake(rests)
        if any(rest is True and provider.key in self._matter for provider, rest in awake.items()):
            self._decide({**self._everything(), **awake}, self._wrappers)
        else:
            self._append(awake)
        if len(awake) < len(rests):
            self._off += [provider for provider, rest in rests.items() if rest is False]

    def _append(self, awake: Rests) -> None:
        """Add what nothing depends on that was decided before; raise before anything has changed.

        What asks for the presence of others sees those that were registered before it, and so changes nothing for them.
        """
        new: dict[Key, Provider] = {}
        for provider, rest in _pending_last(awake):
            key = provider.key
            if rest is True or holds(rest, lambda asked: asked in self.providers or asked in new):
                if key in self.providers or key in new:
                    raise _second(self.providers.get(key) or new[key], provider)
                new[key] = provider
        asked = {key for rest in awake.values() if isinstance(rest, Condition) for key in asked_for(rest)}
        if asked or self._book:
            self._book = self._everything()
            self._book.update(awake)
            self._matter |= asked
        counting = [provider for provider in awake if new.get(provider.key) is provider]
        self.providers.update({provider.key: self._decorated(provider, self._wrappers) for provider in counting})

    def _everything(self) -> Rests:
        return self._book or dict.fromkeys((provider.origin for provider in self.providers.values()), True)

    def _decide(self, book: Rests, wrappers: Wrappers) -> None:
        """Decide by the presence of others what counts from now on; raise before anything has changed."""
        counting = _counting(book)
        self.providers = {key: self._decorated(provider, wrappers) for key, provider in counting.items()}
        pending = [rest for rest in book.values() if isinstance(rest, Condition)]
        self._matter = {key for rest in pending for key in asked_for(rest)}
        self._book = book if pending else {}
        self._wrappers = wrappers

    def _decorated(self, provider: Provider, wrappers: Wrappers) -> Provider:
        """Return a registration with its decorators; those that are there stay, as does what they made."""
        there = self.providers.get(provider.key)
        if there is not None and there.origin is provider:
            return there
        for wrapper in wrappers.get(provider.key, ()):
            provider = provider.wrapped(wrapper)
        return provider


def _awake(rests: Rests) -> Rests:
    return {provider: rest for provider, rest in rests.items() if rest is not False}


def _pending_last(book: Mapping[Provider, Rest]) -> list[tuple[Provider, Rest]]:
    return sorted(book.items(), key=lambda entry: isinstance(entry[1], Condition))


def _counting(book: Mapping[Provider, Rest]) -> dict[Key, Provider]:
    """Return what counts, in the order of ``book``: what asks for the presence of others is decided last, in order.

    Raises:
        ServiceRegistrationError: a key counts twice.
    """
    counting: dict[Key, Provider] = {}
    for provider, rest in _pending_last(book):
        if holds(rest, counting.__contains__):
            if provider.key in counting:
                raise _second(counting[provider.key], provider)
            counting[provider.key] = provider
    return {provider.key: provider for provider in book if counting.get(provider.key) is provider}


def _second(taken: Provider, provider: Provider) -> ServiceRegistrationError:
    taken = taken.origin
    name = name_of(provider.key)
    if taken.terms.when is None and provider.terms.when is None:
        by = f", as {_OTHERWISE[taken.source]}" if taken.source in _OTHERWISE else f" by {placed(taken.subject)}"
        fix = "unregister it first, or give one of the two a qualifier."
        return ServiceRegistrationError(f"`{name}` is registered already{by}.", fix=fix, see="registration")
    both = " and ".join(_OTHERWISE.get(each.source) or placed(each.subject) for each in (taken, provider))
    return ServiceRegistrationError(
        f"`{name}` is registered twice at once: by {both}.",
        fix="give them conditions of which only one holds at a time, or give one of the two a qualifier.",
        see="condition",
    )


_OTHERWISE = {Source.INSTANCE: "an instance", Source.CONTEXT: "a value that scopes are opened with"}
