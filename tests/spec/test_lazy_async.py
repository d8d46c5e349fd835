"""L10, L16: the two faces of `Lazy[T]`: `.value` for sync code, `await .avalue()` for async code."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from wireworks import Lazy, ServiceAsyncError, ServiceContainer


class Engine: ...


class Depot: ...


class Car:
    def __init__(self, engine: Lazy[Engine]) -> None:
        self.engine = engine


async def start_engine() -> Engine:
    await asyncio.sleep(0)
    return Engine()


async def open_engine_later() -> AsyncIterator[Engine]:
    yield Engine()


@pytest.mark.parametrize("factory", [start_engine, open_engine_later])
def test_async_service_is_awaited(factory: Callable[[], object]) -> None:
    """L10, L16: and then its value is there for sync code too."""
    container = ServiceContainer().add_transient(factory).add_scoped(Car)
    container.validate()

    async def main() -> None:
        async with container.create_scope() as scope:
            car = scope.get(Car)
            with pytest.raises(ServiceAsyncError, match=factory.__name__) as caught:
                car.engine.value  # noqa: B018 - the property is what is tested
            assert caught.value.fix == f"use `await lazy.avalue()`, or make `{factory.__name__}` sync."
            engine = await car.engine.avalue()
            assert car.engine.value is await car.engine.avalue() is engine

    asyncio.run(main())


def test_async_singleton_that_exists_is_a_value_for_sync_code() -> None:
    """L10, L16."""
    container = ServiceContainer().add_singleton(start_engine).add_transient(Car)
    engine = asyncio.run(container.aget(Engine))
    assert container.get(Car).engine.value is engine


def test_sync_service_may_be_awaited() -> None:
    """L10, L16."""
    car = ServiceContainer().add_transient(Engine).add_transient(Car).get(Car)
    assert asyncio.run(car.engine.avalue()) is car.engine.value


def test_async_error_of_the_factory_itself_is_told_as_it_is() -> None:
    """L16, L28: what user code asked for elsewhere is no matter of the lazy."""

    def ask_for_another(container: ServiceContainer) -> Engine:
        container.get(Depot)
        raise AssertionError

    async def make_depot() -> Depot:
        raise AssertionError

    container = ServiceContainer().add_transient(ask_for_another).add_transient(Car).add_singleton(make_depot)
    with pytest.raises(ServiceAsyncError, match=r"use `await ...aget\(Depot\)`"):
        container.get(Car).engine.value  # noqa: B018 - the property is what is tested


def test_lazy_is_built_by_hand() -> None:
    """L16: for a test, with no container."""
    car = Car(Lazy(Engine))
    assert repr(car.engine) == "Lazy(Engine)"
    assert car.engine.value is car.engine.value is asyncio.run(car.engine.avalue())
    assert asyncio.run(Lazy(Engine).avalue())
    later = Lazy(Engine, start_engine)
    assert asyncio.run(later.avalue()) is later.value
