"""What resolvers share at run time, whether they are interpreted or generated."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from wireworks._declare.maker import Maker
from wireworks._model.provider import Provider
from wireworks._model.record import NamedTuple
from wireworks._plan.records import Node
from wireworks._runtime.flight import Flight
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope


class Engine(NamedTuple):
    """The instances of the container, its current scope, and how it binds a factory that is injected.

    ``bind`` returns what a ``Maker`` stands for; its scope is where that makes things (``None``: the one that is
    current when it is asked to). ``watch`` is told what is asked for inside a making, where somebody wants to know.
    """

    root: Instances
    current: ContextVar[ServiceScope | None]
    bind: Callable[[Maker, ServiceScope | None], object]
    watch: Callable[[Node, Flight], None] | None = None

    def home(self, provider: Provider) -> Instances:
        """Return who owns the singletons of a provider."""
        return self.root if provider.home is None else provider.home
