"""L16: `Lazy[T]` makes a `T` when its value is first asked for, and keeps it."""

from collections.abc import Iterator
from typing import Annotated

import pytest

from wireworks import (
    Factory,
    Inject,
    Injected,
    Lazy,
    ServiceClosedError,
    ServiceContainer,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceScope,
)


class Engine:
    made = 0

    def __init__(self) -> None:
        type(self).made += 1


class Car:
    def __init__(self, engine: Lazy[Engine]) -> None:
        self.engine = engine


@pytest.fixture(autouse=True)
def _count_afresh() -> None:
    Engine.made = 0


def garage(engine: str, car: str, compile_after: int | None = 1) -> ServiceContainer:
    container = ServiceContainer()
    container._resolvers._compile_after = compile_after  # noqa: SLF001 - the seam for tests of both modes
    container.register(Engine, Engine, engine)
    container.register(Car, Car, car)
    return container


both_modes = pytest.mark.parametrize("compile_after", [None, 0], ids=["interpreted", "compiled"])


@both_modes
def test_service_is_made_when_its_value_is_first_asked_for_and_then_kept(compile_after: int | None) -> None:
    """L16: also a transient one."""
    car = garage("transient", "transient", compile_after).get(Car)
    assert Engine.made == 0
    engine = car.engine.value
    assert isinstance(engine, Engine)
    assert car.engine.value is engine
    assert Engine.made == 1


@both_modes
def test_every_consumer_has_a_lazy_of_its_own(compile_after: int | None) -> None:
    """L16: what is kept is kept by the one who asked, and not for others."""
    container = garage("transient", "transient", compile_after)
    assert container.get(Car).engine.value is not container.get(Car).engine.value


@both_modes
def test_lazy_of_a_shared_service_gives_the_shared_one(compile_after: int | None) -> None:
    """L16: made by its lifetime."""
    container = garage("singleton", "transient", compile_after)
    assert container.get(Car).engine.value is container.get(Car).engine.value is container.get(Engine)


@both_modes
@pytest.mark.parametrize("car", ["scoped", "transient"])
def test_lazy_belongs_to_the_scope_of_its_consumer(car: str, compile_after: int | None) -> None:
    """L16: also when its value is asked for while another scope is open."""
    container = garage("scoped", car, compile_after)
    with container.create_scope() as outer:
        mine = outer.get(Car)
        with container.create_scope() as inner:
            assert mine.engine.value is outer.get(Engine)
            assert mine.engine.value is not inner.get(Engine)


def test_lazy_of_a_generator_is_closed_with_the_scope_of_its_consumer() -> None:
    """L16, L21: what it made belongs to that scope."""
    told = []

    def open_engine() -> Iterator[Engine]:
        yield Engine()
        told.append("closed")

    container = ServiceContainer().add_transient(open_engine).add_scoped(Car)
    with container.create_scope() as scope:
        assert scope.get(Car).engine.value is scope.get(Car).engine.value
        assert told == []
    assert told == ["closed"]


class Chicken:
    def __init__(self, egg: "Lazy[Egg]") -> None:
        self.egg = egg


class Egg:
    def __init__(self, chicken: Chicken) -> None:
        self.chicken = chicken


@pytest.mark.parametrize("lifetime", ["singleton", "scoped", "transient"])
def test_lazy_breaks_a_cycle(lifetime: str) -> None:
    """L16."""
    container = ServiceContainer()
    container.register(Chicken, Chicken, lifetime)
    container.register(Egg, Egg, lifetime)
    container.validate()
    for _ in range(3):
        with container.create_scope() as scope:
            chicken = scope.get(Chicken)
            assert (chicken.egg.value.chicken is chicken) == (lifetime != "transient")
            assert chicken.egg.value is chicken.egg.value


class Hen:
    def __init__(self, nest: "Nest") -> None: ...


class Nest:
    def __init__(self, hen: Hen) -> None: ...


def test_cycle_is_told_with_a_lazy_as_the_way_out() -> None:
    """L16, L28."""
    with pytest.raises(Exception, match=r"take `Lazy\[Hen\]`"):
        ServiceContainer().add_singleton(Hen).add_singleton(Nest).get(Hen)


def test_lazy_of_what_is_not_registered_is_an_error_of_its_consumer() -> None:
    """L16, L27: found when the consumer is made, not when the value is asked for."""
    with pytest.raises(ServiceNotFoundError, match="`Engine` is not registered, but `Car` needs it"):
        ServiceContainer().add_transient(Car).get(Car)


