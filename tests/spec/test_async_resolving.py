"""L10: `aget`, and what `get` says of something that must be awaited."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from wireworks import ServiceContainer
from wireworks.errors import ServiceAsyncError, ServiceError, ServiceNotFoundError


class Connection: ...


class Store:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection


class Shop:
    def __init__(self, store: Store) -> None:
        self.store = store


async def connect() -> Connection:
    return Connection()


async def connections() -> AsyncIterator[Connection]:
    yield Connection()


def test_aget_makes_what_needs_no_awaiting() -> None:
    """L10: one container serves sync and async code."""
    container = ServiceContainer().add_singleton(Connection).add_transient(Store)

    async def main() -> None:
        store = await container.aget(Store)
        assert store.connection is container.get(Connection)

    asyncio.run(main())


def test_aget_awaits_a_dependency_however_deep() -> None:
    """L10."""
    container = ServiceContainer().add_singleton(connect)
    container.add_transient(Store).add_transient(Shop)

    async def main() -> None:
        shop = await container.aget(Shop)
        assert isinstance(shop.store.connection, Connection)

    asyncio.run(main())


def test_scope_has_aget() -> None:
    """L10."""
    container = ServiceContainer().add_scoped(connections).add_scoped(Store)

    async def main() -> None:
        async with container.create_scope() as scope:
            store = await scope.aget(Store)
            assert store is await scope.aget(Store)
            assert store is await container.aget(Store)

    asyncio.run(main())


def test_aget_takes_exactly_one_argument() -> None:
    """L10."""
    container = ServiceContainer().add_transient(Connection)

    async def main() -> None:
        with pytest.raises(TypeError):
            await container.aget(Connection, None)

    asyncio.run(main())


@pytest.mark.parametrize("factory", [connect, connections])
def test_get_of_an_async_service_names_the_factory(factory: object) -> None:
    """L10."""
    container = ServiceContainer().add_singleton(factory)
    with pytest.raises(ServiceAsyncError, match="`Connection`") as caught:
        container.get(Connection)
    assert factory.__name__ in str(caught.value)


def test_get_of_what_depends_on_an_async_service_names_the_chain() -> None:
    """L10."""
    container = ServiceContainer().add_singleton(connect)
    container.add_transient(Store).add_transient(Shop)
    with pytest.raises(ServiceAsyncError, match="connect") as caught:
        container.get(Shop)
    text = str(caught.value)
    assert "Shop" in text
    assert "Store" in text


def test_get_that_cannot_work_makes_nothing() -> None:
    """L10: it is known before the first factory runs."""
    made = []

    def store() -> str:
        made.append("store")
        return "store"

    class Consumer:
        def __init__(self, store: str, connection: Connection) -> None: ...

    container = ServiceContainer().add_singleton(store).add_singleton(connect)
    container.add_transient(Consumer)
    with pytest.raises(ServiceAsyncError):
        container.get(Consumer)
    assert made == []


def test_async_singleton_that_exists_is_got_without_awaiting() -> None:
    """L10: unless the instance exists already."""
    container = ServiceContainer().add_singleton(connect)

    async def main() -> None:
        connection = await container.aget(Connection)
        assert container.get(Connection) is connection

    asyncio.run(main())


def test_consumer_of_an_async_singleton_that_exists_is_got_without_awaiting() -> None:
    """L10."""
    container = ServiceContainer().add_singleton(connect)
    container.add_transient(Store).add_transient(Shop)

    async def main() -> None:
        connection = await container.aget(Connection)
        assert container.get(Shop).store.connection is connection

    asyncio.run(main())


def test_async_singleton_that_exists_is_got_after_its_loop_has_ended() -> None:
    """L10, L26: it belongs to no event loop."""
    container = ServiceContainer().add_singleton(connect)
    connection = asyncio.run(container.aget(Connection))
    assert container.get(Connection) is connection


def test_async_scoped_service_that_exists_is_got_without_awaiting() -> None:
    """L10."""
    container = ServiceContainer().add_scoped(connect).add_transient(Store)

    async def main() -> None:
        async with container.create_scope() as scope:
            with pytest.raises(ServiceAsyncError):
                scope.get(Connection)
            connection = await scope.aget(Connection)
            assert scope.get(Connection) is connection
            assert scope.get(Store).connection is connection

    asyncio.run(main())


def test_async_transient_is_never_got_without_awaiting() -> None:
    """L10: no instance of it ever exists already."""
    container = ServiceContainer().add_transient(connect)

    async def main() -> None:
        await container.aget(Connection)
        with pytest.raises(ServiceAsyncError):
            container.get(Connection)

    asyncio.run(main())


def test_async_service_is_got_once_start_has_made_it() -> None:
    """L10: the async singleton made by hand first, then the sync world."""
    container = ServiceContainer().add_singleton(connect).add_singleton(Shop)
    container.add_singleton(Store)
    shop = asyncio.run(container.aget(Shop))
    assert container.get(Shop) is shop
    assert container.get(Store) is shop.store


def test_optional_key_is_an_error_when_awaited_too() -> None:
    """L10."""
    container = ServiceContainer().add_singleton(connect)
    with pytest.raises(ServiceError, match="`Connection`"):
        asyncio.run(container.aget(Connection | None))


def test_unknown_key_is_not_found_when_awaited_too() -> None:
    """L10."""
    with pytest.raises(ServiceNotFoundError, match="`Connection`"):
        asyncio.run(ServiceContainer().aget(Connection))


def test_awaited_factories_run_one_after_another() -> None:
    """L10: in the order of the parameters, so that effects are predictable."""
    order = []

    async def first() -> int:
        order.append("first in")
        await asyncio.sleep(0)
        order.append("first out")
        return 1

    async def second() -> str:
        order.append("second in")
        return "2"

    class Pair:
        def __init__(self, one: int, two: str) -> None: ...

    container = ServiceContainer().add_transient(first).add_transient(second)
    asyncio.run(container.add_transient(Pair).aget(Pair))
    assert order == ["first in", "first out", "second in"]


def test_error_of_an_async_factory_comes_out_and_is_tried_again() -> None:
    """L10, L26."""
    errors = [LookupError("first"), None]

    async def connection() -> Connection:
        if error := errors.pop(0):
            raise error
        return Connection()

    container = ServiceContainer().add_singleton(connection)
    with pytest.raises(LookupError, match="first"):
        asyncio.run(container.aget(Connection))
    assert isinstance(asyncio.run(container.aget(Connection)), Connection)
