"""L26: makings that wait for each other across threads, tasks and loops are errors, not hangs."""

import asyncio
import threading

import pytest

from tests.support.flights import LIMIT, start, start_loop
from wireworks import ServiceCircularDependencyError, ServiceContainer


class Alpha: ...


class Beta: ...


class Gamma: ...


def assert_all_cycles(errors) -> None:
    assert errors
    for error in errors:
        assert isinstance(error, ServiceCircularDependencyError), repr(error)
        assert "Alpha" in str(error)
        assert "Beta" in str(error)


def mutual(container: ServiceContainer, lifetime: str = "singleton") -> None:
    """Register two services that first meet and then ask for each other."""
    met = threading.Barrier(2)

    def make_alpha() -> Alpha:
        met.wait(LIMIT)
        container.get(Beta)
        return Alpha()

    def make_beta() -> Beta:
        met.wait(LIMIT)
        container.get(Alpha)
        return Beta()

    container.register(Alpha, make_alpha, lifetime)
    container.register(Beta, make_beta, lifetime)


@pytest.mark.parametrize("attempt", range(10))
def test_two_threads_whose_singletons_ask_for_each_other_get_errors(attempt) -> None:
    """L26: both learn of it, with the path."""
    container = ServiceContainer()
    mutual(container)
    jobs = [start(lambda: container.get(Alpha)), start(lambda: container.get(Beta))]
    assert_all_cycles([job.exception(LIMIT) for job in jobs])


def test_two_threads_whose_scoped_services_ask_for_each_other_get_errors() -> None:
    """L26: in a scope that the threads share."""
    container = ServiceContainer()
    scope = container.create_scope()
    met = threading.Barrier(2)

    def make_alpha() -> Alpha:
        met.wait(LIMIT)
        scope.get(Beta)
        return Alpha()

    def make_beta() -> Beta:
        met.wait(LIMIT)
        scope.get(Alpha)
        return Beta()

    container.add_scoped(make_alpha).add_scoped(make_beta)
    jobs = [start(lambda: scope.get(Alpha)), start(lambda: scope.get(Beta))]
    assert_all_cycles([job.exception(LIMIT) for job in jobs])
    scope.close()


def async_mutual(container: ServiceContainer, meet) -> None:
    async def make_alpha() -> Alpha:
        await meet()
        await container.aget(Beta)
        return Alpha()

    async def make_beta() -> Beta:
        await meet()
        await container.aget(Alpha)
        return Beta()

    container.add_singleton(make_alpha).add_singleton(make_beta)


def test_two_tasks_whose_singletons_ask_for_each_other_get_errors() -> None:
    """L26."""

    async def main() -> None:
        container = ServiceContainer()
        async_mutual(container, asyncio.Barrier(2).wait)
        asked = (container.aget(Alpha), container.aget(Beta))
        both = asyncio.gather(*asked, return_exceptions=True)
        assert_all_cycles(await asyncio.wait_for(both, LIMIT))

    asyncio.run(main())


def test_two_loops_whose_singletons_ask_for_each_other_get_errors() -> None:
    """L26: each in a thread of its own."""
    container = ServiceContainer()
    met = threading.Barrier(2)

    async def meet() -> None:
        await asyncio.to_thread(met.wait, LIMIT)

    async_mutual(container, meet)
    jobs = [start_loop(lambda: container.aget(Alpha)), start_loop(lambda: container.aget(Beta))]
    assert_all_cycles([job.exception(LIMIT) for job in jobs])


def test_thread_and_loop_whose_singletons_ask_for_each_other_get_errors() -> None:
    """L26: `get` against `aget`."""
    container = ServiceContainer()
    mutual(container)
    jobs = [start(lambda: container.get(Alpha)), start_loop(lambda: container.aget(Beta))]
    assert_all_cycles([job.exception(LIMIT) for job in jobs])


def test_three_threads_in_a_ring_get_errors() -> None:
    """L26: a circle of any length, closed by whoever comes last."""
    container = ServiceContainer()
    met = threading.Barrier(3)
    ring = {Alpha: Beta, Beta: Gamma, Gamma: Alpha}

    def maker(key: type, following: type):
        def make() -> key:
            met.wait(LIMIT)
            container.get(following)
            return key()

        return make

    for key, following in ring.items():
        container.add_singleton(key, maker(key, following))
    jobs = [start(lambda key=key: container.get(key)) for key in ring]
    assert_all_cycles([job.exception(LIMIT) for job in jobs])


def test_threads_that_make_two_services_in_opposite_order_do_not_meet() -> None:
    """L26: no false alarm: shared parts are waited for one at a time."""
    container = ServiceContainer().add_singleton(Gamma)
    both = threading.Barrier(2)

    def make_alpha() -> Alpha:
        both.wait(LIMIT)
        container.get(Gamma)
        return Alpha()

    def make_beta() -> Beta:
        both.wait(LIMIT)
        container.get(Gamma)
        return Beta()

    container.add_singleton(make_alpha).add_singleton(make_beta)

    def one_way() -> tuple[Alpha, Beta]:
        return container.get(Alpha), container.get(Beta)

    def other_way() -> tuple[Alpha, Beta]:
        return tuple(reversed((container.get(Beta), container.get(Alpha))))

    jobs = [start(one_way), start(other_way)]
    assert jobs[0].result(LIMIT) == jobs[1].result(LIMIT)


def test_two_waiters_in_a_chain_are_no_cycle() -> None:
    """L26: one thread makes what the second waits for, for which the third waits."""
    container = ServiceContainer()
    making, asked, go = threading.Event(), threading.Event(), threading.Event()

    def make_alpha() -> Alpha:
        making.set()
        assert go.wait(LIMIT)
        return Alpha()

    def make_beta() -> Beta:
        asked.set()
        container.get(Alpha)
        return Beta()

    container.add_singleton(make_alpha).add_singleton(make_beta)
    jobs = [start(lambda: container.get(Alpha))]
    assert making.wait(LIMIT)
    jobs.append(start(lambda: container.get(Beta)))
    assert asked.wait(LIMIT)
    jobs.append(start(lambda: container.get(Beta)))
    go.set()
    _, first, second = (job.result(LIMIT) for job in jobs)
    assert first is second
