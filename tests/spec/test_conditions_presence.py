"""`when=Present(...)`: decided by the other registrations, after all other conditions, and again when they change."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from wireworks import Factory, Param, Present, Profile, ServiceContainer, ServiceRegistrationError, qualified, service
from wireworks.errors import ServiceNotFoundError


class Cache:
    name = "plain"


class Memory(Cache):
    name = "memory"


class Redis(Cache):
    name = "redis"


class Client: ...


class Pool: ...


class Outer(Cache):
    def __init__(self, inner: Cache) -> None:
        self.inner = inner
        self.name = f"outer {inner.name}"


def made_by(container: ServiceContainer) -> str | None:
    return container.get(Cache).name if container.is_registered(Cache) else None


def two_ways() -> ServiceContainer:
    container = ServiceContainer().add_singleton(Cache, Memory, when=~Present(Client))
    return container.add_singleton(Cache, Redis, when=Present(Client))


def test_presence_follows_registrations_as_they_change() -> None:
    container = two_ways()
    assert made_by(container) == "memory"
    assert made_by(container.add_singleton(Client)) == "redis"
    container.unregister(Client)
    assert made_by(container) == "memory"


def test_order_of_registration_does_not_matter_for_what_is_there_without_such_a_condition() -> None:
    """Presence is decided after all other conditions."""
    for steps in permutations(
        [
            lambda c: c.add_singleton(Cache, Memory, when=~Present(Client)),
            lambda c: c.add_singleton(Cache, Redis, when=Present(Client)),
            lambda c: c.add_singleton(Client, when="on"),
            lambda c: c.add_singleton(Pool),
        ]
    ):
        container = ServiceContainer(profiles="on")
        for step in steps:
            step(container)
        assert made_by(container) == "redis"


def test_default_gives_way_to_a_registration_of_its_own_key() -> None:
    """The way of libraries: a service is registered unless the application has its own, earlier or later."""
    for early in (True, False):
        container = ServiceContainer()
        if early:
            container.add_singleton(Cache, Redis)
        container.add_singleton(Cache, Memory, when=~Present(Cache))
        assert made_by(container) == ("redis" if early else "memory")
        if not early:
            container.add_singleton(Cache, Redis)
            assert made_by(container) == "redis"
        container.unregister(Cache)
        assert made_by(container) == "memory"


def test_first_of_several_defaults_is_taken() -> None:
    """Conditions that ask for presence are decided in the order of registration."""
    container = ServiceContainer().add_singleton(Cache, Memory, when=~Present(Cache))
    container.add_singleton(Cache, Redis, when=~Present(Cache))
    assert made_by(container) == "memory"


def test_presence_sees_those_decided_before_it_alone() -> None:
    container = ServiceContainer().add_singleton(Pool, when=Present(Client)).add_singleton(Cache, when=Present(Pool))
    backwards = ServiceContainer().add_singleton(Cache, when=Present(Pool)).add_singleton(Pool, when=Present(Client))
    for each in (container, backwards):
        each.add_singleton(Client)
        assert each.is_registered(Pool)
    assert container.is_registered(Cache)
    assert not backwards.is_registered(Cache)


def test_qualified_keys_are_keys_of_their_own() -> None:
    """L8."""
    container = ServiceContainer().add_singleton(Cache, when=Present(qualified(Client, "main")))
    assert made_by(container.add_singleton(Client)) is None
    assert made_by(container.add_singleton(Client, qualifier="main")) == "plain"


def test_presence_combines_with_what_is_decided_at_once() -> None:
    asked: list[int] = []

    def ask() -> bool:
        asked.append(1)
        return True

    container = ServiceContainer(profiles="on", params={"size": 3})
    container.add_singleton(Cache, Redis, when=Present(Client) & ask & Profile("on") & Param("size", equals=3))
    container.add_singleton(Pool, when=Profile("off") | ~(Present(Client) | Present(Memory)))
    assert (made_by(container), container.is_registered(Pool)) == (None, True)
    container.add_singleton(Client)
    assert (made_by(container), container.is_registered(Pool)) == ("redis", False)
    container.unregister(Client)
    assert (made_by(container), container.is_registered(Pool)) == (None, True)
    assert asked == [1]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Present(Client) & Profile("off"), False),
        (Profile("off") & Present(Client), False),
        (Present(Client) | Profile("on"), True),
        (Profile("on") | Present(Pool), True),
        (Present(Pool) | Profile("off"), False),
        (Profile("off") | Present(Client), True),
        (Present(Client) & Profile("on"), True),
        (Present(Client) & ~Present(Pool), True),
        (~Present(Client) | Present(Pool), False),
        (Present(Pool) | Present(Client), True),
        (Present(Client) & Present(Pool), False),
    ],
)
def test_sides_that_are_decided_drop_out(condition: Present, holds: bool) -> None:
    container = ServiceContainer(profiles="on").add_singleton(Client)
    assert container.add_singleton(Cache, when=condition).is_registered(Cache) is holds


def test_registration_keeps_its_place_in_the_order_when_it_wakes() -> None:
    """L8: also with those that were registered before and after."""
    container = ServiceContainer().add_singleton(Cache, Redis, qualifier=1)
    container.add_singleton(Cache, Memory, qualifier=2, when=Present(Client)).add_singleton(Cache, qualifier=3)
    container.add_singleton(Pool, when="off").add_singleton(Client)
    assert [cache.name for cache in container.get(list[Cache])] == ["redis", "memory", "plain"]


def test_what_was_made_stays_where_nothing_changes_for_it() -> None:
    """Only what wakes or falls asleep is another one."""
    container = two_ways().add_singleton(Pool).decorate(Pool, around_pool)
    pool, cache = container.get(Pool), container.get(Cache)
    container.add_singleton(int, lambda_three)
    assert container.get(Cache) is cache
    container.add_singleton(Client)
    assert container.get(Pool) is pool
    container.unregister(Client)
    assert container.get(Cache) is cache


def around_pool(inner: Pool) -> Pool:
    return Pool()


def lambda_three() -> int:
    return 3


def test_what_fell_asleep_is_closed_in_time() -> None:
    """L25."""
    log: list[str] = []

    def open_cache() -> Iterator[Cache]:
        yield Memory()
        log.append("closed")

    container = ServiceContainer().add_singleton(Cache, open_cache, when=~Present(Client))
    container.get(Cache)
    container.add_singleton(Client)
    assert log == []
    container.close()
    assert log == ["closed"]


def test_change_that_would_let_two_count_is_refused_and_nothing_changes() -> None:
    """L4: whichever way it comes about."""
    container = ServiceContainer().add_singleton(Cache, Memory, when=~Present(Client))
    container.add_singleton(Cache, Redis, when=Present(Pool)).add_singleton(Client)
    assert made_by(container) is None
    container.add_singleton(Pool)
    assert made_by(container) == "redis"
    with pytest.raises(ServiceRegistrationError, match="`Cache` is registered twice at once"):
        container.unregister(Client)
    with pytest.raises(ServiceRegistrationError, match="`Cache` is registered twice at once"):
        container.add_singleton(Cache)
    with pytest.raises(ServiceRegistrationError, match="`Cache` is registered twice at once"):
        container.replace(Client, Client, when="off")
    assert made_by(container) == "redis"
    assert container.is_registered(Client)
    container.unregister(Pool)
    container.unregister(Client)
    with pytest.raises(ServiceRegistrationError, match="`Cache` is registered twice at once"):
        container.add_singleton(Pool)
    assert made_by(container) == "memory"


def test_two_of_one_call_are_refused_together() -> None:
    """L3: all of it or nothing."""

    @service(as_type=Cache, when=~Present(Client))
    class One(Cache): ...

    @service(as_type=Cache)
    class Two(Cache): ...

    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="registered twice at once"):
        container.add(One, Two)
    assert made_by(container) is None


def test_decorators_stay_with_the_key_whichever_registration_answers() -> None:
    """Until it is unregistered."""
    container = two_ways().decorate(Cache, Outer)
    assert made_by(container) == "outer memory"
    assert made_by(container.add_singleton(Client)) == "outer redis"
    container.unregister(Client)
    assert made_by(container) == "outer memory"
    container.unregister(Cache)
    assert made_by(container) is None
    assert made_by(container.add_singleton(Client)) == "redis"


def test_replaced_registration_keeps_its_condition_and_its_place() -> None:
    container = two_ways().add_singleton(Client)
    container.replace(Cache, Factory(Memory))
    assert made_by(container) == "memory"
    container.unregister(Client)
    container.replace(Cache, Redis)
    assert made_by(container) == "redis"
    container.replace(Cache, Memory, when="never")
    assert made_by(container) is None
    assert made_by(container.add_singleton(Client)) == "memory"


def test_what_is_replaced_by_an_unconditional_one_stays() -> None:
    container = two_ways()
    container.replace(Cache, Redis, when=None)
    with pytest.raises(ServiceRegistrationError, match="registered twice at once"):
        container.add_singleton(Client)


def test_try_add_tells_whether_it_registered_not_whether_that_counts() -> None:
    container = two_ways()
    assert container.try_add(Cache, Redis) is False
    assert container.try_add(Pool, when=Present(Client)) is True
    assert not container.is_registered(Pool)
    assert container.add_singleton(Client).is_registered(Pool)


def test_sleeping_service_cannot_be_changed() -> None:
    container = ServiceContainer().add_singleton(Cache, when=Present(Client))
    for change in (container.unregister, lambda key: container.decorate(key, Outer), container.replace):
        with pytest.raises(ServiceNotFoundError, match="`Cache` is registered only when `Client` is registered"):
            change(Cache)


def test_resolvers_follow() -> None:
    """Also where one was compiled, and a scope is open."""

    class Consumer:
        def __init__(self, cache: Cache) -> None:
            self.cache = cache

    container = two_ways().add_transient(Consumer)
    with container.create_scope() as scope:
        assert {scope.get(Consumer).cache.name for _ in range(4)} == {"memory"}
        container.add_singleton(Client)
        assert {scope.get(Consumer).cache.name for _ in range(4)} == {"redis"}