def test_what_a_lazy_makes_has_to_be_complete() -> None:
    """L16, L27: nobody passes it arguments, as the caller of a factory may."""

    class Wheel:
        def __init__(self, size: int) -> None: ...

    class Cart:
        def __init__(self, wheel: Lazy[Wheel], wheels: Factory[Wheel]) -> None: ...

    with pytest.raises(ServiceGraphError, match="1 problem") as caught:
        ServiceContainer().add_transient(Wheel).add_transient(Cart).validate()
    assert "`int` is not registered, but `Wheel` needs it" in str(caught.value)


def test_parameter_with_a_default_keeps_it_when_nothing_is_registered() -> None:
    """L6, L16."""

    class Modest:
        def __init__(self, engine: Lazy[Engine] | None = None) -> None:
            self.engine = engine

    container = ServiceContainer().add_transient(Modest)
    assert container.get(Modest).engine is None
    container.add_singleton(Engine)
    engine = container.get(Modest).engine
    assert engine is not None
    assert engine.value is container.get(Engine)


def test_lazy_is_asked_for_with_a_qualifier() -> None:
    """L8, L16: within or around."""

    class Pair:
        def __init__(
            self,
            one: Annotated[Lazy[Engine], Inject(qualifier="one")],
            two: Lazy[Annotated[Engine, Inject(qualifier="two")]],
        ) -> None:
            self.one, self.two = one, two

    container = ServiceContainer().add_transient(Pair)
    container.add_singleton(Engine, qualifier="one").add_singleton(Engine, qualifier="two")
    pair = container.get(Pair)
    assert pair.one.value is not pair.two.value
    assert repr(pair.one) == "Lazy[Engine['one']]"


def test_lazy_is_got_from_the_container_and_injected_into_functions() -> None:
    """L13, L16."""
    container = ServiceContainer().add_singleton(Engine)

    @container.inject
    def run(engine: Injected[Lazy[Engine]]) -> Engine:
        return engine.value

    assert container.get(Lazy[Engine]).value is run() is container.get(Engine)
    with container.create_scope() as scope:
        assert scope.get(Lazy[Engine]).value is container.get(Engine)
    with pytest.raises(ServiceNotFoundError, match="`Car`"):
        container.get(Lazy[Car])


def test_lazy_is_no_key() -> None:
    """L4, L16."""
    with pytest.raises(ServiceRegistrationError, match=r"`Lazy\[Engine\]` is not a key.\nFix: register `Engine`"):
        ServiceContainer().add_transient(Lazy[Engine], Engine)


def test_lazy_of_a_factory_is_no_annotation() -> None:
    """L16, L27: a factory makes nothing until it is called as it is."""

    class Odd:
        def __init__(self, engine: Lazy[Factory[Engine]]) -> None: ...

    with pytest.raises(ServiceParameterError, match=r"`Lazy\[...\]` takes a service, and `Factory\[...\]` is none"):
        ServiceContainer().add_transient(Engine).add_transient(Odd).get(Odd)


def test_value_that_was_made_outlives_the_scope_and_one_that_was_not_is_refused() -> None:
    """L16, L23."""
    container = garage("scoped", "transient")
    with container.create_scope() as scope:
        made, not_made = scope.get(Car), scope.get(Car)
        engine = made.engine.value
    assert made.engine.value is engine
    with pytest.raises(ServiceClosedError):
        not_made.engine.value  # noqa: B018 - the property is what is tested


def test_service_unregistered_before_its_value_is_asked_for_is_not_found() -> None:
    """L3, L16."""
    container = garage("transient", "transient")
    car = container.get(Car)
    container.unregister(Engine)
    with pytest.raises(ServiceNotFoundError, match="`Engine`"):
        car.engine.value  # noqa: B018 - the property is what is tested


def test_scope_itself_is_a_value() -> None:
    """L14, L16: as is everything else that may be asked for."""

    class Here:
        def __init__(self, scope: Lazy[ServiceScope], container: Lazy[ServiceContainer]) -> None:
            self.scope, self.container = scope, container

    container = ServiceContainer().add_scoped(Here)
    with container.create_scope() as scope:
        here = scope.get(Here)
        assert here.scope.value is scope
        assert here.container.value is container


def test_value_may_be_none() -> None:
    """L2, L16: what is kept is what the factory gave."""
    made = []

    def perhaps() -> Engine | None:
        made.append("made")
        return None

    car = ServiceContainer().add_transient(perhaps).add_transient(Car).get(Car)
    assert [car.engine.value, car.engine.value, made] == [None, None, ["made"]]
