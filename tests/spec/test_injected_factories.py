"""L15: `Factory[T]` and `AsyncFactory[T]` as annotations."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from wireworks import AsyncFactory, Factory, ServiceContainer
from wireworks.errors import (
    ServiceAsyncError,
    ServiceClosedError,
    ServiceError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceResolutionError,
    ServiceScopeError,
)


class Store:
    def __init__(self, label: str = "store") -> None:
        self.label = label


class Shop:
    def __init__(self, make: Factory[Store]) -> None:
        self.make = make


class AsyncShop:
    def __init__(self, make: AsyncFactory[Store]) -> None:
        self.make = make


async def make_store(label: str = "async") -> Store:
    return Store(label)


async def generate_store() -> AsyncIterator[Store]:
    yield Store("generated")


def shop_with(lifetime: str, shop: str = "transient") -> ServiceContainer:
    container = ServiceContainer()
    container.register(Store, Store, lifetime)
    container.register(Shop, Shop, shop)
    return container


def test_each_call_makes_a_transient() -> None:
    """L15."""
    shop = shop_with("transient").get(Shop)
    assert isinstance(shop.make(), Store)
    assert shop.make() is not shop.make()


def test_each_call_fetches_the_singleton() -> None:
    """L15: by T's lifetime."""
    container = shop_with("singleton")
    shop = container.get(Shop)
    assert shop.make() is shop.make() is container.get(Store)


def test_keyword_arguments_are_overrides() -> None:
    """L15, L11."""
    shop = shop_with("transient").get(Shop)
    assert shop.make(label="mine").label == "mine"
    assert shop.make().label == "store"


def test_unknown_keyword_is_an_error() -> None:
    """L15, L11."""
    with pytest.raises(ServiceParameterError, match="`lable`"):
        shop_with("transient").get(Shop).make(lable="mine")


def test_overrides_on_a_singleton_that_exists_are_refused() -> None:
    """L15, L11."""
    shop = shop_with("singleton").get(Shop)
    shop.make()
    with pytest.raises(ServiceResolutionError, match="`Store`"):
        shop.make(label="mine")


def test_consumer_makes_nothing_until_it_calls() -> None:
    """L15."""
    made = []

    def store() -> Store:
        made.append("store")
        return Store()

    shop = ServiceContainer().add_transient(store).add_transient(Shop).get(Shop)
    assert made == []
    shop.make()
    assert made == ["store"]


def test_factory_of_an_unknown_service_is_an_error_of_its_consumer() -> None:
    """L15, L27: found when the consumer is made, not months later."""
    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        ServiceContainer().add_transient(Shop).get(Shop)


def test_parameter_with_a_default_keeps_it_when_nothing_is_registered() -> None:
    """L6, L15."""

    class Modest:
        def __init__(self, make: Factory[Store] | None = None) -> None:
            self.make = make

    container = ServiceContainer().add_transient(Modest)
    assert container.get(Modest).make is None
    container.add_singleton(Store)
    made = container.get(Modest).make
    assert made is not None
    assert made() is container.get(Store)


def test_factory_breaks_a_cycle() -> None:
    """L15: what is made later needs nothing now."""

    class Parent:
        def __init__(self, make: Callable[[], "Child"]) -> None:
            self.make = make

    class Child:
        def __init__(self, parent: Parent) -> None:
            self.parent = parent

    Parent.__init__.__annotations__["make"] = Factory[Child]
    container = ServiceContainer().add_singleton(Parent).add_transient(Child)
    parent = container.get(Parent)
    assert parent.make().parent is parent


def test_scoped_consumer_makes_in_its_own_scope() -> None:
    """L15: even when it is called while another scope is open."""
    container = shop_with("scoped", shop="scoped")
    with container.create_scope() as outer:
        shop = outer.get(Shop)
        with container.create_scope() as inner:
            assert shop.make() is outer.get(Store)
            assert shop.make() is not inner.get(Store)


