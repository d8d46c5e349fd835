"""What a reader may have had in mind who asked for something that is not there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from itertools import islice

from wireworks._declare.configuration import Configuration
from wireworks._declare.deciding import only_when
from wireworks._model.key import Key
from wireworks._model.provider import Provider
from wireworks._text.names import name_of
from wireworks._text.vocabulary import Vocabulary

_MANY = 10_000


class Suggestions:
    """The keys that are registered and the names that are configured, read once for any number of questions."""

    def __init__(
        self, keys: Iterable[Key], configuration: Configuration, conditional: Callable[[], Iterable[Provider]]
    ) -> None:
        self._keys = keys
        self._conditional = conditional
        self._configuration = configuration
        self._qualifier_names: dict[object, tuple[dict[str, Hashable], Vocabulary]] = {}

    def only_when(self, key: Key) -> str:
        """Return the words for when a key would be there whose conditions do not hold; nothing without any."""
        return only_when(key, self._asleep.get(key, []))

    def qualifiers(self, service: object) -> list[Hashable]:
        """Return the qualifiers that a type is registered with; ``None`` among them means without."""
        return self._qualifiers.get(service, [])

    def qualifiers_near(self, key: Key) -> list[Key]:
        """Return keys of the same type whose qualifiers look like that of ``key``."""
        by_name, names = self._qualifier_names.get(key.service) or self._read_qualifiers(key.service)
        return [key._replace(qualifier=by_name[name]) for name in names.near(name_of(key.qualifier))]

    def below(self, service: object) -> list[Key]:
        """Return the keys of subclasses, which do not answer for their base."""
        return self._below.get(service, [])

    def alike(self, key: Key) -> list[str]:
        """Return the names of keys that look like ``key``."""
        return self._names.near(name_of(key))

    @property
    def configured(self) -> bool:
        """Whether there is a configuration at all."""
        return self._configuration.given

    def configured_alike(self, name: str) -> list[str]:
        """Return names of the configuration that look like ``name``."""
        return self._configured.near(name)

    def _read_qualifiers(self, service: object) -> tuple[dict[str, Hashable], Vocabulary]:
        by_name = {name_of(qualifier): qualifier for qualifier in self.qualifiers(service)}
        self._qualifier_names[service] = by_name, Vocabulary(by_name)
        return self._qualifier_names[service]

    @cached_property
    def _asleep(self) -> dict[Key, list[Provider]]:
        found: dict[Key, list[Provider]] = {}
        for each in self._conditional():
            found.setdefault(each.key, []).append(each)
        return found

    @cached_property
    def _qualifiers(self) -> dict[object, list[Hashable]]:
        found: dict[object, list[Hashable]] = {}
        for key in self._keys:
            found.setdefault(key.service, []).append(key.qualifier)
        return found

    @cached_property
    def _below(self) -> dict[object, list[Key]]:
        found: dict[object, list[Key]] = {}
        for key in self._keys:
            for base in getattr(key.service, "__mro__", ())[1:-1]:  # neither itself nor ``object``
                found.setdefault(base, []).append(key)
        return found

    @cached_property
    def _names(self) -> Vocabulary:
        return Vocabulary(name_of(key) for key in self._keys)

    @cached_property
    def _configured(self) -> Vocabulary:
        return Vocabulary(islice(self._configuration.names(), _MANY))
