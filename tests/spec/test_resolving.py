"""L10: `get`."""

from typing import Generic, Optional, TypeVar, Union

import pytest

from wireworks import ServiceContainer
from wireworks.errors import (
    ServiceCircularDependencyError,
    ServiceClosedError,
    ServiceError,
    ServiceNotFoundError,
    ServiceScopeError,
)

T = TypeVar("T")


class Store: ...


class Shop:
    def __init__(self, store: Store) -> None:
        self.store = store


class Street:
    def __init__(self, shop: Shop, store: Store) -> None:
        self.shop = shop
        self.store = store


class Chicken:
    def __init__(self, egg: "Egg") -> None: ...


class Egg:
    def __init__(self, chicken: Chicken) -> None: ...


class Repository(Generic[T]): ...


def test_transient_is_made_for_every_get() -> None:
    """L10."""
    container = ServiceContainer().add_transient(Store)
    assert container.get(Store) is not container.get(Store)


def test_transient_is_made_for_every_parameter() -> None:
    """L10: shared by nobody."""
    container = ServiceContainer().add_transient(Store)
    container.add_transient(Shop).add_transient(Street)
    street = container.get(Street)
    assert street.store is not street.shop.store


def test_singleton_is_shared_by_all_parameters() -> None:
    """L10."""
    container = ServiceContainer().add_singleton(Store)
    container.add_transient(Shop).add_transient(Street)
    street = container.get(Street)
    assert street.store is street.shop.store is container.get(Store)


def test_singleton_keeps_the_transient_it_was_made_with() -> None:
    """L10."""
    container = ServiceContainer().add_transient(Store).add_singleton(Shop)
    assert container.get(Shop).store is container.get(Shop).store


def test_scope_has_get_and_shares_the_singletons() -> None:
    """L10."""
    container = ServiceContainer().add_singleton(Store).add_scoped(Shop)
    with container.create_scope() as scope:
        assert scope.get(Store) is container.get(Store)
        assert scope.get(Shop).store is container.get(Store)


def test_get_takes_exactly_one_argument() -> None:
    """L10."""
    container = ServiceContainer().add_transient(Shop)
    with pytest.raises(TypeError):
        container.get(Shop, store=Store())
    with pytest.raises(TypeError):
        container.get(Shop, None)
    with pytest.raises(TypeError):
        container.get()


def test_class_that_is_not_registered_is_not_found() -> None:
    """L10: nothing is registered behind the user's back."""
    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        ServiceContainer().get(Store)


def test_dependency_that_is_not_registered_is_not_found() -> None:
    """L10."""
    container = ServiceContainer().add_transient(Shop).add_transient(Street)
    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        container.get(Street)


@pytest.mark.parametrize("key", ["Store", 3, None, Store(), [Store]])
def test_key_that_is_no_type_is_an_error(key: object) -> None:
    """L10: even one that cannot be hashed."""
    with pytest.raises((ServiceError, TypeError)):
        ServiceContainer().add_transient(Store).get(key)


@pytest.mark.parametrize("key", [Store | None, Optional[Store], Union[None, Store]], ids=["|", "Opt", "Uni"])
def test_optional_key_is_an_error_that_says_what_to_ask_for(key: object) -> None:
    """L10."""
    container = ServiceContainer().add_transient(Store)
    with pytest.raises(ServiceError, match="`Store`") as caught:
        container.get(key)
    assert "Fix:" in str(caught.value)


def test_optional_key_is_an_error_in_a_scope_too() -> None:
    """L10."""
    container = ServiceContainer().add_transient(Store)
    with container.create_scope() as scope, pytest.raises(ServiceError, match="`Store`"):
        scope.get(Store | None)


def test_generic_aliases_are_keys() -> None:
    """L10: equal aliases are one key, other arguments are another."""
    container = ServiceContainer().add_singleton(Repository[int])
    assert container.get(Repository[int]) is container.get(Repository[int])
    with pytest.raises(ServiceNotFoundError):
        container.get(Repository[str])
    with pytest.raises(ServiceNotFoundError):
        container.get(Repository)


