"""The rest of the kit, for services that make others later, or in a scope of their own."""

# What is private here is used where it is copied to.
# pyright: reportUnusedClass=false, reportUnusedFunction=false

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar, cast

# They are private in the module that all of it is copied into.
from wireworks._ahead.kit import _T, _AsyncOwner, _Owner  # pyright: ignore[reportPrivateUsage]

_S = TypeVar("_S")


def _only_awaited() -> NoReturn:
    raise RuntimeError("Making it takes `await`: use `await lazy.avalue()`.")


def _awaitable(make: Callable[..., _T]) -> Callable[..., Coroutine[Any, Any, _T]]:
    async def made(*args: Any, **kwargs: Any) -> _T:
        return make(*args, **kwargs)

    return made


_CURRENT: ContextVar[tuple[_Owner, ...]] = ContextVar("_CURRENT", default=())


class _Current(_Owner):
    """Be the current scope of a thread or task inside a `with` statement."""

    def __enter__(self) -> Self:
        _CURRENT.set((*_CURRENT.get(), self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._leave()
        super().__exit__(kind, error, traceback)

    def _leave(self) -> None:
        _CURRENT.set(tuple(each for each in _CURRENT.get() if each is not self))


class _AsyncCurrent(_Current, _AsyncOwner):
    """Be the current scope of a task inside an `async with` statement as well."""

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._leave()
        await super().__aexit__(kind, error, traceback)


def _current(around: _Owner, kind: type[_S], *others: type[Any]) -> _S:
    """Return the innermost scope that is open here, inside `around`: of a kind, or of others that give the same."""
    for scope in reversed(_CURRENT.get()):
        outer: _Owner | None = scope
        while outer is not None and outer is not around:
            outer = outer.outer
        if isinstance(scope, (kind, *others)) and outer is around:
            return cast("_S", scope)
    raise LookupError(f"No `{kind.__name__}` is open here; ask inside a `with` statement over one.")


_OPEN: ContextVar[tuple[tuple[object, Any], ...]] = ContextVar("_OPEN", default=())


class _Owned(Generic[_T]):
    """Make a service in a scope of its own, for the length of a `with` statement."""

    def __init__(self, scope: Callable[[], Any], make: Callable[[Any], _T]) -> None:
        self._scope = scope
        self._make = make

    def __enter__(self) -> _T:
        scope = self._scope()
        try:
            service = self._make(scope)
        except BaseException as error:
            scope.__exit__(type(error), error, error.__traceback__)
            raise
        _OPEN.set((*_OPEN.get(), (self, scope)))
        return service

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._left().__exit__(kind, error, traceback)

    def _left(self) -> Any:
        """Return the scope of the innermost statement over this, which ends now."""
        entries = _OPEN.get()
        place = next(place for place in reversed(range(len(entries))) if entries[place][0] is self)
        _OPEN.set((*entries[:place], *entries[place + 1 :]))
        return entries[place][1]


class _AsyncOwned(_Owned[Any]):
    """Make a service in a scope of its own, for the length of an `async with` statement as well."""

    def __enter__(self) -> Any:
        if iscoroutinefunction(self._make):
            raise RuntimeError("Making it takes `await`: use `async with`.")
        return super().__enter__()

    async def __aenter__(self) -> Any:
        scope = self._scope()
        try:
            service = self._make(scope)
            if iscoroutinefunction(self._make):
                service = await service
        except BaseException as error:
            await scope.__aexit__(type(error), error, error.__traceback__)
            raise
        _OPEN.set((*_OPEN.get(), (self, scope)))
        return service

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._left().__aexit__(kind, error, traceback)
