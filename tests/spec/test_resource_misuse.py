"""L20, reliability: a generator that yields twice or never is named, once everything is closed."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceCloseError, ServiceContainer, ServiceError, ServiceResolutionError


class Good: ...


class Bad: ...


class Boom(Exception): ...


def good_factory(log: list[str]):
    def make_good() -> Iterator[Good]:
        try:
            yield Good()
        finally:
            log.append("good closed")

    return make_good


def twice_factory(log: list[str]):
    def make_twice() -> Iterator[Bad]:
        try:
            yield Bad()
            yield Bad()
        finally:
            log.append("bad closed")

    return make_twice


def twice_async_factory(log: list[str]):
    async def make_twice() -> AsyncIterator[Bad]:
        try:
            yield Bad()
            yield Bad()
        finally:
            log.append("bad closed")

    return make_twice


def make_never() -> Iterator[Bad]:
    if Bad is None:
        yield Bad()


async def make_never_async() -> AsyncIterator[Bad]:
    if Bad is None:
        yield Bad()


def test_generator_that_yields_twice_is_named_once_everything_is_closed() -> None:
    """L20: the generator itself is closed as well."""
    log: list[str] = []
    container = ServiceContainer().add_scoped(good_factory(log)).add_scoped(twice_factory(log))
    with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
        scope.get(Good)
        scope.get(Bad)
    (error,) = caught.value.exceptions
    assert isinstance(error, ServiceError)
    assert "make_twice" in str(error)
    assert log == ["bad closed", "good closed"]


@pytest.mark.parametrize("factory", [twice_factory, twice_async_factory])
def test_generator_that_yields_twice_is_named_in_an_async_scope(factory) -> None:
    """L20."""
    log: list[str] = []

    async def main() -> None:
        container = ServiceContainer().add_scoped(good_factory(log)).add_scoped(factory(log))
        with pytest.raises(ServiceCloseError) as caught:
            async with container.create_scope() as scope:
                await scope.aget(Good)
                await scope.aget(Bad)
        (error,) = caught.value.exceptions
        assert isinstance(error, ServiceError)
        assert "make_twice" in str(error)

    asyncio.run(main())
    assert log == ["bad closed", "good closed"]


def test_generator_that_yields_when_told_of_a_failure_is_named_after_it() -> None:
    """L20: a second `yield` in an `except` clause is twice as well."""

    def make_stubborn() -> Iterator[Bad]:
        try:
            yield Bad()
        except Boom:
            yield Bad()

    failure = Boom()
    container = ServiceContainer().add_scoped(make_stubborn)
    with pytest.raises(ServiceCloseError) as caught, container.create_scope() as scope:
        scope.get(Bad)
        raise failure
    first, second = caught.value.exceptions
    assert first is failure
    assert isinstance(second, ServiceError)
    assert "make_stubborn" in str(second)


def test_singleton_generator_that_yields_twice_is_named_when_the_container_closes() -> None:
    """L20, L25."""
    log: list[str] = []
    container = ServiceContainer()
    container.add_singleton(good_factory(log)).add_singleton(twice_factory(log))
    container.get(Good)
    container.get(Bad)
    with pytest.raises(ServiceCloseError) as caught:
        container.close()
    assert "make_twice" in str(caught.value.exceptions[0])
    assert log == ["bad closed", "good closed"]


def test_generator_that_never_yields_is_a_named_error() -> None:
    """L20, reliability: no bare StopIteration."""
    log: list[str] = []
    container = ServiceContainer().add_scoped(good_factory(log)).add_scoped(make_never)
    with container.create_scope() as scope:
        scope.get(Good)
        with pytest.raises(ServiceResolutionError, match="make_never"):
            scope.get(Bad)
    assert log == ["good closed"]


def test_async_generator_that_never_yields_is_a_named_error() -> None:
    """L20, reliability: no bare StopAsyncIteration."""

    async def main() -> None:
        container = ServiceContainer().add_scoped(make_never_async)
        async with container.create_scope() as scope:
            with pytest.raises(ServiceResolutionError, match="make_never_async"):
                await scope.aget(Bad)

    asyncio.run(main())


def test_singleton_generator_that_never_yields_is_a_named_error_each_time() -> None:
    """L20, L26: it is tried again."""
    container = ServiceContainer().add_singleton(make_never)
    for _ in range(2):
        with pytest.raises(ServiceResolutionError, match="make_never"):
            container.get(Bad)


def test_stop_iteration_from_the_making_of_a_plain_factory_is_its_own_error() -> None:
    """A class or function that raises StopIteration is not mistaken for a generator's end."""
    failure = StopIteration("exhausted")

    def make() -> Bad:
        raise failure

    container = ServiceContainer().add_scoped(make)
    with container.create_scope() as scope, pytest.raises(StopIteration) as caught:
        scope.get(Bad)
    assert caught.value is failure


def stubborn() -> Iterator[Bad]:
    yield Bad()
    try:
        yield Bad()
    finally:
        raise Boom


async def astubborn() -> AsyncIterator[Bad]:
    yield Bad()
    try:
        yield Bad()
    finally:
        raise Boom


@pytest.mark.parametrize("factory", [stubborn, astubborn])
def test_generator_that_yields_twice_and_fails_to_stop_tells_that_failure(factory) -> None:
    """L20: and everything else is closed."""
    log: list[str] = []
    container = ServiceContainer().add_scoped(good_factory(log)).add_scoped(factory)

    async def main() -> None:
        async with container.create_scope() as scope:
            await scope.aget(Good)
            await scope.aget(Bad)

    with pytest.raises(ServiceCloseError) as caught:
        asyncio.run(main())
    assert [type(error) for error in caught.value.exceptions] == [Boom]
    assert log == ["good closed"]