def test_builtin_generic_aliases_are_keys() -> None:
    """L10."""

    def hosts() -> list[str]:
        return ["one"]

    def ports() -> dict[str, int]:
        return {"one": 1}

    container = ServiceContainer().add_singleton(hosts).add_singleton(ports)
    assert container.get(dict[str, int]) == {"one": 1}
    assert container.is_registered(list[str])


def test_scoped_service_needs_an_open_scope() -> None:
    """L10, L23."""
    container = ServiceContainer().add_scoped(Store)
    with pytest.raises(ServiceScopeError, match="`Store`"):
        container.get(Store)


def test_container_get_finds_the_open_scope() -> None:
    """L10, L23."""
    container = ServiceContainer().add_scoped(Store)
    with container.create_scope() as scope:
        assert container.get(Store) is scope.get(Store)


def test_cycle_is_an_error_with_its_path() -> None:
    """L10, L27."""
    container = ServiceContainer().add_transient(Chicken).add_transient(Egg)
    with pytest.raises(ServiceCircularDependencyError) as caught:
        container.get(Chicken)
    text = str(caught.value)
    assert text.index("Chicken") < text.index("Egg") < text.rindex("Chicken")


def test_cycle_in_one_corner_leaves_the_rest_usable() -> None:
    """L27: the checks guard only the part asked for."""
    container = ServiceContainer().add_transient(Chicken).add_transient(Egg)
    assert isinstance(container.add_transient(Store).get(Store), Store)


def test_missing_service_in_one_corner_leaves_the_rest_usable() -> None:
    """L27."""
    container = ServiceContainer().add_transient(Chicken).add_transient(Store)
    assert isinstance(container.get(Store), Store)


def test_factory_may_ask_the_container() -> None:
    """L10, L26: `container.get` inside a factory works."""
    container = ServiceContainer().add_singleton(Store)

    def shop() -> Shop:
        return Shop(container.get(Store))

    container.add_singleton(shop)
    assert container.get(Shop).store is container.get(Store)


@pytest.mark.usefixtures("collector_off")
def test_factory_that_asks_for_itself_is_an_error_with_its_path() -> None:
    """L26, L27: not a hang, not a `RecursionError`."""
    container = ServiceContainer()

    def store() -> Store:
        return container.get(Store)

    container.add_singleton(store)
    with pytest.raises(ServiceCircularDependencyError, match="Store"):
        container.get(Store)


def test_error_of_a_factory_comes_out_as_it_is() -> None:
    """L10: same object, not wrapped; and the next `get` tries again."""
    errors = [LookupError("first"), None]

    def store() -> Store:
        if error := errors.pop(0):
            raise error
        return Store()

    container = ServiceContainer().add_singleton(store)
    first = errors[0]
    with pytest.raises(LookupError) as caught:
        container.get(Store)
    assert caught.value is first
    assert container.get(Store) is container.get(Store)


def test_deep_chain_is_resolved() -> None:
    """L10: the depth of a graph is not limited by Python's stack."""
    container = ServiceContainer()
    kinds: list[type] = []
    for depth in range(1500):
        below = kinds[-1:]

        def init(self: object, below: object = None) -> None:
            self.below = below  # type: ignore[attr-defined]

        if below:
            init.__annotations__["below"] = below[0]
        kinds.append(type(f"Level{depth}", (), {"__init__": init}))
        container.add_transient(kinds[-1])
    top = container.get(kinds[-1])
    levels = 0
    while (top := top.below) is not None:
        levels += 1
    assert levels == 1499


def test_closed_container_is_an_error() -> None:
    """L25."""
    container = ServiceContainer().add_singleton(Store)
    container.close()
    with pytest.raises(ServiceClosedError):
        container.get(Store)
