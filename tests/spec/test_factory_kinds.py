"""L2: everything that can be a factory, and what it declares."""

import functools
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Optional, Self

import pytest

from wireworks import Factory, ServiceContainer, ServiceParameterError


class Engine: ...


class Car:
    def __init__(self, engine: Engine, colour: str = "red") -> None:
        self.engine = engine
        self.colour = colour


def make_car(engine: Engine) -> Car:
    return Car(engine, "blue")


def generate_car(engine: Engine) -> Iterator[Car]:
    yield Car(engine, "blue")


def generate_car_fully(engine: Engine) -> Generator[Car, None, None]:
    yield Car(engine, "blue")


def generate_car_iterable(engine: Engine) -> Iterable[Car]:
    yield Car(engine, "blue")


def paint_car(colour: str, engine: Engine) -> Car:
    return Car(engine, colour)


def generate_painted_car(colour: str, engine: Engine) -> Iterator[Car]:
    yield Car(engine, colour)


class Works:
    """Callable, with a method, a class method and a static method that make cars."""

    def __call__(self, engine: Engine) -> Car:
        return Car(engine, "blue")

    def build(self, engine: Engine) -> Car:
        return Car(engine, "blue")

    @classmethod
    def build_by_class(cls, engine: Engine) -> Car:
        return Car(engine, "blue")

    @staticmethod
    def build_by_name(engine: Engine) -> Car:
        return Car(engine, "blue")

    def generate(self, engine: Engine) -> Iterator[Car]:
        yield Car(engine, "blue")


class GeneratingWorks:
    def __call__(self, engine: Engine) -> Iterator[Car]:
        yield Car(engine, "blue")


KINDS = {
    "function": make_car,
    "bound method": Works().build,
    "class method": Works.build_by_class,
    "static method": Works.build_by_name,
    "callable object": Works(),
    "partial function": functools.partial(paint_car, "blue"),
    "partial by keyword": functools.partial(paint_car, colour="blue"),
    "partial class": functools.partial(Car, colour="blue"),
    "partial of a bound method": functools.partial(Works().build),
    "factory value": Factory(Car, colour="blue"),
}
GENERATORS = {
    "generator": generate_car,
    "fully annotated generator": generate_car_fully,
    "generator annotated as iterable": generate_car_iterable,
    "generator method": Works().generate,
    "partial generator": functools.partial(generate_painted_car, "blue"),
    "generating object": GeneratingWorks(),
}


def cars(factory: Callable[..., object]) -> ServiceContainer:
    return ServiceContainer().add_singleton(Engine).add_scoped(Car, factory)


@pytest.mark.parametrize("factory", [pytest.param(f, id=n) for n, f in KINDS.items()])
def test_every_kind_of_factory_is_called_with_its_services(
    factory: Callable[..., object],
) -> None:
    """L2."""
    container = ServiceContainer().add_singleton(Engine).add_transient(Car, factory)
    car = container.get(Car)
    assert car.engine is container.get(Engine)
    assert car.colour == "blue"
    assert container.get(Car) is not car


@pytest.mark.parametrize("factory", [pytest.param(f, id=n) for n, f in KINDS.items()])
def test_every_kind_of_factory_declares_its_own_key(
    factory: Callable[..., object],
) -> None:
    """L2, L3: one argument is enough."""
    container = ServiceContainer().add_singleton(Engine).add_transient(factory)
    assert container.get(Car).colour == "blue"


@pytest.mark.parametrize("factory", [pytest.param(f, id=n) for n, f in GENERATORS.items()])
def test_every_kind_of_generator_is_entered(factory: Callable[..., object]) -> None:
    """L2: the key is what the generator yields, with or without saying it."""
    named = cars(factory)
    declared = ServiceContainer().add_singleton(Engine).add_scoped(factory)
    for container in (named, declared):
        with container.create_scope() as scope:
            assert scope.get(Car).colour == "blue"
            assert scope.get(Car).engine is container.get(Engine)


def test_class_is_its_own_factory() -> None:
    """L2, L3."""
    container = ServiceContainer().add_transient(Engine).add_transient(Car)
    assert container.get(Car).colour == "red"


