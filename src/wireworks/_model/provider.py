"""The record of one registration."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, final

from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.terms import Terms

_PLAIN = Terms()


class Source(Enum):
    """Where the service of a provider comes from."""

    FACTORY = "factory"
    INSTANCE = "instance"
    CONTEXT = "context"
    SCOPE = "scope"


@final
class Provider:
    """One registration; two registrations are never equal, so a provider also names the place of what it made.

    ``subject`` is the factory, or the instance itself; a context value and the scope have none. ``terms`` holds the
    options it was registered with. ``home`` owns the singletons it makes, where that is not the container itself.
    """

    __slots__ = ("home", "key", "lifetime", "source", "subject", "terms")

    def __init__(
        self, key: Key, lifetime: Lifetime, source: Source, subject: Any = None, terms: Terms = _PLAIN
    ) -> None:
        self.key = key
        self.terms = terms
        self.lifetime = lifetime
        self.source = source
        self.subject: Any = subject
        self.home: Any = None

    def again(self, home: object) -> Provider:
        """Return another provider that says the same: what it makes has places of its own, singletons in ``home``."""
        other = Provider(self.key, self.lifetime, self.source, self.subject, self.terms)
        other.home = home
        return other

    @property
    def factory(self) -> Callable[..., Any]:
        """The callable that makes the service; only providers whose source is ``FACTORY`` have one."""
        return self.subject  # type: ignore[no-any-return]  # the registry admits callables alone
