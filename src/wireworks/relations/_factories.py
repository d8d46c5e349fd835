"""The factories of a container: callables that make or fetch one service, in sync or async code (L15)."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, ClassVar, Generic, TypeVar

from wireworks._compile.call import Caller
from wireworks._model.parameter import Wants
from wireworks._plan.records import Maker
from wireworks._runtime.scope import ServiceScope
from wireworks._text.names import name_of
from wireworks.factory import Factory

T = TypeVar("T")


class BoundFactory(Factory[T]):
    """The ``Factory[T]`` of a container: makes or fetches the service of one key, by its lifetime."""

    __slots__ = ("_caller", "_maker", "_scope")

    def __init__(self, caller: Caller, maker: Maker, scope: ServiceScope | None) -> None:
        self.wiring = None
        self.overrides = []
        self.__wireworks_nodes__ = {}
        self.__wireworks_origin__ = None
        self._caller = caller
        self._maker = maker
        self._scope = scope

    def __call__(self, /, **kwargs: Any) -> T:
        """Make or fetch the service.

        Args:
            **kwargs: arguments of the moment, for the asked-for service alone.

        Raises:
            ServiceParameterError: its factory has no such parameter.
            ServiceResolutionError: it exists already, so that arguments come too late.
        """
        if self.overrides:
            return super().__call__(**kwargs)
        return self._caller.make(self._maker, self._scope, kwargs)  # type: ignore[no-any-return]  # what the key says

    def __repr__(self) -> str:
        return f"Factory[{name_of(self._maker.key)}]"


class AsyncFactory(Generic[T]):
    """Make or fetch a ``T`` when called and awaited; the async face of ``Factory[T]``. Source: L13, L15."""

    __wireworks_wants__: ClassVar[Wants] = Wants.ASYNC_FACTORY
    __slots__ = ("_caller", "_maker", "_scope")

    def __init__(self, caller: Caller, maker: Maker, scope: ServiceScope | None) -> None:
        self._caller = caller
        self._maker = maker
        self._scope = scope

    def __call__(self, /, **kwargs: Any) -> Coroutine[Any, Any, T]:
        """Make or fetch the service; arguments and errors as for ``Factory``."""
        return self._caller.amake(self._maker, self._scope, kwargs)

    def __repr__(self) -> str:
        return f"AsyncFactory[{name_of(self._maker.key)}]"
