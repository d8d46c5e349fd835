"""The face of a container that is started, checked and closed, and forgets what is cached (L25, L27, C3)."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from wireworks._declare.maker import Maker
from wireworks._faces.wired import Wired
from wireworks._model.parameter import Root, Wants
from wireworks.errors import ServiceClosedError

if TYPE_CHECKING:
    from typing_extensions import TypeForm


class Running(Wired):
    """Check a container, start it, have it forget what is cached, and close it."""

    def validate(self, roots: Iterable[Root] = ()) -> None:
        """Check the whole graph, making nothing.

        Args:
            roots: functions outside the container that will ask it for services, such as endpoints.

        Raises:
            ServiceGraphError: something is wrong with it; the group holds every problem.

        Source: L27.
        """
        from wireworks._plan.check import check  # as below

        self._refuse_closed()
        check(self._caller.seen().graph, roots)

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
        eager = self._eager(roots)
        try:
            for key in eager:
                self._gets[key]()
        except BaseException as error:
            self._exit(error)
            raise

    async def astart(self, roots: Iterable[Root] = ()) -> None:
        """Do what ``start`` does from async code; eager singletons are made at the same time."""
        from wireworks._runtime.together import together  # once in a program, and start-up is dear

        eager = self._eager(roots)
        try:
            await together([self._agets[key]() for key in eager])
        except BaseException as error:
            await self._aexit(error)
            raise

    def close(self) -> None:
        """Close every singleton, newest first; using the container afterwards is an error, closing it again is not.

        ``reopen`` opens it anew.

        Raises:
            ServiceCloseError: some failed to close, or need ``aclose``, which still closes them.

        Source: L25.
        """
        self._exit(None)

    async def aclose(self) -> None:
        """Do what ``close`` does, awaiting whatever takes ``await``."""
        await self._aexit(None)

    def reopen(self) -> None:
        """Open a closed container again: the same registrations and overrides, nothing made.

        Whoever holds the container, or a factory or function of it, is served again. An open one stays as it is.

        Raises:
            ServiceClosedError: something waits to be closed by ``aclose``, as ``close`` could not.

        Example:
            >>> from wireworks import ServiceContainer
            >>> class Clock: ...
            >>> container = ServiceContainer().add_singleton(Clock)
            >>> clock = container.get(Clock)
            >>> container.close()
            >>> container.reopen()
            >>> container.get(Clock) is clock
            False

        Source: L25.
        """
        if not self._singletons.closed:
            return
        if not self._singletons.reopen():
            what = "The container was closed, and something of it waits for `aclose`."
            raise ServiceClosedError(what, fix="`await container.aclose()` before it is opened again.", see="closed")
        self._resolvers.reopen()
        if self._layers is not None:
            self._layers.reopen()
        self._tables.closed = False
        self._switch()

    async def invalidate(self, key: TypeForm[object], /, **arguments: object) -> bool:
        """Forget what is cached for some arguments; as ``AsyncFactory.invalidate``.

        Args:
            key: what ``get`` takes.
            **arguments: those of the call.

        Raises:
            ServiceNotFoundError: the key is not registered.
            ServiceResolutionError: it is not cached.

        Source: C3.
        """
        return await self._caller.forget(Maker(self._resolvers.key(key), Wants.ASYNC_FACTORY), (), arguments)

    async def invalidate_tags(self, *tags: str) -> bool:
        """Forget everything that is cached under one of ``tags``; false if the store did not answer.

        Source: C3.
        """
        return await self._caller.forget_tags(tags)

    def __enter__(self) -> Self:
        self._refuse_closed()
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
        if self._layers is not None:
            self._layers.close()
        self._quick = {}

    def _eager(self, roots: Iterable[Root]) -> list[Any]:
        """Check the whole graph; return what to ask for so that every eager singleton is made."""
        from wireworks._plan.check import check, eager  # which no face imports at its top

        self._refuse_closed()
        return eager(check(self._caller.seen().graph, roots))

    def _refuse_closed(self) -> None:
        if self._singletons.closed:
            raise self._singletons.gone()
