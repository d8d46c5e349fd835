"""reliability: a factory that asks for itself is an error with the path, and never hangs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.support.flights import LIMIT, start
from wireworks import ServiceCircularDependencyError, ServiceContainer

pytestmark = pytest.mark.usefixtures("collector_off")
LIFETIMES = ["transient", "scoped", "singleton"]
every_lifetime = pytest.mark.parametrize("lifetime", LIFETIMES)


class Alpha: ...


class Beta: ...


class Face: ...


class Real(Face): ...


def cycle_of(work: Callable[[], object]) -> str:
    """Run `work` where a hang can be noticed; return the text of the cycle it must report."""
    error = start(work).exception(LIMIT)
    assert isinstance(error, ServiceCircularDependencyError), repr(error)
    return str(error)


def in_scope(container: ServiceContainer, key: type) -> Callable[[], object]:
    def work() -> object:
        with container.create_scope() as scope:
            return scope.get(key)

    return work


def in_async_scope(container: ServiceContainer, key: type) -> Callable[[], object]:
    async def ask() -> object:
        async with container.create_scope() as scope:
            return await scope.aget(key)

    return lambda: asyncio.run(asyncio.wait_for(ask(), LIMIT))


@every_lifetime
def test_factory_that_asks_for_itself_is_a_cycle(lifetime) -> None:
    """L26, reliability."""
    container = ServiceContainer()

    def make() -> Alpha:
        return container.get(Alpha)

    container.register(Alpha, make, lifetime)
    assert "Alpha" in cycle_of(in_scope(container, Alpha))


@pytest.mark.parametrize("lifetime", ["scoped", "singleton"])
def test_path_of_a_factory_that_asks_for_itself_goes_there_and_back_once(lifetime) -> None:
    """L28: what asks, and what it asks for, each a link of the chain."""
    container = ServiceContainer()

    def make() -> Alpha:
        return container.get(Alpha)

    container.register(Alpha, make, lifetime)
    what, *chain = cycle_of(in_scope(container, Alpha)).splitlines()
    assert what == "`Alpha` asks for itself while it is made: `Alpha` -> `Alpha`."
    assert [line.split()[0] for line in chain[:3]] == [lifetime, lifetime, "Fix:"]


@every_lifetime
def test_generator_that_asks_for_itself_is_a_cycle(lifetime) -> None:
    """L26, reliability."""
    container = ServiceContainer()

    def make() -> Iterator[Alpha]:
        yield container.get(Alpha)

    container.register(Alpha, make, lifetime)
    assert "Alpha" in cycle_of(in_scope(container, Alpha))


@every_lifetime
def test_async_factory_that_asks_for_itself_is_a_cycle(lifetime) -> None:
    """L26, reliability."""
    container = ServiceContainer()

    async def make() -> Alpha:
        await asyncio.sleep(0)
        return await container.aget(Alpha)

    container.register(Alpha, make, lifetime)
    assert "Alpha" in cycle_of(in_async_scope(container, Alpha))


@every_lifetime
def test_async_generator_that_asks_for_itself_is_a_cycle(lifetime) -> None:
    """L26, reliability."""
    container = ServiceContainer()

    async def make() -> AsyncIterator[Alpha]:
        yield await container.aget(Alpha)

    container.register(Alpha, make, lifetime)
    assert "Alpha" in cycle_of(in_async_scope(container, Alpha))


@every_lifetime
def test_factories_that_ask_for_each_other_are_a_cycle_with_its_path(lifetime) -> None:
    """L26, reliability: one half is declared, the other asked for dynamically."""
    container = ServiceContainer()

    def make_alpha() -> Alpha:
        container.get(Beta)
        return Alpha()

    def make_beta(alpha: Alpha) -> Beta:
        return Beta()

    container.register(Alpha, make_alpha, lifetime)
    container.register(Beta, make_beta, lifetime)
    for key in (Alpha, Beta):
        text = cycle_of(in_scope(container, key))
        assert "Alpha" in text
        assert "Beta" in text


@every_lifetime
def test_async_factories_that_ask_for_each_other_are_a_cycle_with_its_path(lifetime) -> None:
    """L26, reliability: both dynamically."""
    container = ServiceContainer()

    async def make_alpha() -> Alpha:
        await container.aget(Beta)
        return Alpha()

    async def make_beta() -> Beta:
        await asyncio.sleep(0)
        await container.aget(Alpha)
        return Beta()

    container.register(Alpha, make_alpha, lifetime)
    container.register(Beta, make_beta, lifetime)
    text = cycle_of(in_async_scope(container, Alpha))
    assert "Alpha" in text
    assert "Beta" in text


@pytest.mark.parametrize("middle", LIFETIMES)
def test_singleton_that_comes_back_to_itself_through_any_lifetime_is_a_cycle(middle) -> None:
    """L26, reliability."""
    container = ServiceContainer()

    def make_alpha() -> Alpha:
        with container.create_scope() as scope:
            scope.get(Beta)
        return Alpha()

    def make_beta() -> Beta:
        container.get(Alpha)
        return Beta()

    container.add_singleton(make_alpha)
    container.register(Beta, make_beta, middle)
    assert "Alpha" in cycle_of(lambda: container.get(Alpha))


def test_cycle_through_another_key_of_the_same_service_is_a_cycle() -> None:
    """reliability: an alias is no way around."""
    container = ServiceContainer()

    def make_face(real: Real) -> Face:
        return real

    def make_real() -> Real:
        return container.get(Face)

    container.add_singleton(make_face).add_singleton(make_real)
    for key in (Face, Real):
        text = cycle_of(lambda key=key: container.get(key))
        assert "Face" in text
        assert "Real" in text


def test_service_that_asked_for_itself_can_be_asked_again() -> None:
    """L26: an error, tried again at the next `get`, and nothing else is harmed."""
    container = ServiceContainer().add_singleton(Beta)
    honest = False

    def make() -> Alpha:
        return Alpha() if honest else container.get(Alpha)

    container.add_singleton(make)
    cycle_of(lambda: container.get(Alpha))
    cycle_of(lambda: container.get(Alpha))
    assert container.get(Beta) is container.get(Beta)
    honest = True
    assert container.get(Alpha) is container.get(Alpha)


def test_factory_that_handles_the_cycle_gets_on() -> None:
    """Choice: the error goes to the `get` that closed the circle."""
    container = ServiceContainer()

    def make() -> Alpha:
        with pytest.raises(ServiceCircularDependencyError):
            container.get(Alpha)
        return Alpha()

    container.add_singleton(make)
    found = start(lambda: container.get(Alpha)).result(LIMIT)
    assert container.get(Alpha) is found


def test_async_factory_that_asks_for_itself_in_a_child_task_is_a_cycle() -> None:
    """Choice: child tasks inherit who is being made, so this cannot hang either."""
    container = ServiceContainer()

    async def make() -> Alpha:
        (found,) = await asyncio.gather(container.aget(Alpha))
        return found

    container.add_singleton(make)
    assert "Alpha" in cycle_of(in_async_scope(container, Alpha))


def test_async_factory_that_asks_for_itself_in_a_worker_thread_is_a_cycle() -> None:
    """Choice: `asyncio.to_thread` copies the context, so this cannot hang either."""
    container = ServiceContainer()

    async def ask() -> None:
        await asyncio.to_thread(container.get, Alpha)

    def make() -> Alpha:
        asyncio.run(ask())
        return Alpha()

    container.add_singleton(make)
    assert "Alpha" in cycle_of(lambda: container.get(Alpha))
