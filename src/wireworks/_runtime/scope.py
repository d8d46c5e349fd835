"""Scopes: running regions that own instances (L23)."""

# ruff: noqa: SLF001 - a scope is put together here, in a function beside its class
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from wireworks._declare.keys import asked_with, looked_up
from wireworks._model.key import Key
from wireworks._model.sentinel import MISSING
from wireworks._runtime.exits import arun_out, run_out
from wireworks._runtime.instances import Closed
from wireworks._runtime.run import Shared
from wireworks._runtime.tables import ENDED, NOTHING, Around, Left, Tables, left_behind, step_back
from wireworks.errors import ServiceError, ServiceScopeError

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")

_CLOSED: Final = Closed("the scope", "open another with `create_scope()`")


class ServiceScope(Shared):
    """Own what is made in it until it ends, such as for one request or one job.

    Open one with ``container.create_scope()`` in a ``with`` or ``async with`` statement. It is then the current scope
    of this thread or task, and of the tasks started inside; when the statement ends, everything it made is closed,
    newest first. Afterwards it gives nothing away. ``name`` is the one it was opened with, or ``None``.

    Source: L20, L23, L24.
    """

    __slots__ = ("__weakref__", "_around", "_token")

    # `opened` puts everything in place, which costs half of what a call of `__init__` would.
    __init__: ClassVar[Any] = object.__init__

    what = "the scope"
    ended = _CLOSED

    _around: Around
    _token: Token[ServiceScope | None] | None

    @property
    def name(self) -> str | None:
        """The name it was opened with."""
        return self._around.name

    @property
    def parent(self) -> ServiceScope | None:
        """The scope that it was opened in."""
        return self._around.parent  # type: ignore[no-any-return]  # it is one

    @property
    def context(self) -> Mapping[Any, object] | None:
        """The values that it was opened with."""
        return self._around.context

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
            resolve = self._tables.quick[key]
        except (KeyError, TypeError):
            resolve = None
        if resolve is None:
            resolve = looked_up(self._tables.gets, key)
        return resolve(self)  # type: ignore[no-any-return]  # a resolver makes what its key says

    def aget(self, key: TypeForm[T]) -> Coroutine[Any, Any, T]:
        """Return what ``get`` returns, awaiting whatever takes ``await``."""
        try:
            resolve = self._tables.aquick[key]
        except (KeyError, TypeError):
            resolve = None
        if resolve is None:
            resolve = looked_up(self._tables.agets, key)
        return resolve(self)  # type: ignore[no-any-return]  # as above

    def create_scope(
        self, name: str | Mapping[Any, object] | None = None, context: Mapping[Any, object] | None = None
    ) -> ServiceScope:
        """Return a new scope inside this one: instances of its own, the context of both.

        Arguments and errors are those of ``ServiceContainer.create_scope``.
        """
        return self._tables.open_scope(self, name, context)  # type: ignore[no-any-return]  # it opens scopes

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

    def value_of(self, key: Key, missing: Callable[[], ServiceError]) -> object:
        """Return the value that this scope, or the nearest around it, was opened with for a context key.

        Raises:
            ServiceError: none of them was; it is what ``missing`` returns.
        """
        scope: ServiceScope | None = self
        wanted = asked_with(key)
        while scope is not None:
            if scope.context is not None and (value := scope.context.get(wanted, MISSING)) is not MISSING:
                return value
            scope = scope.parent
        raise missing()

    def disposes_of(self, product: object) -> bool:
        """Tell whether this scope, one around it or the container disposes of ``product`` at its end."""
        return super().disposes_of(product) or (self.parent or self._tables.root).disposes_of(product)

    @property
    def was_left(self) -> bool:
        """Tell whether it was left in another order than it was entered in: where it is met, nobody is in it."""
        return isinstance(self._around, Left)

    def activate(self) -> Token[ServiceScope | None]:
        """Make this the current scope of the context; pass the token to ``deactivate``."""
        return self._tables.enter(self)

    def deactivate(self, token: Token[ServiceScope | None]) -> None:
        """Make the scope that was current before current again; do nothing where this one is not."""
        if token.var.get() is self:
            step_back(token)
        else:  # a scope inside this one outlives it, or this context never knew it
            self._around = left_behind(self, token)

    def exit(self, outcome: BaseException | None = None) -> None:
        """End with the outcome of the body; as for ``aexit``, but what needs ``await`` to be closed is an error."""
        self._tables = ENDED
        if self.exits is None and self.aside is None:
            self.made = _CLOSED
            if self.exits is None:
                return  # as most do: there is nothing to close
            self.wind_up(self.exits, outcome)
            return
        super().exit(outcome)

    async def aexit(self, outcome: BaseException | None = None) -> None:
        """End with the outcome of the body, closing all that was made, newest first; ending twice is harmless.

        Args:
            outcome: what the body raised; it is thrown into every generator. ``None`` means that all went well.

        Raises:
            ServiceCloseError: something failed to close.
        """
        self._tables = ENDED
        if self.aside is None:
            if self.made is not _CLOSED:
                self.made = _CLOSED
                if self.exits:
                    await self.awind_up(self.exits, outcome)
            return
        await super().aexit(outcome)

    def close(self) -> None:
        """End the scope, all having gone well; what needs ``await`` to be closed is an error that names it."""
        self.exit()

    async def aclose(self) -> None:
        """End the scope, all having gone well."""
        await self.aexit()

    def __enter__(self) -> Self:
        tables = self._tables
        if self._token is not None or tables is ENDED:
            raise self._reentered()
        self._token = tables.enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        token, self._token = self._token, None
        tables = self._tables
        if tables.now() is self and token is not None:
            try:
                tables.leave(token)  # what it leads to may have ended, as whoever looks can see
            except ValueError:
                self.deactivate(token)
        elif token is not None:
            self.deactivate(token)
        if tables is ENDED:
            self.exit(error)
            return
        self._tables = ENDED
        self.made = _CLOSED
        exits = self.exits
        if exits:  # `wind_up`, without a call
            failures = run_out(exits) if error is None else []
            if exits or failures:
                self.unwind(exits, error, failures)

    async def __aenter__(self) -> Self:
        tables = self._tables
        if self._token is not None or tables is ENDED:
            raise self._reentered()
        self._token = tables.enter(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        token, self._token = self._token, None
        tables = self._tables
        if tables.now() is self and token is not None:
            try:
                tables.leave(token)
            except ValueError:
                self.deactivate(token)
        elif token is not None:
            self.deactivate(token)
        if tables is ENDED:
            await self.aexit(error)
            return
        self._tables = ENDED
        self.made = _CLOSED
        exits = self.exits
        if exits:
            failures = await arun_out(exits) if error is None else []
            if exits or failures:
                await self.aunwind(exits, error, failures)

    def _reentered(self) -> Exception:
        if self.closed:
            return self.gone()
        return ServiceScopeError(
            "The scope is entered already.", fix="open another with `create_scope()`.", see="scope"
        )


def opened(
    tables: Tables,
    parent: ServiceScope | None = None,
    context: Mapping[Any, object] | None = None,
    name: str | None = None,
) -> ServiceScope:
    """Return a new scope; ``create_scope`` says what it is.

    A plain dictionary may be changed by its owner later, and is copied; any other mapping was made for the purpose.
    """
    scope: ServiceScope = ServiceScope()
    scope.made = scope.exits = scope.aside = scope._token = None
    scope._tables, scope._around = tables, NOTHING
    if parent is not None or context is not None or name is not None:
        scope._around = Around(parent, name, dict(context) if type(context) is dict else context)
    return scope


def scope_in_force(current: ContextVar[ServiceScope | None]) -> ServiceScope | None:
    """Return the innermost scope of this context that is open, if any is."""
    scope = current.get()
    return None if scope is None else scope.innermost_open()
