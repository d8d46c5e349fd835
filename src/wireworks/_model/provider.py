"""The record of one registration."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, final

from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime


class Source(Enum):
    """Where the service of a provider comes from."""

    FACTORY = "factory"
    INSTANCE = "instance"
    CONTEXT = "context"
    SCOPE = "scope"


@final
class Provider:
    """One registration; two registrations are never equal, so a provider also names the place of what it made.

    ``subject`` is the factory, or the instance itself; a context value and the scope have none. ``eager``: it is made
    when the container starts.
    """

    __slots__ = ("eager", "key", "lifetime", "source", "subject")

    def __init__(
        self, key: Key, lifetime: Lifetime, source: Source, subject: Any = None, *, eager: bool = False
    ) -> None:
        self.key = key
        self.eager = eager
        self.lifetime = lifetime
        self.source = source
        self.subject: Any = subject

    @property
    def factory(self) -> Callable[..., Any]:
        """The callable that makes the service; only providers whose source is ``FACTORY`` have one."""
        return self.subject  # type: ignore[no-any-return]  # the registry admits callables alone
