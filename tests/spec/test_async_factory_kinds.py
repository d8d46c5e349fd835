"""L2: the factories that must be awaited, and what they declare."""

import asyncio
import functools
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable

import pytest

from wireworks import ServiceContainer


class Engine: ...


class Car:
    def __init__(self, engine: Engine, colour: str = "red") -> None:
        self.engine = engine
        self.colour = colour


async def make_car(engine: Engine) -> Car:
    return Car(engine, "blue")


async def paint_car(colour: str, engine: Engine) -> Car:
    return Car(engine, colour)


async def generate_car(engine: Engine) -> AsyncIterator[Car]:
    yield Car(engine, "blue")


async def generate_car_fully(engine: Engine) -> AsyncGenerator[Car, None]:
    yield Car(engine, "blue")


async def generate_car_iterable(engine: Engine) -> AsyncIterable[Car]:
    yield Car(engine, "blue")


async def generate_painted_car(colour: str, engine: Engine) -> AsyncIterator[Car]:
    yield Car(engine, colour)


class Works:
    async def __call__(self, engine: Engine) -> Car:
        return Car(engine, "blue")

    async def build(self, engine: Engine) -> Car:
        return Car(engine, "blue")

    @classmethod
    async def build_by_class(cls, engine: Engine) -> Car:
        return Car(engine, "blue")

    async def generate(self, engine: Engine) -> AsyncIterator[Car]:
        yield Car(engine, "blue")


class GeneratingWorks:
    async def __call__(self, engine: Engine) -> AsyncIterator[Car]:
        yield Car(engine, "blue")


KINDS = {
    "async function": make_car,
    "async bound method": Works().build,
    "async class method": Works.build_by_class,
    "async callable object": Works(),
    "partial async function": functools.partial(paint_car, "blue"),
    "async generator": generate_car,
    "fully annotated async generator": generate_car_fully,
    "async generator annotated as iterable": generate_car_iterable,
    "async generator method": Works().generate,
    "partial async generator": functools.partial(generate_painted_car, "blue"),
    "async generating object": GeneratingWorks(),
}
every_kind = pytest.mark.parametrize("factory", [pytest.param(f, id=name) for name, f in KINDS.items()])


async def colour_in(container: ServiceContainer) -> str:
    async with container.create_scope() as scope:
        car = await scope.aget(Car)
        assert car.engine is container.get(Engine)
        assert await scope.aget(Car) is car
        return car.colour


@every_kind
def test_every_kind_of_async_factory_is_awaited(factory: Callable[..., object]) -> None:
    """L2."""
    container = ServiceContainer().add_singleton(Engine).add_scoped(Car, factory)
    assert asyncio.run(colour_in(container)) == "blue"


@every_kind
def test_every_kind_of_async_factory_declares_its_own_key(
    factory: Callable[..., object],
) -> None:
    """L2, L3."""
    container = ServiceContainer().add_singleton(Engine).add_scoped(factory)
    assert asyncio.run(colour_in(container)) == "blue"


def test_async_function_that_says_optional_may_return_none() -> None:
    """L2."""

    async def nothing() -> Engine | None:
        return None

    container = ServiceContainer().add_singleton(nothing)
    assert asyncio.run(container.aget(Engine)) is None


def test_async_singleton_that_is_none_is_made_once() -> None:
    """L2."""
    calls = []

    async def nothing() -> Engine | None:
        calls.append("made")
        return None

    container = ServiceContainer().add_singleton(nothing)

    async def main() -> None:
        assert await container.aget(Engine) is None
        assert await container.aget(Engine) is None

    asyncio.run(main())
    assert calls == ["made"]


def test_async_and_sync_factories_mix_in_one_chain() -> None:
    """L2, L10: an async factory may stand anywhere above or below a sync one."""

    class Garage:
        def __init__(self, car: Car) -> None:
            self.car = car

    async def engine() -> Engine:
        return Engine()

    container = ServiceContainer()
    container.add_singleton(engine).add_transient(Car).add_transient(Garage)

    async def main() -> None:
        garage = await container.aget(Garage)
        assert garage.car.engine is await container.aget(Engine)

    asyncio.run(main())