def test_transient_consumer_makes_in_the_scope_it_was_made_in() -> None:
    """L15."""
    container = shop_with("scoped")
    with container.create_scope() as outer:
        shop = outer.get(Shop)
        with container.create_scope() as inner:
            assert shop.make() is outer.get(Store)
            assert inner.get(Shop).make() is inner.get(Store)


def test_singleton_consumer_makes_in_the_current_scope() -> None:
    """L15: it holds no scoped service, so it is no captive dependency."""
    container = shop_with("scoped", shop="singleton")
    shop = container.get(Shop)
    with container.create_scope() as first:
        assert shop.make() is first.get(Store)
    with container.create_scope() as second:
        assert shop.make() is second.get(Store)


def test_singleton_consumer_cannot_make_scoped_services_outside_scopes() -> None:
    """L15, L23."""
    shop = shop_with("scoped", shop="singleton").get(Shop)
    with pytest.raises(ServiceScopeError, match="`Store`"):
        shop.make()


def test_factory_of_a_scope_that_has_ended_is_closed() -> None:
    """L15: what it made would never be closed."""
    container = shop_with("scoped", shop="scoped")
    with container.create_scope() as scope:
        shop = scope.get(Shop)
    with pytest.raises(ServiceClosedError):
        shop.make()


def test_factory_is_got_from_the_container_by_its_annotation() -> None:
    """L13, L15: `Factory[T]` is a key like the other built-in ones."""
    container = ServiceContainer().add_transient(Store)
    assert container.get(Factory[Store])(label="mine").label == "mine"


def test_async_factory_is_awaited() -> None:
    """L15."""
    container = ServiceContainer().add_transient(make_store).add_transient(AsyncShop)

    async def main() -> None:
        shop = container.get(AsyncShop)
        assert (await shop.make()).label == "async"
        assert (await shop.make(label="mine")).label == "mine"
        assert await shop.make() is not await shop.make()

    asyncio.run(main())


def test_async_factory_makes_sync_services_too() -> None:
    """L15."""
    container = ServiceContainer().add_singleton(Store).add_transient(AsyncShop)

    async def main() -> None:
        shop = await container.aget(AsyncShop)
        assert await shop.make() is container.get(Store)

    asyncio.run(main())


def test_consumer_of_an_async_factory_needs_no_awaiting_itself() -> None:
    """L10, L15."""
    container = ServiceContainer().add_singleton(make_store).add_singleton(AsyncShop)
    assert isinstance(container.get(AsyncShop), AsyncShop)


def test_async_factory_of_a_scoped_consumer_makes_in_its_scope() -> None:
    """L15."""
    container = ServiceContainer().add_scoped(generate_store).add_scoped(AsyncShop)

    async def main() -> None:
        async with container.create_scope() as outer:
            shop = await outer.aget(AsyncShop)
            async with container.create_scope() as inner:
                assert await shop.make() is await outer.aget(Store)
                assert await shop.make() is not await inner.aget(Store)

    asyncio.run(main())


def test_async_factory_of_a_singleton_makes_in_the_scope_of_each_task() -> None:
    """L15, L23."""
    container = ServiceContainer().add_scoped(generate_store).add_singleton(AsyncShop)
    shop = container.get(AsyncShop)

    async def job() -> Store:
        async with container.create_scope() as scope:
            await asyncio.sleep(0)
            store = await shop.make()
            assert store is await scope.aget(Store)
            return store

    async def main() -> None:
        first, second = await asyncio.gather(job(), job())
        assert first is not second

    asyncio.run(main())


def test_sync_factory_of_an_async_service_is_an_error() -> None:
    """L10, L15: said when the consumer is made, or at the latest by the call."""
    container = ServiceContainer().add_transient(make_store).add_transient(Shop)
    with pytest.raises(ServiceAsyncError, match="make_store"):
        container.get(Shop).make()


def test_async_factory_of_an_unknown_service_is_an_error_of_its_consumer() -> None:
    """L15, L27."""
    with pytest.raises(ServiceError, match="`Store`"):
        ServiceContainer().add_transient(AsyncShop).get(AsyncShop)
