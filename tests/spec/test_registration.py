"""L3: registering and unregistering, at any time."""

import asyncio
from collections.abc import Callable

import pytest

from wireworks import Lifetime, ServiceContainer, ServiceScope
from wireworks.errors import ServiceError, ServiceNotFoundError


class Store: ...


class MemoryStore(Store): ...


class DiskStore(Store): ...


class Shop:
    def __init__(self, store: Store) -> None:
        self.store = store


class Till:
    """Works alone, and with a store once there is one."""

    def __init__(self, store: Store | None = None, drawer: int = 3) -> None:
        self.store = store
        self.drawer = drawer


class Request: ...


def test_register_makes_transients_by_default() -> None:
    """L3."""
    container = ServiceContainer()
    container.register(Store, MemoryStore)
    assert container.get(Store) is not container.get(Store)


@pytest.mark.parametrize("lifetime", [Lifetime.SINGLETON, "singleton"], ids=["member", "name"])
def test_register_takes_a_lifetime_by_member_and_by_name(lifetime: Lifetime) -> None:
    """L3."""
    container = ServiceContainer()
    container.register(Store, MemoryStore, lifetime)
    assert container.get(Store) is container.get(Store)


def test_register_takes_a_scoped_lifetime() -> None:
    """L3."""
    container = ServiceContainer()
    container.register(Store, MemoryStore, Lifetime.SCOPED)
    with container.create_scope() as scope:
        assert scope.get(Store) is scope.get(Store)


def test_add_methods_are_fluent() -> None:
    """L3: `-> Self`."""
    container = ServiceContainer()
    assert container.add_transient(Store, MemoryStore) is container
    assert container.add_scoped(Shop) is container
    assert container.add_singleton(Till) is container
    assert container.add_instance(int, 3) is container
    assert container.add_context(Request) is container
    assert container.add() is container


def test_fluent_methods_return_the_subclass_they_were_called_on() -> None:
    """L3: a container class of one's own stays what it is."""

    class AppContainer(ServiceContainer): ...

    assert type(AppContainer().add_transient(MemoryStore)) is AppContainer


def test_lifetimes_of_the_add_methods() -> None:
    """L3."""
    transient = ServiceContainer().add_transient(Store, MemoryStore)
    singleton = ServiceContainer().add_singleton(Store, MemoryStore)
    scoped = ServiceContainer().add_scoped(Store, MemoryStore)
    assert transient.get(Store) is not transient.get(Store)
    assert singleton.get(Store) is singleton.get(Store)
    with scoped.create_scope() as first, scoped.create_scope() as second:
        assert first.get(Store) is first.get(Store)
        assert first.get(Store) is not second.get(Store)


def test_instance_is_handed_out_as_it_is() -> None:
    """L3."""
    store = MemoryStore()
    container = ServiceContainer().add_instance(Store, store).add_transient(Shop)
    assert container.get(Store) is store
    assert container.get(Shop).store is store


@pytest.mark.parametrize("value", [None, 0, "", [], False])
def test_instance_may_be_falsy(value: object) -> None:
    """L3."""
    container = ServiceContainer().add_instance(object, value)
    assert container.get(object) is value


def test_callable_instance_is_not_called() -> None:
    """L3: an instance is a value, also when it could be called."""
    container = ServiceContainer().add_instance(type, MemoryStore)
    assert container.get(type) is MemoryStore


def test_context_value_is_supplied_when_a_scope_opens() -> None:
    """L3, L23."""
    request = Request()
    container = ServiceContainer().add_context(Request)
    with container.create_scope(context={Request: request}) as scope:
        assert scope.get(Request) is request


def test_context_value_is_injected() -> None:
    """L3, L23."""

    class Handler:
        def __init__(self, request: Request) -> None:
            self.request = request

    request = Request()
    container = ServiceContainer().add_context(Request).add_scoped(Handler)
    with container.create_scope(context={Request: request}) as scope:
        assert scope.get(Handler).request is request


def test_is_registered_follows_register_and_unregister() -> None:
    """L3."""
    container = ServiceContainer()
    assert not container.is_registered(Store)
    container.register(Store, MemoryStore)
    assert container.is_registered(Store)
    container.unregister(Store)
    assert not container.is_registered(Store)


def test_is_registered_is_about_the_key_not_its_subclasses() -> None:
    """L3."""
    container = ServiceContainer().add_transient(Store, MemoryStore)
    assert not container.is_registered(MemoryStore)


