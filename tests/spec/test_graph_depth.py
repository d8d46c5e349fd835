"""reliability: chains of 1,500 services resolve, in every lifetime, sync and async."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceAsyncError, ServiceContainer, ServiceNotFoundError

DEPTH = 1500
ASKED = 3  # the first asking and the later ones may run through different code
LIFETIMES = ["transient", "scoped", "singleton"]
every_lifetime = pytest.mark.parametrize("lifetime", LIFETIMES)


class Bottom: ...


def as_class(below: type):
    class Link:
        def __init__(self, below: below) -> None:
            self.below = below

    return Link, Link


def as_function(below: type):
    link, _ = as_class(below)

    def make(below: below) -> link:
        return link(below)

    return link, make


def as_generator(below: type):
    link, _ = as_class(below)

    def make(below: below) -> Iterator[link]:
        yield link(below)

    return link, make


def as_async_function(below: type):
    link, _ = as_class(below)

    async def make(below: below) -> link:
        return link(below)

    return link, make


def as_async_generator(below: type):
    link, _ = as_class(below)

    async def make(below: below) -> AsyncIterator[link]:
        yield link(below)

    return link, make


def chain(container: ServiceContainer, kind, lifetime: str, bottom: type = Bottom) -> type:
    """Register a chain of services above `bottom`; return the uppermost."""
    key = bottom
    for _ in range(DEPTH):
        key, factory = kind(key)
        container.register(key, factory, lifetime)
    return key


def levels(top: object) -> int:
    """Count the links below and including `top`."""
    count = 0
    while not isinstance(top, Bottom):
        top, count = top.below, count + 1
    return count


@every_lifetime
@pytest.mark.parametrize("kind", [as_class, as_function, as_generator])
def test_deep_chain_resolves(kind, lifetime) -> None:
    """reliability: no RecursionError, no crash; closing it neither."""
    container = ServiceContainer().add_transient(Bottom)
    top = chain(container, kind, lifetime)
    limit = sys.getrecursionlimit()
    for _ in range(ASKED):
        with container.create_scope() as scope:
            assert levels(scope.get(top)) == DEPTH
    container.close()
    assert sys.getrecursionlimit() == limit


@every_lifetime
@pytest.mark.parametrize("kind", [as_class, as_async_function, as_async_generator])
def test_deep_chain_resolves_async(kind, lifetime) -> None:
    """reliability: with awaiting at every level or at none."""
    container = ServiceContainer().add_transient(Bottom)
    top = chain(container, kind, lifetime)

    async def main() -> None:
        for _ in range(ASKED):
            async with container.create_scope() as scope:
                assert levels(await scope.aget(top)) == DEPTH
        await container.aclose()

    asyncio.run(main())


@every_lifetime
def test_deep_chain_over_one_async_service_resolves(lifetime) -> None:
    """reliability: awaiting at the bottom colours every level above."""

    async def make_bottom() -> Bottom:
        await asyncio.sleep(0)
        return Bottom()

    container = ServiceContainer().add_transient(make_bottom)
    top = chain(container, as_class, lifetime)

    async def main() -> None:
        async with container.create_scope() as scope:
            with pytest.raises(ServiceAsyncError):
                scope.get(top)
        for _ in range(ASKED):
            async with container.create_scope() as scope:
                assert levels(await scope.aget(top)) == DEPTH

    asyncio.run(main())


@every_lifetime
def test_deep_chain_is_checked_and_reported(lifetime) -> None:
    """L27, L28: the problem at the bottom is told for a question asked at the top."""
    container = ServiceContainer()
    top = chain(container, as_class, lifetime)
    with container.create_scope() as scope:
        with pytest.raises(ServiceNotFoundError, match="Bottom"):
            scope.get(top)
    container.add_transient(Bottom)
    container.validate()


@every_lifetime
def test_deep_chain_with_mixed_lifetimes_resolves(lifetime) -> None:
    """reliability: two chains of different lifetimes, one above the other."""
    container = ServiceContainer().add_singleton(Bottom)
    middle = chain(container, as_class, "singleton")
    top = chain(container, as_class, lifetime, middle)
    for _ in range(ASKED):
        with container.create_scope() as scope:
            assert levels(scope.get(top)) == 2 * DEPTH


def test_deep_chain_asked_from_a_deep_stack_resolves() -> None:
    """reliability: little of the stack is left, and little is needed."""
    container = ServiceContainer().add_transient(Bottom)
    top = chain(container, as_class, "transient")

    def descend(depth: int) -> object:
        return descend(depth - 1) if depth else container.get(top)

    for _ in range(ASKED):
        assert levels(descend(sys.getrecursionlimit() // 2)) == DEPTH
