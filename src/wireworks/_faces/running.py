"""The face of a container that is started, checked and closed (L25, L27)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from wireworks._compile.layers import Layers
from wireworks._compile.resolvers import Resolvers
from wireworks._declare.keys import asked_with
from wireworks._declare.registry import Registry
from wireworks._declare.variables import is_open
from wireworks._plan.check import Root, check, for_themselves
from wireworks._plan.records import Node
from wireworks._runtime.instances import Instances
from wireworks._runtime.tables import Tables
from wireworks._runtime.together import together


class Running:
    """Check a container, start it, and close it."""

    _registry: Registry
    _resolvers: Resolvers
    _layers: Layers
    _singletons: Instances
    _tables: Tables
    _gets: Mapping[Any, Any]
    _agets: Mapping[Any, Any]
    _ready: Mapping[Any, Any]

    def validate(self, roots: Iterable[Root] = ()) -> None:
        """Check the whole graph, making nothing.

        Args:
            roots: functions outside the container that will ask it for services, such as endpoints.

        Raises:
            ServiceGraphError: something is wrong with it; the group holds every problem.

        Source: L27.
        """
        self._checked(roots)

    def start(self, roots: Iterable[Root] = ()) -> None:
        """Check the whole graph, then make every eager singleton, so that nothing is left for the first request.

        Args:
            roots: as for ``validate``.

        Raises:
            ServiceGraphError: something is wrong with the graph; nothing was made.
            ServiceAsyncError: an eager singleton takes ``await``.
            Exception: whatever a factory raises. The container is closed then, and with it what was made before.

        Source: L25.
        """
        eager = _eager(self._checked(roots))
        try:
            for key in eager:
                self._gets[key]()
        except BaseException as error:
            self._exit(error)
            raise

    async def astart(self, roots: Iterable[Root] = ()) -> None:
        """Do what ``start`` does from async code; eager singletons are made at the same time."""
        eager = _eager(self._checked(roots))
        try:
            await together([self._agets[key]() for key in eager])
        except BaseException as error:
            await self._aexit(error)
            raise

    def close(self) -> None:
        """Close every singleton, newest first; using the container afterwards is an error, closing it again is not.

        Raises:
            ServiceCloseError: some failed to close, or need ``aclose``, which still closes them.

        Source: L25.
        """
        self._exit(None)

    async def aclose(self) -> None:
        """Do what ``close`` does, awaiting whatever takes ``await``."""
        await self._aexit(None)

    def __enter__(self) -> Self:
        if self._singletons.closed:
            raise self._singletons.gone()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exit(error)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._aexit(error)

    def _exit(self, outcome: BaseException | None) -> None:
        self._close_door()
        self._singletons.exit(outcome)

    async def _aexit(self, outcome: BaseException | None) -> None:
        self._close_door()
        await self._singletons.aexit(outcome)

    def _close_door(self) -> None:
        self._tables.closed = True
        self._resolvers.close(self._singletons.gone)
        self._layers.close()
        self._ready = {}

    def _checked(self, roots: Iterable[Root]) -> list[Node]:
        if self._singletons.closed:
            raise self._singletons.gone()
        return check(self._layers.resolvers().graph, roots)


def _eager(nodes: Collection[Node]) -> list[Any]:
    """Return what to ask for so that every eager singleton is made; a generic one that nobody closes is left alone."""
    wanted = [node for node in for_themselves(nodes) if node.provider.terms.eager]
    return [asked_with(node.key) for node in wanted if not (node.broken and is_open(node.key.service))]
