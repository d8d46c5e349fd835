"""L5: functions written inside a function declare and take what stands beside them, by names in strings too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from inspect import signature
from typing import Annotated, Protocol

from wireworks import Injected, ServiceContainer, service

OFTEN = range(4)


class Store:
    """Hidden in some of the functions below by one of theirs."""


def served(key: type, factory: Callable[..., object]) -> None:
    """Ask for what a factory with a `Store` declares, as often as it takes to be compiled."""

    def open_store() -> Store:
        return Store()

    async def main() -> None:
        container = ServiceContainer().add_singleton(open_store).add_scoped(factory)
        for _ in OFTEN:
            async with container.create_scope() as scope:
                shop = await scope.aget(key)
                assert type(shop) is key
                assert vars(shop)["store"] is container.get(Store)

    asyncio.run(main())


def test_factories_declare_and_take_what_stands_beside_them() -> None:
    """L2, L5."""

    class Shop:
        def __init__(self, store: object) -> None:
            self.store = store

    def plain(store: Store) -> Shop:
        return Shop(store)

    def yielding(store: Store) -> Iterator[Shop]:
        yield Shop(store)

    async def streaming(store: Store) -> AsyncIterator[Shop | None]:
        yield Shop(store)

    for factory in (plain, yielding, streaming):
        served(Shop, factory)


def test_promises_are_awaited() -> None:
    """L2, L5: a plain function may say that what it returns is to be awaited."""

    class Shop:
        def __init__(self, store: object) -> None:
            self.store = store

    async def awaited(store: Store) -> Shop:
        return Shop(store)

    def promised(store: Store) -> Awaitable[Shop]:
        return awaited(store)

    def promised_beside_a_word(store: Store) -> Annotated[Awaitable[Shop], "a word"]:
        return awaited(store)

    for factory in (awaited, promised, promised_beside_a_word):
        served(Shop, factory)


def test_promise_of_a_name_that_does_not_exist_is_not_told_by_it() -> None:
    """L5: the key says what is made; what is returned is checked against that."""

    def promised() -> Awaitable[NoSuchName]:  # noqa: F821 - that is what the test is about
        return Store()

    container = ServiceContainer().add_transient(Store, promised)
    assert isinstance(container.get(Store), Store)


def test_function_in_a_function_is_injected_and_called() -> None:
    """L5, L13."""

    class Store: ...

    container = ServiceContainer().add_singleton(Store)

    @container.inject
    def sell(title: str, store: Injected[Store]) -> tuple[str, Store]:
        return title, store

    def count(store: Store) -> Store:
        return store

    assert list(signature(sell).parameters) == ["title"]
    for _ in OFTEN:
        assert sell("Emma") == ("Emma", container.get(Store))
        assert container.call(count) is container.get(Store)


def test_protocol_and_marked_methods_in_a_function_are_read() -> None:
    """L3, L5, L15."""

    class Store: ...

    class Shop:
        def __init__(self, store: Store) -> None:
            self.store = store

    class OpenShop(Protocol):
        def __call__(self, store: Store) -> Shop: ...

    class Street:
        def __init__(self, open_shop: OpenShop) -> None:
            self.open_shop = open_shop

    class Works:
        @service
        def store(self) -> Store:
            return Store()

        @service(lifetime="transient")
        def shop(self, store: Store) -> Shop:
            return Shop(store)

    container = ServiceContainer(Works()).add_transient(Street)
    mine = Store()
    for _ in OFTEN:
        assert container.get(Street).open_shop(mine).store is mine
        assert container.get(Shop).store is container.get(Store)
