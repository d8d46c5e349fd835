"""L10: `get` of what needs `await` is refused with the chain; `aget` makes everything."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from wireworks import AsyncFactory, Factory, ServiceAsyncError, ServiceContainer, ServiceGraphError

LIFETIMES = ["transient", "scoped", "singleton"]
MADE: list[str] = []


@pytest.fixture(autouse=True)
def nothing_made():
    MADE.clear()
    yield
    MADE.clear()


class Clock:
    def __init__(self) -> None:
        MADE.append("clock")


class Pool: ...


class Repository:
    def __init__(self, clock: Clock, pool: Pool) -> None:
        self.pool = pool


class Handler:
    def __init__(self, repository: Repository) -> None:
        self.repository = repository


async def connect() -> Pool:
    await asyncio.sleep(0)
    MADE.append("pool")
    return Pool()


async def connect_resource() -> AsyncIterator[Pool]:
    MADE.append("pool")
    yield Pool()


def container_with(factory, lifetime: str) -> ServiceContainer:
    container = ServiceContainer().add_transient(Clock)
    container.register(Pool, factory, lifetime)
    return container.add_transient(Repository).add_transient(Handler)


factories = pytest.mark.parametrize("factory", [connect, connect_resource])


@factories
@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_sync_get_of_an_async_service_names_the_factory_and_the_chain(factory, lifetime) -> None:
    """L10: and nothing is made."""
    container = container_with(factory, lifetime)
    with container.create_scope() as scope:
        with pytest.raises(ServiceAsyncError, match=factory.__name__):
            scope.get(Pool)
        with pytest.raises(ServiceAsyncError, match=factory.__name__) as caught:
            scope.get(Handler)
    for word in ("Handler", "Repository", "Pool", "aget"):
        assert word in str(caught.value)
    assert MADE == []


@factories
@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_async_get_makes_sync_and_async_services(factory, lifetime) -> None:
    """L10."""
    container = container_with(factory, lifetime)

    async def main() -> None:
        async with container.create_scope() as scope:
            handler = await scope.aget(Handler)
            again = await scope.aget(Handler)
            assert isinstance(handler.repository.pool, Pool)
            shared = handler.repository.pool is again.repository.pool
            assert shared == (lifetime != "transient")

    asyncio.run(main())


def test_existing_async_singleton_is_had_by_sync_get() -> None:
    """L10: unless the instance exists already."""
    container = container_with(connect, "singleton")
    pool = asyncio.run(container.aget(Pool))
    assert container.get(Pool) is pool


def test_existing_async_scoped_service_is_had_by_sync_get() -> None:
    """L10: in its scope."""
    container = container_with(connect, "scoped")

    async def main() -> None:
        async with container.create_scope() as scope:
            pool = await scope.aget(Pool)
            assert scope.get(Pool) is pool
            assert container.get(Pool) is pool
        async with container.create_scope() as scope:
            with pytest.raises(ServiceAsyncError):
                scope.get(Pool)

    asyncio.run(main())


@pytest.mark.parametrize("lifetime", ["scoped", "singleton"])
def test_sync_service_over_an_existing_async_one_is_made_by_sync_get(lifetime) -> None:
    """Choice: nothing is left to await, so start-up with `aget` is enough for sync code."""
    container = container_with(connect, lifetime)

    async def main() -> None:
        async with container.create_scope() as scope:
            pool = await scope.aget(Pool)
            assert scope.get(Handler).repository.pool is pool
            assert container.get(Handler).repository.pool is pool

    asyncio.run(main())


def test_sync_service_asked_first_without_success_is_made_once_the_async_one_exists() -> None:
    """L10: the refusal is not remembered."""
    container = container_with(connect, "singleton")
    with pytest.raises(ServiceAsyncError):
        container.get(Handler)
    asyncio.run(container.aget(Pool))
    assert isinstance(container.get(Handler), Handler)


def test_aget_of_a_sync_service_works_outside_of_asyncio() -> None:
    """L26: nothing of it belongs to a loop: a coroutine that never waits needs none."""
    container = ServiceContainer().add_singleton(Clock)
    coroutine = container.aget(Clock)
    with pytest.raises(StopIteration) as caught:
        coroutine.send(None)
    assert caught.value.value is container.get(Clock)


def test_async_def_that_returns_an_awaitable_service_is_awaited_once() -> None:
    """L2: only the factory is awaited, never what it made."""

    class Awaitable:
        def __await__(self):
            raise AssertionError
            yield

    async def make() -> Awaitable:
        return Awaitable()

    container = ServiceContainer().add_singleton(make)
    assert isinstance(asyncio.run(container.aget(Awaitable)), Awaitable)


class Worker:
    def __init__(self, pools: AsyncFactory[Pool], clocks: Factory[Clock]) -> None: ...


class Blocking:
    def __init__(self, repositories: Factory[Repository]) -> None: ...


@factories
def test_sync_factory_of_an_async_service_is_found_before_it_is_called(factory) -> None:
    """L15, L27: whoever takes it cannot use it; an `AsyncFactory` would do."""
    container = container_with(factory, "singleton").add_transient(Worker)
    container.validate()
    container.add_transient(Blocking)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert isinstance(problem, ServiceAsyncError)
    text = str(problem)
    assert text.startswith(
        "`Blocking` takes a `Factory[Repository]` for parameter `repositories`, which cannot await: "
    )
    assert [link.name.split()[0] for link in problem.chain] == ["Blocking", "Repository", "Pool"]
    assert f"`{factory.__name__}` is an async" in text
    assert "`AsyncFactory[Repository]`" in text
    assert MADE == []
