"""L25: closing the container tears its singletons down, newest first, once."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceClosedError, ServiceCloseError, ServiceContainer

LOG: list[str] = []


@pytest.fixture(autouse=True)
def empty_log() -> Iterator[None]:
    LOG.clear()
    yield
    LOG.clear()


class Pool: ...


class Client:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool


class Boom(Exception): ...


def make_pool() -> Iterator[Pool]:
    try:
        yield Pool()
    except BaseException as error:
        LOG.append(f"pool told {error!r}")
        raise
    finally:
        LOG.append("pool closed")


def make_client(pool: Pool) -> Iterator[Client]:
    yield Client(pool)
    LOG.append("client closed")


async def make_client_async(pool: Pool) -> AsyncIterator[Client]:
    yield Client(pool)
    await asyncio.sleep(0)
    LOG.append("client closed")


def sync_container() -> ServiceContainer:
    return ServiceContainer().add_singleton(make_client).add_singleton(make_pool)


def async_container() -> ServiceContainer:
    return ServiceContainer().add_singleton(make_client_async).add_singleton(make_pool)


def test_close_tears_singletons_down_newest_first_and_once() -> None:
    """L25; closing again does nothing."""
    container = sync_container()
    container.get(Client)
    container.close()
    container.close()
    assert LOG == ["client closed", "pool closed"]


def test_aclose_tears_sync_and_async_singletons_down_newest_first_and_once() -> None:
    """L25."""

    async def main() -> None:
        container = async_container()
        await container.aget(Client)
        await container.aclose()
        await container.aclose()
        container.close()

    asyncio.run(main())
    assert LOG == ["client closed", "pool closed"]


def test_with_block_closes_the_container() -> None:
    """L25."""
    with sync_container() as container:
        assert isinstance(container, ServiceContainer)
        container.get(Client)
        assert LOG == []
    assert LOG == ["client closed", "pool closed"]


def test_async_with_block_closes_the_container() -> None:
    """L25."""

    async def main() -> None:
        async with async_container() as container:
            await container.aget(Client)
            assert LOG == []

    asyncio.run(main())
    assert LOG == ["client closed", "pool closed"]


def test_failure_of_the_with_block_is_told_to_the_singletons_and_passes() -> None:
    """L20 for the container's own generators."""
    failure = Boom()
    with pytest.raises(Boom) as caught, ServiceContainer() as container:
        container.add_singleton(make_pool)
        container.get(Pool)
        raise failure
    assert caught.value is failure
    assert LOG == ["pool told Boom()", "pool closed"]


def test_closing_makes_no_singleton() -> None:
    """L25: only what was made is torn down."""
    sync_container().close()
    assert LOG == []


USES = {
    "get": lambda container: container.get(Pool),
    "aget": lambda container: asyncio.run(container.aget(Pool)),
    "get of the existing": lambda container: container.get(Client),
    "factory": lambda container: container[Pool](),
    "afactory": lambda container: asyncio.run(container.afactory(Pool)()),
    "call": lambda container: container.call(lambda: None),
    "scope": lambda container: container.create_scope().__enter__(),
    "validate": lambda container: container.validate(),
    "start": lambda container: container.start(),
    "astart": lambda container: asyncio.run(container.astart()),
    "with": lambda container: container.__enter__(),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_later_use_of_a_closed_container_is_refused(use) -> None:
    """L25: also of what had been made and fetched before."""
    container = sync_container()
    container.get(Client)
    container.close()
    with pytest.raises(ServiceClosedError):
        use(container)
    assert LOG == ["client closed", "pool closed"]


def test_transient_of_a_closed_container_is_refused() -> None:
    """L25: although it would leave nothing open."""
    container = ServiceContainer().add_transient(Pool)
    container.get(Pool)
    container.close()
    with pytest.raises(ServiceClosedError):
        container.get(Pool)


def test_failing_teardown_of_a_singleton_lets_the_others_close() -> None:
    """L20, L25."""
    error = Boom()

    def make_failing(pool: Pool) -> Iterator[Client]:
        yield Client(pool)
        raise error

    container = ServiceContainer().add_singleton(make_failing).add_singleton(make_pool)
    container.get(Client)
    with pytest.raises(ServiceCloseError) as caught:
        container.close()
    assert caught.value.exceptions == (error,)
    assert LOG == ["pool closed"]
    with pytest.raises(ServiceClosedError):
        container.get(Pool)
    container.close()


def test_teardown_may_not_ask_the_closing_container_for_more() -> None:
    """L25: whatever it opened would never be closed."""
    container = ServiceContainer().add_singleton(make_pool)

    def make_asking() -> Iterator[Boom]:
        yield Boom()
        container.get(Pool)

    container.add_singleton(make_asking)
    container.get(Boom)
    with pytest.raises(ServiceCloseError) as caught:
        container.close()
    assert [type(error) for error in caught.value.exceptions] == [ServiceClosedError]
    assert LOG == []


def test_open_scope_still_closes_its_resources_after_the_container_closed() -> None:
    """Choice: no resource is lost; the scope gives out nothing new."""
    container = ServiceContainer().add_scoped(make_pool).add_scoped(make_client)
    with container.create_scope() as scope:
        scope.get(Pool)
        container.close()
        with pytest.raises(ServiceClosedError):
            scope.get(Client)
    assert LOG == ["pool closed"]


def test_instance_handed_in_is_not_closed() -> None:
    """L22: instances from outside are never closed."""

    class Outside:
        def close(self) -> None:
            LOG.append("closed")

        dispose = close

    container = ServiceContainer().add_instance(Outside, Outside())
    container.get(Outside)
    container.close()
    assert LOG == []


def test_registering_in_a_closed_container_opens_nothing() -> None:
    """L3, L25."""
    container = sync_container()
    container.close()
    container.add_transient(Boom)
    assert container.is_registered(Boom)
    with pytest.raises(ServiceClosedError):
        container.get(Boom)


@pytest.mark.parametrize("use", ["get", "aget"])
def test_singleton_whose_container_is_closed_while_it_is_made_is_refused(use) -> None:
    """L25: nobody is given what nobody would close."""

    def make() -> Pool:
        container.close()
        return Pool()

    container = ServiceContainer().add_singleton(make)
    with pytest.raises(ServiceClosedError):
        container.get(Pool) if use == "get" else asyncio.run(container.aget(Pool))
    with pytest.raises(ServiceClosedError):
        container.get(Pool)
