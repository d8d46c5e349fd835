"""The container: where declarations, plans, resolvers and running scopes come together; it decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from wireworks import relations
from wireworks._declare.configuration import Configuration
from wireworks._declare.deciding import Circumstances, profiles_of
from wireworks._declare.keys import looked_up
from wireworks._declare.maker import Maker
from wireworks._declare.registry import Registry
from wireworks._declare.scopes import Scopes
from wireworks._faces.looking import Looking
from wireworks._faces.overriding import Overriding
from wireworks._faces.registering import Registering
from wireworks._faces.running import Running
from wireworks._model.consumer import NOBODY, Consumer
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Wants
from wireworks._model.provider import Provider, Source
from wireworks._runtime.flight import Asking
from wireworks._runtime.scope import ServiceScope

if TYPE_CHECKING:
    from typing_extensions import TypeForm

__all__ = ("ServiceContainer",)

T = TypeVar("T")


class ServiceContainer(Registering, Running, Overriding, Looking, Asking):
    """Make services from registrations, by type hints, each kept for its lifetime; for sync and async code alike.

    Args:
        *things: what ``add`` takes: marked classes and functions, modules and packages, instances with marked methods.
        params: the configuration that ``Inject(param=...)`` and ``Inject(expr=...)`` read: a mapping, a dataclass or a
            settings object, nested as you like. It is read when a service that wants it is planned.
        scopes: the names that scopes may have, the outermost first, as in ``["session", "request"]``.
        profiles: names of what the application runs as, as in ``["test"]``; registrations with ``when=`` ask for them.
            A string alone is one profile.

    It lives until it is closed (``close``, ``aclose``, or the end of a ``with`` or ``async with`` statement), and then
    closes its singletons. Threads, tasks and event loops may share it.

    Example:
        >>> class Clock: ...
        >>> class Greeter:
        ...     def __init__(self, clock: Clock) -> None:
        ...         self.clock = clock
        >>> container = ServiceContainer().add_singleton(Clock).add_transient(Greeter)
        >>> container.get(Greeter).clock is container.get(Clock)
        True

    Source: L3, L7, L10, L23 - L25.
    """

    def __init__(
        self,
        *things: object,
        params: object = None,
        scopes: Sequence[str] = (),
        profiles: str | Iterable[str] = (),
    ) -> None:
        configuration = Configuration(params)
        circumstances = Circumstances(profiles_of(profiles), configuration)
        self._begin(Registry(Scopes(scopes), circumstances), configuration)
        self.add(*things)

    def _begin(self, registry: Registry, configuration: Configuration) -> None:
        here = Provider(Key(ServiceContainer), Lifetime.SINGLETON, Source.INSTANCE, self)
        scope = Provider(Key(ServiceScope), Lifetime.SCOPED, Source.SCOPE)
        nobody = Provider(Key(Consumer), Lifetime.SINGLETON, Source.INSTANCE, NOBODY)
        self._wire(registry, configuration, [here, scope, nobody])

    def fork(self) -> Self:
        """Return an independent container: the same registrations and configuration, nothing made, nothing overridden.

        What either of the two registers, makes, overrides or closes from now on is no business of the other. Objects
        that were handed in (``add_instance``) are in both. It lives until it is closed, as any container.

        Source: L29.
        """
        fork = object.__new__(type(self))
        fork._begin(self._registry.copy(), self._configuration)
        return fork

    def get(self, key: TypeForm[T]) -> T:
        """Return the service of ``key``, made as its lifetime says.

        Args:
            key: the type asked for, or ``qualified(T, name)``. Scoped services are those of the current scope.

        Raises:
            ServiceNotFoundError: the key, or something needed for it, is not registered.
            ServiceScopeError: it lives in a scope, and none is open in this thread or task.
            ServiceAsyncError: making it takes ``await``, and it does not exist yet.
            ServiceTypeError: a factory function returned something else.
            ServiceClosedError: the container or the current scope was closed.

        Source: L10.
        """
        try:
            make, made = self._quick[key]
        except (KeyError, TypeError):
            make = made = None
        if make is None:
            if made is not None:
                return made  # type: ignore[no-any-return]  # as below
            make = looked_up(self._gets, key)
        try:
            return make()  # type: ignore[no-any-return]  # the resolver of a key makes what the key says
        except RecursionError as error:
            from wireworks._compile.compiler import explain  # which no face imports at its top

            explain(error)
            raise

    def _root_of(self, make: object) -> object:
        """Return the node of a class that ``get`` calls itself."""
        return self._resolvers.bare.get(make) if type(make) is type else None

    def aget(self, key: TypeForm[T]) -> Coroutine[Any, Any, T]:
        """Return what ``get`` returns, awaiting whatever takes ``await``."""
        try:
            resolve = self._agets[key]
        except TypeError:
            resolve = looked_up(self._agets, key)
        return resolve()  # type: ignore[no-any-return]  # as above

    @overload
    def __getitem__(self, key: TypeForm[T]) -> relations.Factory[T]: ...
    @overload
    def __getitem__(self, key: Callable[..., T]) -> relations.Factory[T]: ...
    def __getitem__(self, key: Any) -> relations.Factory[Any]:
        """Return the factory of a key; ``container[T](text="...")`` passes arguments of the moment. Source: L11."""
        return relations.BoundFactory(self._caller, Maker(self._resolvers.key(key), Wants.FACTORY), None)

    def afactory(self, key: TypeForm[T]) -> relations.AsyncFactory[T]:
        """Return the factory of a key for async code: ``await container.afactory(T)(text="...")``. Source: L11, L13."""
        return relations.AsyncFactory(self._caller, Maker(self._resolvers.key(key), Wants.ASYNC_FACTORY), None)

    def call(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Call ``function``, filling every parameter that the caller leaves out and the container can fill.

        It runs in the current scope, or in one of its own for the length of the call. An async function gives a
        coroutine, and may then have async services.

        Raises:
            ServiceResolutionError: a parameter without a default cannot be filled.

        Source: L13.
        """
        return self._caller.call(function, args, kwargs)  # type: ignore[no-any-return]  # what the function returns

    @overload
    def inject(self, function: Callable[..., T], /) -> Callable[..., T]: ...
    @overload
    def inject(self, /, *, new_scope: bool | str = ...) -> Callable[[Callable[..., T]], Callable[..., T]]: ...
    def inject(self, function: Callable[..., Any] | None = None, /, *, new_scope: bool | str = False) -> Any:
        """Fill the parameters of a function that are marked ``Injected[T]`` or ``Inject(...)``; the caller's own win.

        Args:
            function: a function, method, class or static method, coroutine function or (async) generator function; the
                result is of the same kind, and its signature no longer shows the marked parameters.
            new_scope: open a scope for each call even inside another; otherwise only where none is open. A name is one
                of the container's ``scopes``; without it the scope has the innermost of them, if there is any.

        Source: L13.
        """
        if isinstance(new_scope, str):
            self._registry.scopes.check(new_scope, ())
        if function is None:
            return lambda decorated: self._caller.inject(decorated, new_scope=new_scope)
        return self._caller.inject(function, new_scope=new_scope)
