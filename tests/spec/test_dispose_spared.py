"""L22: what is not the container's to dispose of."""

import asyncio
from typing import Any

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import Factory, KwArg, ServiceContainer, providers


class Engine:
    def __init__(self) -> None:
        self.disposed = 0

    def dispose(self) -> None:
        self.disposed += 1


class Replica(Engine):
    pass


class Source:
    """What several keys may stand for."""


class Driver(Source, Engine): ...


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    return in_mode(ServiceContainer(), request.param)


def made_in_scopes(container: ServiceContainer, key: Any) -> list[Any]:
    """Return what some scopes give for a key, once they have ended."""
    made = []
    for _ in range(3):
        with container.create_scope() as scope:
            made.append(scope.get(key))
    return made


def test_instance_from_outside_is_never_disposed_of(container) -> None:
    """L22: registered, supplied or standing in."""
    given, supplied, fake = Engine(), Replica(), Driver()
    container.add_instance(Engine, given).add_context(Replica).add_singleton(Driver)
    with container, container.override(Driver, fake), container.create_scope({Replica: supplied}) as scope:
        assert (scope.get(Engine), scope.get(Replica), scope.get(Driver)) == (given, supplied, fake)
    assert (given.disposed, supplied.disposed, fake.disposed) == (0, 0, 0)


def test_factory_that_hands_on_its_argument_does_not_dispose_of_it(container) -> None:
    """L22: an alias under an interface; whoever made the object does it, once."""

    def source(driver: Driver) -> Source:
        return driver

    container.add_singleton(Driver).add_scoped(source)
    (driver,) = set(made_in_scopes(container, Source))
    assert driver.disposed == 0
    container.close()
    assert driver.disposed == 1


def test_keyword_that_is_handed_on_is_not_disposed_of(container) -> None:
    """L5, L22: however it was passed."""

    def source(*, driver: Driver) -> Source:
        return driver

    container.add_singleton(Driver).add_transient(source)
    (driver,) = set(made_in_scopes(container, Source))
    assert driver.disposed == 0


@pytest.mark.parametrize("lifetime", ["transient", "scoped", "singleton"])
def test_alias_of_an_instance_from_outside_is_not_disposed_of(container, lifetime) -> None:
    """L22."""

    def source(driver: Driver) -> Source:
        return driver

    container.add_instance(Driver, Driver()).register(Source, source, lifetime)
    (driver,) = set(made_in_scopes(container, Source))
    container.close()
    assert driver.disposed == 0


def test_argument_of_the_moment_that_is_handed_on_is_not_disposed_of(container) -> None:
    """L11, L22: it came from outside."""

    def source(driver: Driver, text: str = "") -> Source:
        return driver

    container.add_scoped(Driver).add_transient(source)
    given = Driver()
    for _ in range(3):
        with container.create_scope() as scope:
            assert container[Source](driver=given) is given
            own = scope.get(Driver)
            assert container[Source](text="x") is own
        assert (given.disposed, own.disposed) == (0, 1)


def test_value_of_explicit_wiring_that_is_handed_on_is_not_disposed_of(container) -> None:
    """L17, L22: it came from outside too."""

    def source(driver: Driver, *, text: str = "") -> Source:
        return driver

    given = Driver()
    container.add_transient(Source, Factory(source, KwArg("driver", given)))
    assert set(made_in_scopes(container, Source)) == {given}
    assert given.disposed == 0


def test_async_factory_that_asks_the_container_does_not_dispose_of_it(container) -> None:
    """L22."""

    async def source() -> Source:
        return container.get(Driver)

    container.add_singleton(Driver).add_scoped(source)

    async def main() -> Source:
        async with container.create_scope() as scope:
            return await scope.aget(Source)

    (driver,) = {asyncio.run(main()) for _ in range(3)}
    assert driver.disposed == 0


def test_what_a_factory_asks_the_container_for_is_disposed_of_by_its_owner(container) -> None:
    """L22: which lives longer than whoever hands it on."""

    def source() -> Source:
        return container.get(Driver)

    container.add_singleton(Driver).add_scoped(source)
    (driver,) = set(made_in_scopes(container, Source))
    assert driver.disposed == 0
    container.close()
    assert driver.disposed == 1


def test_one_object_is_disposed_of_once_by_its_owner(container) -> None:
    """L22: however often it was made, and wherever inside."""

    class Single(Engine):
        only: "Single | None" = None

        def __new__(cls) -> "Single":
            cls.only = cls.only or super().__new__(cls)
            return cls.only

    container.add_transient(Single)
    for _ in range(3):
        with container.create_scope() as scope:
            single = scope.get(Single)
            single.disposed = 0
            assert scope.get(Single) is single
            with scope.create_scope() as inner:
                inner.get(Single)
            assert single.disposed == 0
        assert single.disposed == 1


def test_product_of_a_generator_is_the_generators_business(container) -> None:
    """L22."""

    def engine() -> Any:
        yield Engine()

    container.add_scoped(Engine, engine)
    assert [engine.disposed for engine in made_in_scopes(container, Engine)] == [0, 0, 0]


def test_what_a_provider_keeps_is_the_providers_business(container) -> None:
    """L22: it gives the same object again, and may outlive every container."""
    kept = providers.Singleton(Engine)
    container.add_transient(Engine, kept)
    (engine,) = set(made_in_scopes(container, Engine))
    assert engine.disposed == 0


def test_overridden_factory_value_answers_for_what_it_gives(container) -> None:
    """L18, L22: an object from outside."""
    wiring, fake = Factory(Engine), Engine()
    container.add_scoped(Engine, wiring)
    with wiring.override(fake):
        assert set(made_in_scopes(container, Engine)) == {fake}
    assert fake.disposed == 0
    assert [engine.disposed for engine in made_in_scopes(container, Engine)] == [1, 1, 1]


def test_decorator_that_gives_back_what_it_wraps_does_not_dispose_of_it(container) -> None:
    """L22: an argument that is handed on."""

    def configured(inner: Driver) -> Driver:
        return inner

    container.add_scoped(Driver).decorate(Driver, configured)
    assert [driver.disposed for driver in made_in_scopes(container, Driver)] == [1, 1, 1]
