"""The factories of a container: callables that make or fetch one service, in sync or async code (L15)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from types import MethodType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from wireworks._declare.maker import Maker, told_by
from wireworks._model.parameter import Wants
from wireworks._runtime.scope import ServiceScope
from wireworks._runtime.supplier import Supplier
from wireworks.factory import Factory, P

if TYPE_CHECKING:
    from inspect import Signature

T = TypeVar("T")


class BoundFactory(Factory[T, P]):
    """The ``Factory[T]`` of a container: makes or fetches the service of one key, by its lifetime."""

    __slots__ = ("_caller", "_maker", "_scope")

    def __init__(self, caller: Supplier, maker: Maker, scope: ServiceScope | None) -> None:
        self.wiring = None
        self.overrides = []
        self.__wireworks_nodes__ = {}
        self.__wireworks_written__ = {}
        self.__wireworks_origin__ = None
        self._caller = caller
        self._maker = maker
        self._scope = scope

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Make or fetch the service.

        Args:
            *args: what the annotation of the factory lists, or its protocol; nothing for a plain ``Factory[T]``.
            **kwargs: arguments of the moment, for the asked-for service alone.

        Raises:
            ServiceParameterError: its factory has no such parameter, or that is not what the annotation says.
            ServiceResolutionError: it exists already, so that arguments come too late.
        """
        if self.overrides:
            return super().__call__(*args, **kwargs)
        caller, maker, scope = self._caller, self._maker, self._scope
        written = caller.written_for(maker, scope, args, kwargs)
        if written is None:
            return caller.ask(maker, scope, args, kwargs)  # type: ignore[no-any-return]  # what the key says
        self._exchange(written)
        return written(*args, **kwargs)  # type: ignore[no-any-return]  # as above

    def __wireworks_overridden__(self) -> None:
        """Be asked again, and so look at overrides."""
        this: Any = self
        if isinstance(self, _WrittenFactory):
            this.__class__ = BoundFactory

    def _exchange(self, written: Callable[..., T]) -> None:
        if type(self) is BoundFactory:
            self._run = written
            self.__class__ = _WrittenFactory
            if self.overrides:  # set just now, by another thread
                self.__wireworks_overridden__()

    def __repr__(self) -> str:
        return self._maker.spelled


class _WrittenFactory(BoundFactory[T, P]):
    """A factory that was called often enough: calling it is calling the function that was written for it."""

    __slots__ = ()

    __wireworks_kind__ = BoundFactory
    __call__ = BoundFactory._run  # type: ignore[misc]  # noqa: SLF001 - the slot itself, with nothing in between

    @property
    def __signature__(self) -> Signature:
        """What ``inspect`` says of the factory, however often it was called."""
        from inspect import signature

        return signature(MethodType(BoundFactory.__call__, self))


class AsyncFactory(Generic[T, P]):
    """Make or fetch a ``T`` when called and awaited; the async face of ``Factory[T]``.

    ``AsyncFactory[T, [int, str]]`` says what its callers pass, by position.

    Source: L13, L15.
    """

    __wireworks_wants__: ClassVar[Wants] = Wants.ASYNC_FACTORY
    __slots__ = ("_caller", "_maker", "_run", "_scope")
    _run: Any

    def __init__(self, caller: Supplier, maker: Maker, scope: ServiceScope | None) -> None:
        self._caller = caller
        self._maker = maker
        self._scope = scope

    def __class_getitem__(cls, item: Any) -> Any:
        """Return the annotation for a factory of ``item``, as ``Factory`` does."""
        generic: Any = super()
        return generic.__class_getitem__(told_by(item))

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, T]:
        """Make or fetch the service; arguments and errors as for ``Factory``."""
        caller, maker, scope = self._caller, self._maker, self._scope
        written = caller.written_for(maker, scope, args, kwargs)
        if written is None:
            return caller.ask(maker, scope, args, kwargs)  # type: ignore[no-any-return]  # what the key says
        self._exchange(written)
        return written(*args, **kwargs)  # type: ignore[no-any-return]  # as above

    async def invalidate(self, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Forget what is cached for these arguments, also what is just being made for them.

        Inside overrides that reach the service nothing is cached, and so nothing is forgotten.

        Returns:
            Whether it was there.

        Raises:
            ServiceResolutionError: the service is not cached.
            ServiceParameterError: its factory does not take such arguments.

        Source: C3.
        """
        return await self._caller.forget(self._maker, args, kwargs)

    def _exchange(self, written: Callable[..., Any]) -> None:
        this: Any = self
        if type(self) is AsyncFactory:
            self._run = written
            this.__class__ = _WrittenAsyncFactory

    def __repr__(self) -> str:
        return self._maker.spelled


class _WrittenAsyncFactory(AsyncFactory[T, P]):
    """An async factory that was called often enough."""

    __slots__ = ()

    __wireworks_kind__ = AsyncFactory
    __call__ = AsyncFactory._run  # type: ignore[misc]  # noqa: SLF001 - as above

    @property
    def __signature__(self) -> Signature:
        """What ``inspect`` says of the factory, however often it was called."""
        from inspect import signature

        return signature(MethodType(AsyncFactory.__call__, self))
