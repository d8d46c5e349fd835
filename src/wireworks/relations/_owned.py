"""A service in a scope of its own, for the length of a ``with`` statement (L16)."""

from __future__ import annotations

from _thread import _local  # pyright: ignore[reportPrivateUsage]  # `threading`, where it is public, takes long to import
from collections.abc import Callable
from functools import partial
from types import CoroutineType, TracebackType
from typing import Any, ClassVar, Generic, TypeVar, cast

from wireworks._declare.maker import Maker
from wireworks._model.parameter import Wants
from wireworks._runtime.scope import ServiceScope
from wireworks._runtime.supplier import Supplier
from wireworks._text.names import name_of
from wireworks.errors import ServiceScopeError

T_co = TypeVar("T_co", covariant=True)
F = TypeVar("F", bound=Callable[..., Any])


class _Entry:
    """One ``with`` statement over an ``Owned``, which is ``None`` until the statement begins if its class was asked."""

    __slots__ = ("owned", "scope")

    def __init__(self, owned: Owned[Any] | None) -> None:
        self.owned = owned
        self.scope: ServiceScope | None = None


class _Loaded(_local):
    """The ends that were loaded in this thread, of statements that have not begun yet."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []

    def begun(self, owned: Owned[Any]) -> _Entry | None:
        """Return the entry of the statement that begins, or ``None`` if it is none."""
        for place in reversed(range(len(self.entries))):
            entry = self.entries[place]
            if entry.owned is owned or entry.owned is None:
                del self.entries[place:]
                return entry
        return None


_LOADED = _Loaded()
_UNBOUND = _Entry(None)


class _End:
    """Give every ``with`` statement an end of its own, so that many may be open over one object.

    Python loads the end of a context manager and only then calls its beginning, and so do exit stacks. The end that was
    loaded last in this thread is therefore that of the statement that begins now, and knows its scope from then on,
    whichever task, thread or context calls it.
    """

    def __init__(self, leave: Callable[..., Any]) -> None:
        self._leave = leave

    def __get__(self, owned: Owned[Any] | None, cls: object) -> Callable[..., Any]:
        entry = _Entry(owned)
        _LOADED.entries.append(entry)
        return partial(self._leave, entry=entry) if owned is None else partial(self._leave, owned, entry=entry)


def _of_each_statement(leave: F) -> F:
    return cast("F", _End(leave))


class Owned(Generic[T_co]):
    """Make a ``T`` in a scope of its own, for the length of a ``with`` or ``async with`` statement.

    As an annotation, ``Owned[T]`` asks a container for one. Whoever enters it closes what was made, with the outcome of
    the statement's body; the scope around has no part in it. It may be entered again, also while it is open, by any
    number of threads and tasks: every statement has its own scope.

    That scope lies inside the scope of the service that took the ``Owned``, or for a singleton inside the one that is
    current, if any. It does not become the current one.

    Source: L16, L20.
    """

    __wireworks_wants__: ClassVar[Wants] = Wants.OWNED
    __slots__ = ("__weakref__", "_by_hand", "_caller", "_maker", "_scope")

    def __init__(self, caller: Supplier, maker: Maker, scope: ServiceScope | None) -> None:
        self._caller = caller
        self._maker = maker
        self._scope = scope
        self._by_hand: list[ServiceScope] = []

    def __enter__(self) -> T_co:
        scope = self._begin()
        try:
            return cast("T_co", self._caller.make_at_once(self._maker, scope, "`async with`"))
        except BaseException as error:
            scope.exit(error)
            raise

    @_of_each_statement
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        *,
        entry: _Entry = _UNBOUND,
    ) -> None:
        self._end(entry).exit(error)

    def __aenter__(self) -> CoroutineType[Any, Any, T_co]:
        # No coroutine function: the end was loaded just now, and is looked for before anything else may run.
        return self._amade(self._begin())  # type: ignore[return-value]  # what a coroutine function gives is one

    @_of_each_statement
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        *,
        entry: _Entry = _UNBOUND,
    ) -> None:
        await self._end(entry).aexit(error)

    def __repr__(self) -> str:
        return f"Owned[{name_of(self._maker.key)}]"

    def _begin(self) -> ServiceScope:
        entry = _LOADED.begun(self)
        scope = self._caller.open_scope(self._scope, self._maker.key)
        if entry is None:
            self._by_hand.append(scope)
        else:
            entry.scope = scope
        return scope

    def _end(self, entry: _Entry) -> ServiceScope:
        if entry.scope is not None:
            return entry.scope
        # Loaded by hand, for a beginning that was called by hand as well.
        _LOADED.entries.remove(entry)
        if not self._by_hand:
            raise ServiceScopeError(
                f"`{self!r}` was left before it was entered.", fix="use a `with` statement.", see="scope"
            )
        return self._by_hand.pop()

    async def _amade(self, scope: ServiceScope) -> T_co:
        try:
            return cast("T_co", await self._caller.amake(self._maker, scope, {}))
        except BaseException as error:
            await scope.aexit(error)
            raise