def test_instances_and_contexts_are_registered_keys() -> None:
    """L3."""
    container = ServiceContainer().add_instance(Store, MemoryStore())
    container.add_context(Request)
    assert container.is_registered(Store)
    assert container.is_registered(Request)


def test_unregistered_service_is_not_found_any_more() -> None:
    """L3: also after it has been made."""
    container = ServiceContainer().add_singleton(Store, MemoryStore)
    container.get(Store)
    container.unregister(Store)
    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        container.get(Store)


def test_unregister_of_an_unknown_key_is_an_error() -> None:
    """L3: it tells a typing mistake from success."""
    with pytest.raises(ServiceError, match="`Store`"):
        ServiceContainer().unregister(Store)


def test_key_can_be_registered_anew_after_unregister() -> None:
    """L3: nothing of the old registration stays, not even a made singleton."""
    container = ServiceContainer().add_singleton(Store, MemoryStore)
    old = container.get(Store)
    container.unregister(Store)
    container.add_singleton(Store, DiskStore)
    assert container.get(Store) is not old
    assert type(container.get(Store)) is DiskStore


def test_dependents_see_a_new_registration() -> None:
    """L3: at any time, also after the dependent has been made once."""
    container = ServiceContainer().add_transient(Store, MemoryStore).add_transient(Shop)
    assert type(container.get(Shop).store) is MemoryStore
    container.unregister(Store)
    container.add_transient(Store, DiskStore)
    assert type(container.get(Shop).store) is DiskStore


def test_registration_after_a_failed_get_is_seen() -> None:
    """L3."""
    container = ServiceContainer().add_transient(Shop)
    with pytest.raises(ServiceNotFoundError):
        container.get(Shop)
    container.add_transient(Store, MemoryStore)
    assert type(container.get(Shop).store) is MemoryStore


def test_parameter_that_had_its_default_gets_a_later_registration() -> None:
    """L3, L6."""
    container = ServiceContainer().add_transient(Till)
    assert container.get(Till).store is None
    container.add_singleton(Store, MemoryStore)
    assert container.get(Till).store is container.get(Store)


def test_open_scope_sees_a_new_registration() -> None:
    """L3."""
    container = ServiceContainer()
    with container.create_scope() as scope:
        container.add_scoped(Store, MemoryStore)
        assert isinstance(scope.get(Store), MemoryStore)


def test_made_singletons_survive_other_registrations() -> None:
    """L3: registering one service does not make the others afresh."""
    container = ServiceContainer().add_singleton(Store, MemoryStore)
    store = container.get(Store)
    container.add_singleton(Till)
    assert container.get(Store) is store
    container.unregister(Till)
    assert container.get(Store) is store


def test_constructor_takes_the_same_things_as_add() -> None:
    """L3."""
    from wireworks import service

    @service
    def store() -> Store:
        return MemoryStore()

    container = ServiceContainer(store, service(Shop))
    assert container.get(Shop).store is container.get(Store)


def test_two_containers_share_nothing() -> None:
    """L3."""
    first = ServiceContainer().add_singleton(Store, MemoryStore)
    second = ServiceContainer().add_singleton(Store, MemoryStore)
    assert first.get(Store) is not second.get(Store)


def exchanged() -> type[Store]:
    """Register other things, as an annotation or another thread may at any time."""
    for change in CHANGES:
        change()
    CHANGES.clear()
    return Store


CHANGES: list[Callable[[], object]] = []


class Keeper:
    def __init__(self, store: "exchanged()") -> None: ...


class Market:
    def __init__(self, store: Store, keeper: Keeper) -> None:
        self.store = store


@pytest.mark.parametrize("way", ["get", "aget"])
def test_registration_that_changes_while_a_plan_is_made_is_not_lost(way) -> None:
    """L3, L5: what was planned meanwhile is used once at most."""

    def ask(scope: ServiceScope) -> Market:
        return scope.get(Market) if way == "get" else asyncio.run(scope.aget(Market))

    container = ServiceContainer().add_transient(Store, MemoryStore).add_transient(Keeper).add_transient(Market)
    CHANGES[:] = [lambda: container.unregister(Store), lambda: container.add_transient(Store, DiskStore)]
    with container.create_scope() as scope:
        ask(scope)
        assert CHANGES == []
        assert type(ask(scope).store) is DiskStore
