"""The face of a container whose services are replaced for a while, as tests do (L29)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import Token
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar, overload

from wireworks._declare.keys import asked
from wireworks._faces.wired import Wired
from wireworks._model.key import Key
from wireworks._model.override import Frame
from wireworks._model.parameter import Wants
from wireworks._model.provider import Provider
from wireworks._model.sentinel import MISSING
from wireworks._runtime.instances import Instances
from wireworks._text.names import name_of
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError, ServiceScopeError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

C = TypeVar("C")
T = TypeVar("T")
Opened: TypeAlias = tuple[Frame, Token[Any] | None]


class Overriding(Wired):
    """Replace services inside a ``with`` statement."""

    @overload
    def override(self, stand_ins: Mapping[Any, object], /, *, everywhere: bool = ...) -> Override[Self]: ...
    @overload
    def override(self, key: TypeForm[object], stand_in: object, /, *, everywhere: bool = ...) -> Override[Self]: ...
    def override(self, key: Any, value: object = MISSING, /, *, everywhere: bool = False) -> Override[Self]:
        """Put something else in the place of services inside a ``with`` or ``async with`` statement.

        Everything that depends on them, however far, is made anew inside, and forgotten and closed at the end; all
        else stays the very same. Overrides nest, the last one opened wins, and each is undone whatever happens.

        Args:
            key: a registered key, or a mapping of several to what stands in for them.
            value: an object that fits the key is handed out, and never closed. A class, function, partial or
                ``Factory(...)`` makes the service instead, its parameters filled by the container, and what it makes is
                kept as long as what it replaces. Anything else is handed out as it is; no type is refused.
            everywhere: let every thread and task see it, such as those of a server under test. Otherwise only the
                context that opened it does, and the tasks started inside.

        Raises:
            ServiceNotFoundError: a key is not registered; nothing is overridden.
            ServiceClosedError: the container was closed.

        Example:
            >>> from wireworks import ServiceContainer
            >>> class Clock: ...
            >>> container = ServiceContainer().add_singleton(Clock)
            >>> with container.override(Clock, "noon"):
            ...     container.get(Clock)
            'noon'

        Source: L29.
        """
        if self._singletons.closed:
            raise self._singletons.gone()
        layers = self._overrides()
        open_ = partial(layers.open, self._stand_ins(key, value), everywhere=everywhere)
        return Override(self, lambda: self._switched(open_()), lambda opened: self._switched(layers.end(*opened)))

    def _stand_ins(self, key: Any, value: object) -> dict[Key, Provider]:
        from wireworks._declare.stand_in import stand_in  # tests alone need it, and start-up is dear

        if value is MISSING and not isinstance(key, Mapping):
            what = f"Nothing is said to stand in for `{name_of(key)}`."
            raise ServiceRegistrationError(what, fix="pass it as the second argument, or a mapping.", see="override")
        pairs = [*key.items()] if value is MISSING else [(key, value)]
        replaced = [(self._replaced(each), other) for each, other in pairs]
        return {provider.key: stand_in(provider, other) for provider, other in replaced}

    def _replaced(self, thing: object) -> Provider:
        graph = self._resolvers.graph
        request = asked(thing)
        name = name_of(request.key)
        if request.wants is not Wants.SERVICE:
            what = f"A factory of `{name}` is not a key."
            raise ServiceNotFoundError(what, fix=f"override `{name}`; its factories follow.", see="override")
        provider = graph.provider(request.key)
        if provider is None:
            from wireworks._plan.missing import meant_by  # as above

            what = f"`{name}` is not registered, so there is nothing to override."
            fix = f"override what is registered, or register it first.{meant_by(request.key, graph.suggestions)}"
            raise ServiceNotFoundError(what, fix=fix, see="override")
        return provider

    def _switched(self, result: T) -> T:
        self._switch()
        return result


class Override(Generic[C]):
    """An override that is opened by ``with`` or ``async with`` and gives the container; once it has ended, again.

    Source: L29.
    """

    def __init__(self, container: C, open_: Callable[[], Opened], end: Callable[[Opened], Instances]) -> None:
        self._container = container
        self._open = open_
        self._end = end
        self._opened: Opened | None = None
        self._made = Instances()

    def __enter__(self) -> C:
        if self._opened is not None:
            what = "The override is open already."
            raise ServiceScopeError(what, fix="open another with `container.override(...)`.", see="override")
        self._opened = self._open()
        return self._container

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended().exit(error)

    async def __aenter__(self) -> C:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._ended().aexit(error)

    async def aclose(self) -> None:
        """Close what a sync ``with`` could not, because closing it takes ``await``.

        Raises:
            ServiceCloseError: some of it failed to close.
        """
        await self._made.aexit()

    def _ended(self) -> Instances:
        opened, self._opened = self._opened, None
        if opened is not None:
            self._made = self._end(opened)
        return self._made
