"""L27, L28: declared cycles are reported with their path, before anything is made."""

import asyncio
import itertools

import pytest

from wireworks import Factory, ServiceCircularDependencyError, ServiceContainer

LIFETIMES = ["transient", "scoped", "singleton"]
# A singleton over something scoped is a second problem, told elsewhere.
PAIRS = [pair for pair in itertools.product(LIFETIMES, repeat=2) if set(pair) != {"scoped", "singleton"}]


class Hen:
    def __init__(self, egg: "Egg") -> None: ...


class Egg:
    def __init__(self, hen: Hen) -> None: ...


class Farm:
    def __init__(self, hen: Hen) -> None: ...


class Myself:
    def __init__(self, other: "Myself") -> None: ...


class Parent:
    def __init__(self, children: "Factory[Child]") -> None:
        self.children = children


class Child:
    def __init__(self, parent: Parent) -> None:
        self.parent = parent


class Node:
    def __init__(self, again: "Node | None" = None) -> None: ...


@pytest.mark.parametrize("lifetimes", PAIRS)
def test_cycle_is_reported_with_its_path_in_any_lifetime(lifetimes) -> None:
    """L27."""
    container = ServiceContainer()
    container.register(Hen, Hen, lifetimes[0])
    container.register(Egg, Egg, lifetimes[1])
    with container.create_scope() as scope:
        with pytest.raises(ServiceCircularDependencyError) as caught:
            scope.get(Hen)
    text = str(caught.value)
    assert "Hen" in text
    assert "Egg" in text


def test_cycle_of_one_is_reported() -> None:
    """L27."""
    container = ServiceContainer().add_singleton(Myself)
    with pytest.raises(ServiceCircularDependencyError, match="Myself"):
        container.get(Myself)


def test_cycle_is_reported_to_async_asking() -> None:
    """L27."""

    async def make_hen(egg: Egg) -> Hen:
        return Hen(egg)

    container = ServiceContainer().add_singleton(make_hen).add_singleton(Egg)
    with pytest.raises(ServiceCircularDependencyError, match="Egg"):
        asyncio.run(container.aget(Egg))


def test_way_into_a_cycle_is_told_apart_from_the_cycle() -> None:
    """L28: the farm is not part of the circle, yet it says where the question came from."""
    container = ServiceContainer().add_transient(Farm).add_transient(Hen).add_transient(Egg)
    with pytest.raises(ServiceCircularDependencyError) as caught:
        container.get(Farm)
    assert "Hen" in str(caught.value)
    assert "Egg" in str(caught.value)


def test_long_cycle_is_reported_without_recursion() -> None:
    """reliability: walks are iterative."""
    keys = [type(f"Ring{number}", (), {}) for number in range(1500)]
    container = ServiceContainer()

    def link(key: type, following: type):
        def make(following: following) -> key:
            raise AssertionError

        return make

    for key, following in zip(keys, [*keys[1:], keys[0]], strict=True):
        container.add_singleton(key, link(key, following))
    with pytest.raises(ServiceCircularDependencyError, match="Ring0"):
        container.get(keys[0])


def test_cycle_elsewhere_in_the_graph_does_not_matter() -> None:
    """L27: lazy resolution checks the part asked for."""

    class Barn: ...

    container = ServiceContainer().add_transient(Hen).add_transient(Egg).add_transient(Barn)
    assert isinstance(container.get(Barn), Barn)


def test_cycle_broken_by_a_factory_value_works() -> None:
    """L15: a factory makes its service later, so it is no edge of the making."""
    container = ServiceContainer().add_singleton(Parent).add_transient(Child)
    parent = container.get(Parent)
    assert parent.children().parent is parent
    container.validate()


def test_cycle_through_a_default_is_still_a_cycle() -> None:
    """L6: a parameter with a default whose type is registered is a dependency."""
    container = ServiceContainer().add_transient(Node)
    with pytest.raises(ServiceCircularDependencyError, match="Node"):
        container.get(Node)
