"""Scopes: running regions that own instances (L23)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar, cast

from wireworks._declare.keys import refuse_unhashable
from wireworks._model.key import Key
from wireworks._runtime.instances import Closed, Instances
from wireworks._text.names import name_of
from wireworks.errors import ServiceNotFoundError, ServiceScopeError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")

_NO_CONTEXT: Mapping[Any, object] = {}


class Tables:
    """What every scope of one container shares: the resolvers by key, and the variable that holds the current scope.

    ``root`` is the container's own; ``innermost`` is the last of the names that its scopes may have.
    """

    __slots__ = ("agets", "current", "gets", "innermost", "open_scope", "root")

    def __init__(
        self,
        open_scope: Callable[[ServiceScope | None, Any, Mapping[Any, object] | None], ServiceScope],
        root: Instances,
        innermost: str | None = None,
    ) -> None:
        self.gets: Mapping[object, Callable[[ServiceScope], Any]] = {}
        self.agets: Mapping[object, Callable[[ServiceScope], Coroutine[Any, Any, Any]]] = {}
        self.open_scope = open_scope
        self.root = root
        self.innermost = innermost
        self.current: ContextVar[ServiceScope | None] = ContextVar("wireworks_scope", default=None)


class _EndedTable(dict[Any, Any]):
    """Answer for every key of a scope that has ended."""

    def __init__(self, answer: Callable[[Any], object]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, key: object) -> Callable[[Any], object]:
        return self._answer


def _refuse(scope: ServiceScope) -> NoReturn:
    raise scope.gone()


async def _arefuse(scope: ServiceScope) -> NoReturn:
    raise scope.gone()


def _open_no_scope(scope: ServiceScope | None, *_: object) -> NoReturn:
    raise ServiceScope.gone(cast("ServiceScope", scope))


class ServiceScope(Instances):
    """Own what is made in it until it ends, such as for one request or one job.

    Open one with ``container.create_scope()`` in a ``with`` or ``async with`` statement. It is then the current scope
    of this thread or task, and of the tasks started inside; when the statement ends, everything it made is closed,
    newest first. Afterwards it gives nothing away. ``name`` is the one it was opened with, or ``None``.

    Source: L20, L23, L24.
    """

    __slots__ = ("__weakref__", "_current", "_tables", "_token", "context", "name", "parent")

    what = "the scope"
    ended = Closed(what, "open another with `create_scope()`")

    def __init__(
        self,
        tables: Tables,
        parent: ServiceScope | None,
        context: Mapping[Any, object] | None,
        name: str | None = None,
    ) -> None:
        self.made = {}
        self._late = ([], None)
        self._tables = tables
        self._current = tables.current
        self.parent = parent
        self.name = name
        # A plain dictionary may be changed by its owner later; anything else was made for the purpose.
        self.context = _NO_CONTEXT if context is None else dict(context) if type(context) is dict else context
        self._token: Token[ServiceScope | None] | None = None

    def get(self, key: TypeForm[T]) -> T:
        """Return the service of ``key`` as this scope has it; make it first where it is not there yet.

        Args:
            key: the type asked for, or ``qualified(T, name)``.

        Raises:
            ServiceResolutionError: it cannot be made as the container is wired, or not without ``await``.
            ServiceTypeError: its factory returned something else.
            ServiceClosedError: the scope or its container was closed.
        """
        try:
            return self._tables.gets[key](self)  # type: ignore[no-any-return]  # a resolver makes what its key says
        except TypeError:
            refuse_unhashable(key)
            raise

    def aget(self, key: TypeForm[T]) -> Coroutine[Any, Any, T]:
        """Return what ``get`` returns, awaiting whatever takes ``await``."""
        try:
            return self._tables.agets[key](self)
        except TypeError:
            refuse_unhashable(key)
            raise

    def create_scope(
        self, name: str | Mapping[Any, object] | None = None, context: Mapping[Any, object] | None = None
    ) -> ServiceScope:
        """Return a new scope inside this one: instances of its own, the context of both.

        Arguments and errors are those of ``ServiceContainer.create_scope``.
        """
        return self._tables.open_scope(self, name, context)

    def named(self, name: str) -> ServiceScope | None:
        """Return this scope, or the nearest open one around it, that has a name; ``None`` if there was never any.

        Raises:
            ServiceClosedError: those that have it were closed.
        """
        scope: ServiceScope | None = self
        was_there = False
        while scope is not None:
            if scope.name == name:
                if not scope.closed:
                    return scope
                was_there = True
            scope = scope.parent
        if was_there:
            raise Closed(f"the scope `{name}`").error()
        return None

    def names(self) -> list[str]:
        """Return the names of this scope and those around it, as far as they have one and are open."""
        found = []
        scope = self.innermost_open()
        while scope is not None:
            if scope.name is not None:
                found.append(scope.name)
            scope = None if scope.parent is None else scope.parent.innermost_open()
        return found

    def innermost_open(self) -> ServiceScope | None:
        """Return this scope, or where it was closed the nearest around it that is open."""
        scope: ServiceScope | None = self
        while scope is not None and scope.closed:
            scope = scope.parent
        return scope

    def value_of(self, key: Key) -> object:
        """Return the value that this scope, or the nearest around it, was opened with for a context key.

        Raises:
            ServiceNotFoundError: none of them was.
        """
        scope: ServiceScope | None = self
        while scope is not None:
            try:
                return scope.context[key.service]
            except KeyError:
                scope = scope.parent
        name = name_of(key)
        raise ServiceNotFoundError(
            f"No value for `{name}` was supplied when the scope was opened.",
            fix=f"open it with `create_scope(context={{{name}: ...}})`.",
            see="not-found",
        )

    def disposes_of(self, product: object) -> bool:
        """Tell whether this scope, one around it or the container disposes of ``product`` at its end."""
        return super().disposes_of(product) or (self.parent or self._tables.root).disposes_of(product)

    def activate(self) -> Token[ServiceScope | None]:
        """Make this the current scope of the context; pass the token to ``deactivate``."""
        return self._current.set(self)

    def deactivate(self, token: Token[ServiceScope | None]) -> None:
        """Make the scope that was current before current again; do nothing where this one is not."""
        current = self._current
        if current.get() is not self:
            return  # a scope inside this one outlives it, or this context never knew it
        before = None if token.old_value is Token.MISSING else token.old_value
        ended = before
        while before is not None and before.closed:
            before = before.parent
        try:
            current.reset(token)
        except ValueError:  # entered in another context, of which this one is a copy
            current.set(before)
        else:
            if ended is not before:
                current.set(before)

    def exit(self, outcome: BaseException | None = None) -> None:
        """End with the outcome of the body; as for ``aexit``, but what needs ``await`` to be closed is an error."""
        self._tables = _ENDED
        super().exit(outcome)

    async def aexit(self, outcome: BaseException | None = None) -> None:
        """End with the outcome of the body, closing all that was made, newest first; ending twice is harmless.

        Args:
            outcome: what the body raised; it is thrown into every generator. ``None`` means that all went well.

        Raises:
            ServiceCloseError: something failed to close.
        """
        self._tables = _ENDED
        await super().aexit(outcome)

    def close(self) -> None:
        """End the scope, all having gone well; what needs ``await`` to be closed is an error that names it."""
        self.exit()

    async def aclose(self) -> None:
        """End the scope, all having gone well."""
        await self.aexit()

    def __enter__(self) -> Self:
        if self._token is not None or self.closed:
            raise self._reentered()
        self._token = self.activate()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._deactivate()
        self.exit(error)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._deactivate()
        await self.aexit(error)

    def _deactivate(self) -> None:
        token, self._token = self._token, None
        if token is not None:
            self.deactivate(token)

    def _reentered(self) -> Exception:
        if self.closed:
            return self.gone()
        return ServiceScopeError(
            "The scope is entered already.", fix="open another with `create_scope()`.", see="scope"
        )


def scope_in_force(current: ContextVar[ServiceScope | None]) -> ServiceScope | None:
    """Return the innermost scope of this context that is open, if any is."""
    scope = current.get()
    return None if scope is None else scope.innermost_open()


_ENDED = Tables(_open_no_scope, Instances())
_ENDED.gets, _ENDED.agets = _EndedTable(_refuse), _EndedTable(_arefuse)
