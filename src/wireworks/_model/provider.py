"""The record of one registration."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.record import Enum, NamedTuple

if TYPE_CHECKING:
    from datetime import timedelta

TTL: TypeAlias = "float | timedelta"
"""Seconds, or a ``timedelta``; more than nothing."""

Tags: TypeAlias = str | Iterable[str] | Callable[..., str | Iterable[str]]
"""Texts, or what gives them for the arguments of a call, which it takes by name."""


class Source(Enum):
    """Where the service of a provider comes from."""

    FACTORY = "factory"
    INSTANCE = "instance"
    CONTEXT = "context"
    SCOPE = "scope"


class Terms(NamedTuple):
    """The qualifier and the options of one registration, ``when`` being a condition or ``None``, ``ttl`` a time."""

    qualifier: Hashable = None
    eager: bool = False
    scope: str | None = None
    enter: bool = False
    when: Any = None
    ttl: Any = None
    tags: Any = ()


PLAIN: Final = Terms()
"""Those of a registration that says nothing."""

_NONE: Final[dict[Key, Any]] = {}
"""Stays empty: what most services stand for, which is nothing but themselves."""


class Kept(NamedTuple):
    """A service that is kept in a cache.

    ``service`` names its key, ``factory`` what makes it, both by their modules, so that every process says the same.
    ``model`` is the type of its values; ``provider`` is its registration here.
    """

    service: str
    factory: str
    model: Any
    ttl: TTL
    tags: Tags
    provider: Provider


@final
class Provider:
    """One registration; two registrations are never equal, so a provider also names the place of what it made.

    ``subject`` is the factory, or the instance itself; a context value and the scope have none. ``terms`` holds the
    options it was registered with. ``home`` owns the singletons it makes, where that is not the container itself.
    ``wraps`` is the provider that this one is decorated around, if it is a decorator. ``closings`` are the providers of
    the closed generic services that this one stands for, by key; they live as long as it does.
    """

    __slots__ = ("closings", "home", "key", "lifetime", "source", "subject", "terms", "wraps")

    def __init__(self, key: Key, lifetime: Lifetime, source: Source, subject: Any = None, terms: Terms = PLAIN) -> None:
        self.key = key
        self.terms = terms
        self.lifetime = lifetime
        self.source = source
        self.subject: Any = subject
        self.home: Any = None
        self.wraps: Provider | None = None
        many = getattr(key.service, "__parameters__", None)
        self.closings: dict[Key, Provider] = {} if many else _NONE

    def wrapped(self, wrapper: Callable[..., object]) -> Provider:
        """Return the provider of the same service with ``wrapper`` around it; what is made is kept as long.

        Around what is cached it is made anew each time.
        """
        lifetime, terms = self.lifetime, self.terms._replace(enter=False)
        if lifetime is Lifetime.CACHED:
            # The value is what is kept, and what is around it may be no value at all.
            lifetime, terms = Lifetime.TRANSIENT, terms._replace(ttl=None, tags=())
        outer = Provider(self.key, lifetime, Source.FACTORY, wrapper, terms)
        outer.wraps = self
        return outer

    @property
    def layers(self) -> list[Provider]:
        """This provider and what it is decorated around, from the outside in; the last is the registration itself."""
        layers: list[Provider] = [self]
        while (below := layers[-1].wraps) is not None:
            layers.append(below)
        return layers

    @property
    def origin(self) -> Provider:
        """The registration itself, behind all decorators."""
        return self.layers[-1]

    def again(self, home: object) -> Provider:
        """Return another provider that says the same: what it makes has places of its own, singletons in ``home``."""
        other = Provider(self.key, self.lifetime, self.source, self.subject, self.terms)
        other.home = home
        other.wraps = self.wraps
        return other

    @property
    def factory(self) -> Callable[..., Any]:
        """The callable that makes the service; only providers whose source is ``FACTORY`` have one."""
        return self.subject  # type: ignore[no-any-return]  # the registry admits callables alone