def test_class_without_init_is_a_factory() -> None:
    """L2."""
    assert isinstance(ServiceContainer().add_transient(Engine).get(Engine), Engine)


def test_subclass_serves_its_base() -> None:
    """L2."""

    class SportsCar(Car): ...

    container = ServiceContainer().add_transient(Engine).add_transient(Car, SportsCar)
    assert type(container.get(Car)) is SportsCar


def test_function_that_declares_a_subclass_serves_the_base() -> None:
    """L2."""

    class Diesel(Engine): ...

    def diesel() -> Diesel:
        return Diesel()

    container = ServiceContainer().add_transient(Engine, diesel)
    assert type(container.get(Engine)) is Diesel


def test_class_method_that_declares_self_declares_its_class() -> None:
    """L2: and the heir it is taken from, if it is taken from one."""

    class Diesel(Engine):
        @classmethod
        def build(cls) -> Self:
            return cls()

    class Turbo(Diesel): ...

    container = ServiceContainer().add_transient(Diesel.build).add_transient(Turbo.build)
    assert type(container.get(Diesel)) is Diesel
    assert type(container.get(Turbo)) is Turbo


def test_optional_annotation_declares_the_plain_type() -> None:
    """L2: `T | None` declares `T`."""

    def maybe() -> Engine | None:
        return Engine()

    container = ServiceContainer().add_transient(maybe)
    assert isinstance(container.get(Engine), Engine)


def test_function_that_says_optional_may_return_none() -> None:
    """L2."""

    def nothing() -> Optional[Engine]:
        return None

    assert ServiceContainer().add_transient(nothing).get(Engine) is None
    assert ServiceContainer().add_transient(Engine, nothing).get(Engine) is None


def test_generator_that_says_optional_may_yield_none() -> None:
    """L2."""

    def nothing() -> Iterator[Engine | None]:
        yield None

    with ServiceContainer().add_singleton(nothing) as container:
        assert container.get(Engine) is None


def test_singleton_that_is_none_is_made_once() -> None:
    """L2: `None` is a result like any other, not a sign of "not made yet"."""
    calls = []

    def nothing() -> Engine | None:
        calls.append("made")
        return None

    container = ServiceContainer().add_singleton(nothing)
    assert container.get(Engine) is None
    assert container.get(Engine) is None
    assert calls == ["made"]


def test_registration_calls_no_factory() -> None:
    """L2, L3: a factory runs when its service is asked for."""
    calls = []

    def engine() -> Engine:
        calls.append("made")
        return Engine()

    container = ServiceContainer().add_singleton(engine)
    assert calls == []
    container.get(Engine)
    assert calls == ["made"]


class Wheel:
    def __init__(self, engine: Engine, size: int = 15, *, spare: Engine | None = None) -> None:
        self.engine = engine
        self.size = size
        self.spare = spare


def test_keyword_of_a_partial_stands_until_a_caller_passes_another() -> None:
    """L2, L11: as in Python; what is registered does not take its place."""
    mine, other = Engine(), Engine()
    container = ServiceContainer().add_singleton(Engine).add_instance(int, 77)
    container.add_transient(Wheel, functools.partial(Wheel, size=18, spare=mine))
    for _ in range(4):
        wheel = container.get(Wheel)
        assert (wheel.engine, wheel.size, wheel.spare) == (container.get(Engine), 18, mine)
        assert container[Wheel](size=20).size == 20
        assert container[Wheel](spare=other, engine=other).spare is other
        assert container.call(functools.partial(Wheel, size=18), size=21).size == 21


def test_place_that_a_partial_has_filled_is_no_argument() -> None:
    """L2, L11."""
    container = ServiceContainer().add_transient(Wheel, functools.partial(Wheel, Engine(), size=18))
    assert container[Wheel](size=19).size == 19
    with pytest.raises(ServiceParameterError, match="`Wheel` has no parameter `engine`; it takes `size`, `spare`"):
        container[Wheel](engine=Engine())
