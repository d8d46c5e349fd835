"""L25: a container that was closed can be opened again, and then begins anew for all who hold it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.flights import LIMIT
from tests.support.modes import in_every_mode, in_mode
from wireworks import Injected, Lazy, ServiceClosedError, ServiceContainer


class Pool:
    def __init__(self) -> None:
        self.closed = False


class Client:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool


class Visit:
    def __init__(self, client: Client) -> None:
        self.client = client


def make_pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.closed = True


async def make_pool_async() -> AsyncIterator[Pool]:
    pool = Pool()
    yield pool
    pool.closed = True


def container_of(factory: object = make_pool) -> ServiceContainer:
    return ServiceContainer().add_singleton(factory).add_singleton(Client).add_scoped(Visit)


@in_every_mode
def test_singletons_are_made_anew_and_closed_in_their_turn(mode: str) -> None:
    container = in_mode(container_of(), mode)
    pools = []

    for _ in range(3):
        pools.append([container.get(Client).pool for _ in range(4)][-1])
        with container.create_scope() as scope:
            assert scope.get(Visit).client.pool is pools[-1]
        container.close()
        assert pools[-1].closed
        with pytest.raises(ServiceClosedError):
            container.get(Client)
        container.reopen()

    assert len(set(map(id, pools))) == 3


@in_every_mode
def test_what_somebody_holds_of_the_container_works_again(mode: str) -> None:
    """L11, L13."""
    container = in_mode(container_of(), mode)
    factory = container[Client]
    lazy: Lazy[Client] = container.get(Lazy[Client])

    @container.inject
    def pool_of(client: Injected[Client]) -> Pool:
        return client.pool

    @container.inject
    async def pool_of_visit(visit: Injected[Visit]) -> Pool:
        return visit.client.pool

    def ask() -> set[Pool]:
        asked = [pool_of() for _ in range(4)] + [asyncio.run(pool_of_visit()) for _ in range(4)]
        return {*asked, *(factory().pool for _ in range(4))}

    (before,) = ask()
    container.close()
    for used in (factory, pool_of, lambda: asyncio.run(pool_of_visit())):
        with pytest.raises(ServiceClosedError):
            used()
    container.reopen()
    (after,) = ask()

    assert (before.closed, after.closed) == (True, False)
    assert lazy.value.pool is after


def test_async_resources_are_made_anew_in_another_event_loop() -> None:
    container = container_of(make_pool_async)

    async def visit() -> Pool:
        container.reopen()
        async with container, container.create_scope() as scope:
            pool = (await scope.aget(Visit)).client.pool
            assert not pool.closed
        return pool

    pools = [asyncio.run(visit()) for _ in range(3)]

    assert [pool.closed for pool in pools] == [True] * 3
    assert len(set(map(id, pools))) == 3


def test_it_is_started_anew() -> None:
    made: list[Pool] = []

    def make() -> Pool:
        made.append(Pool())
        return made[-1]

    container = ServiceContainer().add_singleton(make, eager=True)
    for count in (1, 2):
        container.reopen()
        container.start()
        assert len(made) == count
        container.close()


def test_override_that_is_open_stays_in_force() -> None:
    """L29."""
    container = container_of()

    with container.override(Pool, fake := Pool()):
        client = container.get(Client)
        container.close()
        container.reopen()
        assert container.get(Client) is not client
        assert container.get(Client).pool is fake
    assert container.get(Client).pool is not fake


def test_container_that_is_open_stays_as_it_is() -> None:
    container = container_of()
    client = container.get(Client)

    container.reopen()

    assert container.get(Client) is client


def test_registrations_may_change_before() -> None:
    """L3."""
    container = container_of()
    container.close()
    container.reopen()
    container.unregister(Pool)
    container.add_singleton(Pool)

    assert not container.get(Client).pool.closed


def test_what_waits_to_be_closed_is_closed_first() -> None:
    """L25: `close` leaves to `aclose` what takes `await`."""
    container = container_of(make_pool_async)
    pool = asyncio.run(container.aget(Client)).pool
    with pytest.raises(ExceptionGroup):
        container.close()

    with pytest.raises(ServiceClosedError, match="waits for `aclose`"):
        container.reopen()
    asyncio.run(container.aclose())
    container.reopen()

    assert pool.closed
    assert asyncio.run(container.aget(Client)).pool is not pool


@in_every_mode
def test_what_was_being_made_at_the_end_is_not_kept(mode: str) -> None:
    """L26."""
    begun, go_on = threading.Event(), threading.Event()
    made: list[Pool] = []

    def make() -> Iterator[Pool]:
        made.append(Pool())
        pool = made[-1]
        if len(made) == 1:
            begun.set()
            go_on.wait(LIMIT)
        yield pool
        pool.closed = True

    container = in_mode(container_of(make), mode)
    with ThreadPoolExecutor() as pool:
        late = pool.submit(container.get, Client)
        assert begun.wait(LIMIT)
        container.close()
        container.reopen()
        go_on.set()
        with pytest.raises(ServiceClosedError):
            late.result(LIMIT)

    assert container.get(Client).pool is not made[0]
    container.close()
    assert [pool.closed for pool in made] == [True, True]
