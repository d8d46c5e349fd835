"""What the faces of a container stand on; the rooms that plan and compile come with the first container, through here.

``import wireworks`` would take twice as long with them. No face imports them at its top; that the others know the types
of what is set here, they owe to this class.
"""

from __future__ import annotations

from _thread import allocate_lock  # `threading` itself is a tenth of what `import wireworks` takes
from collections.abc import Iterable, Mapping
from typing import Any

from wireworks import relations
from wireworks._declare.configuration import Configuration
from wireworks._declare.registry import Registry
from wireworks._faces.opening import Opening
from wireworks._model.provider import Provider, Source
from wireworks._runtime.instances import Instances
from wireworks._runtime.tables import Tables


class Wired(Opening):
    """Hold the registrations, what was made, and what makes more.

    While no override is open, everybody looks into the tables of the resolvers themselves; while one is, tables that
    look at the context first stand in their place.
    """

    _gets: Mapping[Any, Any]
    _agets: Mapping[Any, Any]
    _quick: Mapping[Any, Any]
    _layers: Any
    """A ``Layers``, once an override was opened; it is true while one is."""

    def _wire(self, registry: Registry, configuration: Configuration, built_in: Iterable[Provider]) -> None:
        """Begin with these registrations and those that every container has, and with nothing made."""
        from wireworks._compile.call import Caller
        from wireworks._compile.engine import Engine
        from wireworks._compile.resolvers import Resolvers
        from wireworks._plan.build import Graph

        always = {each.key: each for each in built_in}

        def plan() -> Graph:
            return Graph(registry.providers, always, configuration, registry.scopes, registry.conditional)

        self._registry = registry
        self._configuration = configuration
        self._singletons = Instances()
        self._tables = Tables(self._open_scope, self._singletons, registry.scopes.innermost)
        engine = Engine(
            self._singletons, self._tables.current, lambda maker, scope: relations.bind(self._caller, maker, scope)
        )
        self._resolvers = Resolvers(engine, plan)
        self._caller = Caller(self._resolvers, self.create_scope, self._tables)
        self._layers = None
        self._switching = allocate_lock()
        self._switch()

    def _changed(self) -> None:
        """Hear that the registrations are others now."""
        # Of many registrations in a row only the first has something to forget: then somebody had looked.
        if (self._resolvers.reset() or self._layers) and not self._singletons.closed:
            if self._layers is not None:
                self._layers.reset()
            self._switch()

    def _overrides(self) -> Any:
        """Return the layers of overrides; their room comes when somebody overrides, as tests alone do."""
        from wireworks._compile.layers import Layers

        with self._switching:
            if self._layers is None:
                self._layers = Layers(self._resolvers, self._may_ask)
            return self._layers

    def _switch(self) -> None:
        """Let everybody ask what the context sees, or the resolvers themselves where no override is open."""
        with self._switching:
            tables = self._layers.tables() if self._layers else self._resolvers
            self._tables.gets, self._tables.agets = tables.gets, tables.agets
            plain = ({}, {}) if self._layers else (self._resolvers.gets.plain, self._resolvers.agets.plain)
            self._tables.quick, self._tables.aquick = plain
            self._gets, self._agets = tables.root_gets, tables.root_agets
            self._quick = {} if self._layers else self._resolvers.quick
            self._resolvers.override(is_open=bool(self._layers))
            self._caller.choose = self._layers.resolvers if self._layers else None

    def _may_ask(self, provider: Provider) -> bool:
        """Tell whether what a provider makes has this container, and so may ask it for anything."""
        from wireworks._declare.mentions import mentioned  # tests alone need it, and start-up is dear

        if provider.source is not Source.FACTORY:
            return provider.subject is self
        return any(each is self for each in mentioned(provider.factory))
