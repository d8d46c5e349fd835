"""L25: eager singletons are made when the container starts, all of them or none."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import pytest

from wireworks import Inject, ServiceContainer, service
from wireworks.errors import (
    ServiceAsyncError,
    ServiceClosedError,
    ServiceCloseError,
    ServiceGraphError,
    ServiceRegistrationError,
)


class Boom(Exception): ...


class Pool: ...


class Index:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool


class Lazy: ...


@pytest.fixture
def log() -> list[str]:
    return []


def pool_factory(log: list[str]):
    def pool() -> Iterator[Pool]:
        log.append("pool made")
        try:
            yield Pool()
        finally:
            log.append("pool closed")

    return pool


def test_start_makes_eager_singletons_and_what_they_need(log) -> None:
    """L25: the others wait until they are asked for."""

    def lazy() -> Lazy:
        log.append("lazy made")
        return Lazy()

    container = ServiceContainer().add_singleton(pool_factory(log)).add_singleton(Index, eager=True).add_singleton(lazy)
    container.start()
    assert log == ["pool made"]
    assert container.get(Index).pool is container.get(Pool)


def test_marks_and_register_say_eager_too(log) -> None:
    """L1, L3, L25; a qualifier does not matter."""

    @service(eager=True, qualifier="main")
    def make() -> Pool:
        log.append("marked")
        return Pool()

    container = ServiceContainer(make)
    container.register(Lazy, Lazy, "singleton", eager=True)
    container.start()
    assert log == ["marked"]

    class User:
        def __init__(self, pool: Annotated[Pool, Inject(qualifier="main")]) -> None: ...

    container.add_transient(User).get(User)
    assert log == ["marked"]


@pytest.mark.parametrize("lifetime", ["transient", "scoped"])
def test_only_singletons_can_be_eager(lifetime) -> None:
    """L25: nothing else exists before a request."""
    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="eager"):
        container.register(Pool, Pool, lifetime, eager=True)
    assert not container.is_registered(Pool)


def test_sync_start_refuses_what_takes_await(log) -> None:
    """L10, L25: and closes what was made before."""

    async def lazy() -> Lazy:
        return Lazy()

    container = ServiceContainer().add_singleton(pool_factory(log), eager=True).add_singleton(lazy, eager=True)
    with pytest.raises(ServiceAsyncError):
        container.start()
    assert log == ["pool made", "pool closed"]


def test_failing_start_closes_what_was_made_and_the_container(log) -> None:
    """L25: the failure passes as it is."""
    failure = Boom()

    def lazy() -> Lazy:
        raise failure

    container = ServiceContainer().add_singleton(pool_factory(log), eager=True).add_singleton(lazy, eager=True)
    with pytest.raises(Boom) as caught:
        container.start()
    assert caught.value is failure
    assert log == ["pool made", "pool closed"]
    with pytest.raises(ServiceClosedError):
        container.get(Pool)


def test_faulty_graph_starts_nothing(log) -> None:
    """L25, L27."""
    container = ServiceContainer().add_singleton(pool_factory(log), eager=True).add_singleton(Index, qualifier="i")
    container.unregister(Pool)
    container.add_singleton(Lazy, eager=True)
    with pytest.raises(ServiceGraphError):
        container.start()
    assert log == []


def test_independent_async_singletons_are_made_at_the_same_time() -> None:
    """L25: each of the two waits for the other to have begun."""

    async def main() -> None:
        begun = asyncio.Barrier(2)

        async def pool() -> Pool:
            await asyncio.wait_for(begun.wait(), 5)
            return Pool()

        async def lazy() -> Lazy:
            await asyncio.wait_for(begun.wait(), 5)
            return Lazy()

        container = ServiceContainer().add_singleton(pool, eager=True).add_singleton(lazy, eager=True)
        await container.astart()
        assert isinstance(container.get(Pool), Pool)
        assert isinstance(container.get(Lazy), Lazy)

    asyncio.run(main())


def test_one_eager_singleton_is_awaited_too() -> None:
    """L25: whatever drives the start, which need not be asyncio."""

    async def pool() -> Pool:
        return Pool()

    container = ServiceContainer().add_singleton(pool, eager=True)
    starting = container.astart()
    with pytest.raises(StopIteration):
        starting.send(None)
    assert isinstance(container.get(Pool), Pool)


@pytest.mark.parametrize("first", [False, True])
def test_failure_that_comes_first_is_the_one_that_is_told(first) -> None:
    """L25: not that of another making which was ended because of it."""

    async def main() -> None:
        begun, failure = asyncio.Event(), Boom()

        async def pool() -> Pool:
            try:
                begun.set()
                await asyncio.Event().wait()
            finally:
                raise LookupError("while it was ended")

        async def lazy() -> Lazy:
            await begun.wait()
            raise failure

        container = ServiceContainer()
        for factory in (pool, lazy) if first else (lazy, pool):
            container.add_singleton(factory, eager=True)
        with pytest.raises(Boom) as caught:
            await asyncio.wait_for(container.astart(), 5)
        assert caught.value is failure

    asyncio.run(main())


def test_making_that_cancels_itself_is_no_success() -> None:
    """L25: a start without an error has made everything."""

    async def main() -> None:
        async def pool() -> Pool:
            raise asyncio.CancelledError

        container = ServiceContainer().add_singleton(pool, eager=True).add_singleton(Lazy, eager=True)
        with pytest.raises(asyncio.CancelledError):
            await container.astart()
        with pytest.raises(ServiceClosedError):
            container.get(Lazy)

    asyncio.run(main())


def test_failing_async_start_ends_the_others_and_closes_what_was_made(log) -> None:
    """L25: nobody is left making something for a container that is closed."""

    async def main() -> None:
        made, failure = asyncio.Event(), Boom()

        async def pool() -> AsyncIterator[Pool]:
            yield Pool()
            log.append("never told of success")

        async def index(pool: Pool) -> AsyncIterator[Index]:
            try:
                made.set()
                await asyncio.Event().wait()
                yield Index(pool)
            except asyncio.CancelledError:
                log.append("cancelled")
                raise

        async def lazy() -> Lazy:
            await made.wait()
            raise failure

        container = ServiceContainer().add_singleton(pool).add_singleton(index, eager=True)
        container.add_singleton(lazy, eager=True)
        with pytest.raises(Boom) as caught:
            await asyncio.wait_for(container.astart(), 5)
        assert caught.value is failure
        with pytest.raises(ServiceClosedError):
            await container.aget(Pool)

    asyncio.run(main())
    assert log == ["cancelled"]


def test_failing_async_start_waits_for_those_it_has_ended() -> None:
    """L25: what cleans up with await has done so when the failure arrives."""
    ended: list[str] = []

    async def main() -> None:
        made = asyncio.Event()

        async def pool() -> Pool:
            try:
                made.set()
                await asyncio.Event().wait()
                return Pool()
            finally:
                for _ in range(10):
                    await asyncio.sleep(0)
                ended.append("pool")

        async def lazy() -> Lazy:
            await made.wait()
            raise Boom

        container = ServiceContainer().add_singleton(pool, eager=True).add_singleton(lazy, eager=True)
        with pytest.raises(Boom):
            await container.astart()
        assert ended == ["pool"]

    asyncio.run(main())


def test_failures_of_start_and_of_closing_are_told_together() -> None:
    """L20, L25."""

    def pool() -> Iterator[Pool]:
        yield Pool()
        raise AssertionError("never resumed after a failure")

    def failing(pool: Pool) -> Iterator[Index]:
        try:
            yield Index(pool)
        except Boom as error:
            raise ValueError("closing") from error

    def lazy() -> Lazy:
        raise Boom

    container = ServiceContainer().add_singleton(pool).add_singleton(failing, eager=True)
    container.add_singleton(lazy, eager=True)
    with pytest.raises(ServiceCloseError) as caught:
        asyncio.run(container.astart())
    assert [type(each) for each in caught.value.exceptions] == [Boom, ValueError]


def test_async_start_of_one_eager_singleton_makes_it() -> None:
    """L25: and one that takes no `await` as well."""
    container = ServiceContainer().add_singleton(Pool, eager=True)
    asyncio.run(container.astart())
    assert isinstance(container.get(Pool), Pool)
