"""The face of a container that shows how it is wired; looking makes nothing and changes nothing (L30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wireworks import graph as graphs
from wireworks._faces.wired import Wired

if TYPE_CHECKING:
    from typing_extensions import TypeForm


class Looking(Wired):
    """Show the graph of a container, and the code that makes a service; inside overrides, as they change it."""

    @property
    def graph(self) -> graphs.ServiceGraph:
        """Everything that is registered, what it needs, and what is wrong with it, as it stands now.

        Raises:
            ServiceClosedError: the container was closed.

        Source: L30.
        """
        from wireworks.graph._reading import read_all  # few programs look at their graph, and start-up is dear

        if self._singletons.closed:
            raise self._singletons.gone()
        return read_all(self._caller.seen().graph)

    def graph_of(self, key: TypeForm[object]) -> graphs.ServiceGraph:
        """Return the part of the graph that making ``key`` takes, and what its factories may make; ``key`` comes first.

        Args:
            key: what ``get`` takes.

        Raises:
            ServiceNotFoundError: the key is not registered.
            ServiceClosedError: the container was closed.
        """
        from wireworks.graph._reading import read_below  # as above

        seen = self._caller.seen()
        return read_below(seen.graph, seen.planned(key))

    def explain(self, key: TypeForm[object]) -> str:
        """Return what is made when ``key`` is asked for: a tree with lifetimes, parameters and places.

        Problems are shown where they are, not raised. What several services need has its branches once.

        Args:
            key: what ``get`` takes.

        Raises:
            ServiceNotFoundError: the key is not registered.
            ServiceClosedError: the container was closed.

        Source: L30.
        """
        return self.graph_of(key).tree()

    def source(self, key: TypeForm[object]) -> str:
        """Return the Python that is generated to make ``key``, and what that calls, as things stand.

        Singletons that are there are constants in it: ask again after the first use, and see what runs from then on.

        Args:
            key: what ``get`` takes. The code of what takes ``await`` is that of ``aget``.

        Raises:
            ServiceClosedError: the container was closed.
            ServiceError: the key is not registered, or something that it needs has a problem.

        Source: L30.
        """
        from wireworks._compile.listing import Listing  # as above

        seen = self._caller.seen()
        return Listing(seen.tiers().compiler, seen.sound(seen.planned(key))).text

    def module(self, target: str = "") -> str:
        """Return a module of plain, typed Python that makes the same services without a container.

        What it makes lives as long and is closed in the same order. Overrides are left out. Values of the configuration
        and objects that were handed in do not stand in it: whoever uses it passes them.

        Args:
            target: where this container is, as ``MODULE:ATTRIBUTE``, for the first line of the module.

        Raises:
            ServiceGraphError: the wiring has problems, or holds what no other module can have; the group has all of it.
            ServiceClosedError: the container was closed.

        Source: L30.
        """
        from wireworks._ahead.module import module_of  # as above

        if self._singletons.closed:
            raise self._singletons.gone()
        return module_of(self._resolvers.graph, self._registry.scopes.names, target)
