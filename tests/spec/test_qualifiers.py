"""L8: one type, several services, told apart by qualifiers."""

import asyncio
import enum
from typing import Annotated

import pytest

from wireworks import Factory, Inject, Injected, ServiceContainer, qualified, service
from wireworks.errors import ServiceError, ServiceNotFoundError


class Cache:
    def __init__(self, name: str = "plain") -> None:
        self.name = name


class Redis(Cache): ...


class Memory(Cache): ...


class Region(enum.Enum):
    EAST = "east"
    WEST = "west"


class Reader:
    def __init__(self, cache: Annotated[Cache, Inject(qualifier="redis")]) -> None:
        self.cache = cache


class Both:
    def __init__(self, plain: Cache, other: Annotated[Cache, Inject(qualifier="redis")]) -> None:
        self.caches = (plain, other)


def two_caches() -> ServiceContainer:
    container = ServiceContainer().add_singleton(Cache, Memory)
    return container.add_singleton(Cache, Redis, qualifier="redis")


def test_qualified_key_is_the_key_for_get() -> None:
    """L8."""
    container = two_caches()
    assert type(container.get(qualified(Cache, "redis"))) is Redis
    assert type(container.get(Cache)) is Memory


def test_qualified_service_is_injected_where_it_is_marked() -> None:
    """L8."""
    container = two_caches().add_transient(Reader).add_transient(Both)
    redis = container.get(qualified(Cache, "redis"))
    assert container.get(Reader).cache is redis
    assert container.get(Both).caches == (container.get(Cache), redis)


def test_every_way_of_registering_takes_a_qualifier() -> None:
    """L3, L8."""
    container = ServiceContainer()
    container.register(Cache, Memory, qualifier="registered")
    container.add_transient(Cache, Memory, qualifier="transient")
    container.add_scoped(Cache, Memory, qualifier="scoped")
    container.add_singleton(Cache, Memory, qualifier="singleton")
    container.add_instance(Cache, Memory("instance"), qualifier="instance")
    container.add(service(qualifier="marked", as_type=Cache)(Memory))
    with container.create_scope() as scope:
        for name in ("registered", "transient", "scoped", "singleton", "marked"):
            assert container.is_registered(Cache, qualifier=name)
            assert type(scope.get(qualified(Cache, name))) is Memory
        assert scope.get(qualified(Cache, "instance")).name == "instance"


@pytest.mark.parametrize("qualifier", [Region.EAST, 3, ("a", 1), str, 0, "", False])
def test_qualifier_is_anything_hashable(qualifier: object) -> None:
    """L8: falsy values too."""
    container = ServiceContainer().add_instance(Cache, Cache("plain"))
    container.add_instance(Cache, Cache("other"), qualifier=qualifier)

    class Consumer:
        def __init__(self, cache: Annotated[Cache, Inject(qualifier=qualifier)]) -> None:
            self.cache = cache

    assert container.get(qualified(Cache, qualifier)).name == "other"
    assert container.add_transient(Consumer).get(Consumer).cache.name == "other"
    assert container.get(Cache).name == "plain"


def test_members_of_an_enum_are_different_qualifiers() -> None:
    """L8."""
    container = ServiceContainer()
    for region in Region:
        container.add_instance(Cache, Cache(region.value), qualifier=region)
    assert container.get(qualified(Cache, Region.WEST)).name == "west"
    assert container.get(qualified(Cache, Region.EAST)).name == "east"


def test_qualifier_that_cannot_be_hashed_is_refused() -> None:
    """L8, L4."""
    container = ServiceContainer()
    with pytest.raises((ServiceError, TypeError)):
        container.add_singleton(Cache, Memory, qualifier=["redis"])
    assert not container.is_registered(Cache)


def test_equal_qualified_keys_are_one_key() -> None:
    """L8."""
    assert qualified(Cache, "redis") == qualified(Cache, "redis")
    assert qualified(Cache, "redis") != qualified(Cache, "memory")
    assert qualified(Cache, "redis") != qualified(Redis, "redis")
    assert len({qualified(Cache, "redis"), qualified(Cache, "redis")}) == 1


def test_unknown_qualifier_is_not_found_and_the_known_ones_are_named() -> None:
    """L8, L28: near misses."""
    container = two_caches()
    with pytest.raises(ServiceNotFoundError, match="rediss") as caught:
        container.get(qualified(Cache, "rediss"))
    assert "'redis'" in str(caught.value)


def test_plain_type_is_not_found_when_only_qualified_ones_exist() -> None:
    """L8: one of several is never picked by chance."""
    container = ServiceContainer().add_singleton(Cache, Redis, qualifier="redis")
    with pytest.raises(ServiceError, match="`Cache`") as caught:
        container.get(Cache)
    assert "redis" in str(caught.value)


def test_qualified_parameter_does_not_fall_back_to_the_plain_service() -> None:
    """L8."""
    container = ServiceContainer().add_singleton(Cache, Memory).add_transient(Reader)
    with pytest.raises(ServiceNotFoundError, match="redis") as caught:
        container.get(Reader)
    assert "`cache`" in str(caught.value)


def test_qualified_parameter_keeps_its_default() -> None:
    """L6, L8."""

    class Modest:
        def __init__(self, cache: Annotated[Cache | None, Inject(qualifier="redis")] = None) -> None:
            self.cache = cache

    assert two_caches().add_transient(Modest).get(Modest).cache is not None
    plain = ServiceContainer().add_singleton(Cache, Memory).add_transient(Modest)
    assert plain.get(Modest).cache is None


def test_unregister_and_is_registered_look_at_the_qualifier() -> None:
    """L3, L8."""
    container = two_caches()
    container.unregister(Cache, qualifier="redis")
    assert not container.is_registered(Cache, qualifier="redis")
    assert container.is_registered(Cache)
    container.unregister(Cache)
    assert not container.is_registered(Cache)


def test_factories_and_awaited_keys_may_be_qualified() -> None:
    """L8, L13, L15."""

    class Maker:
        def __init__(self, make: Annotated[Factory[Cache], Inject(qualifier="redis")]) -> None:
            self.make = make

    container = two_caches().add_transient(Maker)
    key = qualified(Cache, "redis")
    redis = container.get(key)
    assert container[key]() is redis
    assert container.get(Maker).make() is redis
    assert asyncio.run(container.aget(key)) is redis
    assert asyncio.run(container.afactory(key)()) is redis


def test_injected_function_takes_qualified_services() -> None:
    """L8, L13."""
    container = two_caches()

    @container.inject
    def job(plain: Injected[Cache], other: Annotated[Cache, Inject(qualifier="redis")]) -> tuple[type, type]:
        return type(plain), type(other)

    assert job() == (Memory, Redis)


def test_each_qualifier_has_an_instance_of_its_own() -> None:
    """L8: one class behind two keys is two singletons."""
    container = ServiceContainer()
    container.add_singleton(Cache, Memory, qualifier="a")
    container.add_singleton(Cache, Memory, qualifier="b")
    first = container.get(qualified(Cache, "a"))
    assert first is container.get(qualified(Cache, "a"))
    assert first is not container.get(qualified(Cache, "b"))
