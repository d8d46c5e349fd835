"""Calls that bring arguments of the moment: factories of the container, filled functions (L11, L13, L15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

from wireworks._compile.faults import already_made, refuse_async
from wireworks._compile.head import CallShape, present
from wireworks._compile.interpret import Evaluation
from wireworks._compile.resolvers import Resolvers
from wireworks._declare.keys import asked_with
from wireworks._declare.maker import Maker
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Wants
from wireworks._model.provider import Provider, Source
from wireworks._plan.records import Node, Variant
from wireworks._runtime.scope import ServiceScope, scope_in_force
from wireworks._runtime.tables import Tables
from wireworks.errors import ServiceAsyncError, ServiceError, ServiceScopeError

Slow: TypeAlias = Callable[["ServiceScope | None", tuple[Any, ...], dict[str, Any]], Any]


class Caller:
    """Make services with the caller's arguments, and call functions with the container's.

    ``choose`` is set while overrides are open, and returns what answers in this context.

    Args:
        resolvers: those without any override.
        open_scope: opens a scope inside the current one; takes its name, if it is to have one.
        tables: what all scopes share; functions that open a scope of their own give it the innermost name.
    """

    def __init__(self, resolvers: Resolvers, open_scope: Callable[..., ServiceScope], tables: Tables) -> None:
        self.resolvers = resolvers
        self.tables = tables
        self._open_scope = open_scope
        self.choose: Callable[[], Resolvers] | None = None

    def make(self, maker: Maker, scope: ServiceScope | None, kwargs: dict[str, Any]) -> Any:
        """Make or fetch the service that ``maker`` makes; scopes are as for ``Resolvers.home_of``."""
        choose = self.choose
        resolvers = self.resolvers if choose is None else choose()
        if kwargs or maker.consumer is not None:
            node = _variant(resolvers, maker, kwargs)
            return Evaluation(resolvers.engine, node, resolvers.home_of(node, scope), kwargs).run()
        key = asked_with(maker.key)
        return resolvers.root_gets[key]() if scope is None else scope.get(key)

    def ask(self, maker: Maker, scope: ServiceScope | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make or fetch what ``maker`` makes for a call of it, or return what does so when it is awaited.

        Raises:
            ServiceParameterError: the arguments are not what the annotation of the factory says.
        """
        from wireworks._compile.passing import named  # as below

        make = self.amake if maker.wants is Wants.ASYNC_FACTORY else self.make
        return make(maker, scope, named(maker, args, kwargs))

    def written_for(
        self, maker: Maker, scope: ServiceScope | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Callable[..., Any] | None:
        """Return a function for calls of ``maker`` with such arguments, if there is one."""
        from wireworks._compile.passing import named  # not all programs call factories, and start-up is dear

        shape = CallShape(len(args), frozenset(kwargs))

        def given() -> dict[str, Any]:
            from wireworks._compile.given import Named, Place

            by_name: dict[str, Any] = {name: Named(name) for name in kwargs}
            return named(maker, tuple(map(Place, range(len(args)))), by_name)

        def other(scope: ServiceScope | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            args, kwargs = present(args, kwargs)
            function = self.written_for(maker, scope, args, kwargs)
            return self.ask(maker, scope, args, kwargs) if function is None else function(*args, **kwargs)

        function = self._written(maker, shape, given, other, is_bound=scope is not None)
        return function if function is None or scope is None else partial(function, scope)

    def _written(
        self, maker: Maker, shape: CallShape, given: Callable[[], Mapping[str, object]], ask: Slow, *, is_bound: bool
    ) -> Callable[..., Any] | None:
        """Return the function that serves such calls of the factory that ``maker`` is, if there is one by now.

        It is written when it is first used again, and serves all factories that make the same. One that ``is_bound``
        to a scope takes that first. ``given`` tells what its arguments are for; ``ask`` serves all other calls.
        """
        resolvers = self.resolvers
        if self.choose is not None or resolvers.compile_after is None or maker.consumer is not None:
            return None
        compiler = resolvers.compiler  # before the graph is looked at, which may change
        calls, what = compiler.calls, (maker, is_bound, shape)
        try:
            found = calls.get(what, 0)
        except TypeError:  # a default that cannot be hashed
            return None
        if found.__class__ is not int:
            return found  # type: ignore[no-any-return]  # what was put there below
        calls[what] = found + 1
        if found < resolvers.compile_after:
            return None
        from wireworks._compile.given import Passed, written

        is_async = maker.wants is Wants.ASYNC_FACTORY
        try:
            passed = Passed(self, compiler, shape, given(), is_bound, is_async, ask)
            calls[what] = written(_variant(resolvers, maker, passed.given), passed)
        except ServiceError:
            return None  # whoever calls is told
        return calls[what]  # type: ignore[no-any-return]  # as above

    async def amake(self, maker: Maker, scope: ServiceScope | None, kwargs: dict[str, Any]) -> Any:
        """Do what ``make`` does, awaiting whatever takes ``await``."""
        choose = self.choose
        resolvers = self.resolvers if choose is None else choose()
        if kwargs or maker.consumer is not None:
            node = _variant(resolvers, maker, kwargs)
            return await Evaluation(resolvers.engine, node, resolvers.home_of(node, scope), kwargs).arun()
        key = asked_with(maker.key)
        return await (resolvers.root_agets[key]() if scope is None else scope.aget(key))

    def make_at_once(self, maker: Maker, scope: ServiceScope | None, instead: str) -> Any:
        """Do what ``make`` does without arguments, in sync code that has an async face: ``instead``.

        Raises:
            ServiceAsyncError: it takes ``await``; the fix is to write ``instead``.
        """
        try:
            return self.make(maker, scope, {})
        except ServiceAsyncError:
            resolvers = self.seen()
            node = resolvers.node(maker.key)
            try:
                refuse_async(node, resolvers.engine, resolvers.home_of(node, scope), instead)
            except ServiceAsyncError as better:
                raise better from None
            raise

    def refuse_captive(self, maker: Maker, scope: ServiceScope | None) -> None:
        """Raise ``ServiceScopeError`` if what is made without ``scope``, to be kept, lives in one."""
        if scope is None:
            node = self.seen().node(maker.key)
            if node.needs_scope or node.leaks:
                from wireworks._plan.explain import kept_without_scope  # errors alone need it, and start-up is dear

                raise kept_without_scope(node)

    def open_scope(self, parent: ServiceScope | None, key: Key) -> ServiceScope:
        """Return a new scope for the service of ``key``, inside ``parent``, or without one inside the current one.

        Where the scope of its name lies further out than that, it is inside the nearest around that may hold it.
        """
        name = self.provider(key).terms.scope
        around = scope_in_force(self.tables.current) if parent is None else parent
        while around is not None:
            try:
                return around.create_scope(name)
            except ServiceScopeError:
                around = None if around.parent is None else around.parent.innermost_open()
        return self.tables.open_scope(None, name, None)  # type: ignore[no-any-return]  # it opens scopes

    def provider(self, key: Key) -> Provider:
        """Return what is registered under ``key``.

        Raises:
            ServiceNotFoundError: nothing is.
        """
        return _provider(self.seen(), key)

    def seen(self) -> Resolvers:
        """Return the resolvers that this context sees."""
        return self.resolvers if self.choose is None else self.choose()

    def cached(self, maker: Maker) -> Callable[[dict[str, object]], object]:
        """Return what looks a cached service up by its arguments, and makes it where it is not there."""
        from wireworks._compile.cached import Cached  # few programs cache, and start-up is dear

        return Cached(self, maker)

    async def forget(self, maker: Maker, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Forget what is cached for the arguments of a call; tell whether it was there.

        Raises:
            ServiceResolutionError: what ``maker`` makes is not cached.
        """
        from wireworks._compile.cached import forget  # as above
        from wireworks._compile.passing import named

        given, resolvers = named(maker, args, kwargs), self.seen()
        return await forget(self, resolvers, _variant(resolvers, maker, given), given)

    async def forget_tags(self, tags: Iterable[str]) -> bool:
        """Forget all that is cached under one of ``tags``; false if the store did not answer."""
        from wireworks._compile.cached import forget_tags  # as above

        return await forget_tags(self.seen(), tags)

    def call(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call ``function`` with all that can be filled."""
        from wireworks._compile.injecting import Injecting  # not all programs inject, and start-up is dear

        return Injecting(self, self._open_scope).call(function, args, kwargs)

    def inject(self, function: Any, *, new_scope: bool | str) -> Any:
        """Return ``function`` with its marked parameters filled."""
        from wireworks._compile.injecting import Injecting  # as above

        return Injecting(self, self._open_scope).inject(function, new_scope=new_scope)


def _provider(resolvers: Resolvers, key: Key) -> Provider:
    provider = resolvers.graph.provider(key)
    if provider is None:
        raise resolvers.absent(key)
    return provider


def _variant(resolvers: Resolvers, maker: Maker, kwargs: Mapping[str, Any]) -> Node:
    """Return the node of what ``maker`` makes, for the caller's arguments and for the one who holds it."""
    provider, graph = _provider(resolvers, maker.key), resolvers.graph
    if kwargs and provider.source is not Source.FACTORY:
        if provider.lifetime is Lifetime.CACHED:  # it stands in for all that calls would give
            return resolvers.sound(graph.planned(provider))
        raise already_made(resolvers.node(maker.key))
    consumer = maker.consumer if graph.is_personal(provider) else None  # what stands in may not ask
    return resolvers.sound(graph.planned(provider, Variant(frozenset(kwargs), consumer)))
