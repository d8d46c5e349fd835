"""L27, reliability: checks and plans are linear where paths are exponential."""

import asyncio
import sys
from collections.abc import Callable

import pytest

from wireworks import ServiceContainer

KEPT = ["scoped", "singleton"]


class Bottom: ...


def diamond(left: type, right: type) -> type:
    class Level:
        def __init__(self, left: left, right: right) -> None:
            self.left, self.right = left, right

    return Level


def diamonds(levels: int, lifetime: str) -> tuple[ServiceContainer, type]:
    """Stack diamonds: each level is wanted twice by either service of the level above."""
    container = ServiceContainer()
    container.register(Bottom, Bottom, lifetime)
    left = right = Bottom
    for _ in range(levels):
        left, right = diamond(left, right), diamond(left, right)
        container.register(left, left, lifetime)
        container.register(right, right, lifetime)
    return container, left


def steps_of(work: Callable[[], object]) -> int:
    """Count the calls that `work` makes: a measure of effort that needs no clock."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event.endswith("call")

    previous = sys.getprofile()
    sys.setprofile(trace)
    try:
        work()
    finally:
        sys.setprofile(previous)
    return count


@pytest.mark.parametrize("lifetime", KEPT)
def test_deep_diamonds_resolve_with_one_object_per_service(lifetime) -> None:
    """reliability: 25 levels have 2**25 paths."""
    container, top = diamonds(25, lifetime)
    with container.create_scope() as scope:
        node = scope.get(top)
        while not isinstance(node.left, Bottom):
            assert node.left is not node.right
            assert node.left.left is node.right.left
            node = node.left
        assert node.left is node.right is scope.get(Bottom)


@pytest.mark.parametrize("lifetime", KEPT)
def test_deep_diamonds_resolve_async(lifetime) -> None:
    """Reliability."""

    async def main() -> None:
        container, top = diamonds(25, lifetime)

        async def make_bottom() -> Bottom:
            return Bottom()

        container.unregister(Bottom)
        container.register(Bottom, make_bottom, lifetime)
        async with container.create_scope() as scope:
            assert await scope.aget(top) is scope.get(top)

    asyncio.run(main())


@pytest.mark.parametrize("lifetime", ["transient", *KEPT])
def test_validating_deep_diamonds_is_linear(lifetime) -> None:
    """L27: twice the graph costs about twice the steps; for transients too."""

    def effort(levels: int) -> int:
        container, _ = diamonds(levels, lifetime)
        return steps_of(container.validate)

    effort(5)
    assert effort(40) <= 3 * effort(20)


@pytest.mark.parametrize("lifetime", KEPT)
def test_resolving_deep_diamonds_is_linear(lifetime) -> None:
    """reliability: planning and compiling included."""

    def effort(levels: int) -> int:
        container, top = diamonds(levels, lifetime)
        with container.create_scope() as scope:
            return steps_of(lambda: scope.get(top))

    effort(5)
    assert effort(40) <= 3 * effort(20)


def test_validating_a_wide_layered_graph_is_linear() -> None:
    """performance: 13 layers of 10 services took a peer 19 s."""

    def layered(layers: int) -> ServiceContainer:
        container = ServiceContainer().add_transient(Bottom)
        below = [Bottom] * 10
        for _ in range(layers):
            pairs = zip(below, [*below[1:], below[0]], strict=True)
            below = [diamond(left, right) for left, right in pairs]
            for key in below:
                container.add_transient(key)
        return container

    layered(2).validate()
    assert steps_of(layered(26).validate) <= 3 * steps_of(layered(13).validate)
