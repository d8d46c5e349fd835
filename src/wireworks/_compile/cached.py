"""One call of a cached service: looked up by its arguments, made in a scope of its own where it is not there (C3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Protocol, cast

from wireworks._compile.interpret import Evaluation
from wireworks._compile.resolvers import Resolvers
from wireworks._declare.maker import Maker
from wireworks._model.kept import Cache
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Kept
from wireworks._plan.path import lifetime_of, links
from wireworks._plan.records import Constant, Given, Node, Supply, Variant
from wireworks._runtime.scope import opened
from wireworks._runtime.tables import Tables
from wireworks._text.names import name_of
from wireworks.errors import ServiceResolutionError


class Asker(Protocol):
    """What knows how a container makes things: a ``Caller``."""

    resolvers: Resolvers
    tables: Tables

    def seen(self) -> Resolvers:
        """Return the resolvers that this context sees."""
        ...


class Cached:
    """Find or make what a cached service is for the arguments of a call.

    What it is made of is what its registration here says, or what takes the place of that inside overrides. Then
    nothing is read from the cache, nor stored there, unless the cache itself is overridden.
    """

    __slots__ = ("_caller", "_kept")

    def __init__(self, caller: Asker, maker: Maker) -> None:
        self._caller = caller
        self._kept = cast("Kept", maker.kept)

    async def __call__(self, arguments: dict[str, object]) -> object:
        """Return the service."""
        resolvers = self._caller.seen()
        make = partial(self._make, resolvers, arguments)
        cache = await cache_of(resolvers, self._kept)
        return await make() if cache is None else await cache.get_or_make(self._kept, arguments, make)

    async def _make(self, resolvers: Resolvers, arguments: Mapping[str, object]) -> object:
        """Make it in a scope of its own: who called first may be gone before it is there, and others wait for it."""
        node = self._node(resolvers, frozenset(arguments))
        tables = self._caller.tables
        async with opened(tables, None, None, tables.innermost) as scope:
            return await Evaluation(resolvers.engine, node, scope, arguments).arun()

    def _node(self, resolvers: Resolvers, names: frozenset[str]) -> Node:
        from wireworks._plan.cached import below, requested  # few programs cache, and start-up is dear

        node = resolvers.sound(resolvers.graph.planned(self._kept.provider, Variant(names, making=True)))
        for problem in requested(below(node), self._caller.tables.innermost):
            raise resolvers.told(problem, node)
        return node


async def cache_of(resolvers: Resolvers, kept: Kept) -> Cache | None:
    """Return the cache that keeps a service, or ``None`` where overrides reach it, but not the cache."""
    from wireworks._plan.cached import CACHE

    if kept.provider.home is not None:
        provider = resolvers.graph.provider(CACHE)
        if provider is None or provider.home is None:
            return None
    return cast("Cache", await resolvers.root_agets[Cache]())


async def forget(caller: Asker, resolvers: Resolvers, node: Node, given: Mapping[str, object]) -> bool:
    """Forget what is cached for the arguments of a call of ``node``; tell whether it was there.

    Raises:
        ServiceResolutionError: it is not cached.
    """
    found = _looked_up(node)
    if found is None:
        registered = caller.resolvers.graph.provider(node.key)
        if registered is not None and registered.origin.lifetime is Lifetime.CACHED:
            return False  # something stands in for it
        raise _never_kept(node)
    (_, _, looker), *others = found.arguments
    kept = cast("Kept", cast("Maker", looker).kept)
    arguments = {name: _value(supply, given) for name, _, supply in others}
    cache = await cache_of(resolvers, kept)
    return cache is not None and await cache.forget(kept, arguments)


async def forget_tags(resolvers: Resolvers, tags: Iterable[str]) -> bool:
    """Forget all that is cached under one of ``tags``; false if the store did not answer."""
    from wireworks._plan.cached import provide_cache

    provide_cache(resolvers.graph.built_in)
    cache = cast("Cache", await resolvers.root_agets[Cache]())
    return await cache.forget_tags(tags)


def _looked_up(node: Node) -> Node | None:
    """Return how a service is looked up, behind the decorators around it; ``None`` if it is not cached."""
    here: Node | None = node
    while here is not None and not here.looks_up:
        here = next((need for need in here.needs if need.provider.key == node.key), None)
    return here


def _value(supply: Supply, given: Mapping[str, object]) -> object:
    return given[supply.name] if isinstance(supply, Given) else cast("Constant", supply).value


def _never_kept(node: Node) -> ServiceResolutionError:
    return ServiceResolutionError(
        f"`{name_of(node.key)}` ({lifetime_of(node)}) is not cached, so there is nothing to invalidate.",
        chain=links((node,)),
        fix="make it cached, or leave that out.",
        see="cached",
    )
