"""L29: an override is seen by the context that opened it and the tasks started inside; everywhere if it says so."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.flights import LIMIT, start
from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import ServiceContainer, ServiceScopeError


def test_other_threads_do_not_see_it() -> None:
    """L29."""
    container = singletons()
    real = container.get(Street)

    with container.override(Mailer, FakeMailer()):
        assert container.get(Street) is not real
        assert start(lambda: container.get(Street)).result(LIMIT) is real


def test_concurrent_tests_in_threads_do_not_see_each_other() -> None:
    """L29: everybody is inside at the same time, and asks at the same time."""
    container = singletons()
    ledger = container.get(Ledger)
    together = threading.Barrier(8)

    def test() -> None:
        fake = FakeMailer()
        together.wait(LIMIT)
        with container.override(Mailer, fake):
            together.wait(LIMIT)
            street = container.get(Street)
            together.wait(LIMIT)
            assert street.shop.mailer is fake
            assert street.shop.ledger is ledger
            assert all(container.get(Street) is street for _ in range(4))
            together.wait(LIMIT)
        assert type(container.get(Street).shop.mailer) is Mailer

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(test) for _ in range(8)]:
            future.result(LIMIT)


def test_concurrent_tests_in_tasks_do_not_see_each_other() -> None:
    """L29."""
    container = singletons()

    async def test(together: asyncio.Barrier) -> None:
        fake = FakeMailer()
        async with container.override(Mailer, fake):
            await together.wait()
            street = await container.aget(Street)
            await together.wait()
            assert street.shop.mailer is fake
            assert container.get(Street) is street

    async def main() -> None:
        together = asyncio.Barrier(5)
        async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(test(together))
        assert type(container.get(Mailer)) is Mailer

    asyncio.run(main())


def test_tasks_started_inside_see_it_until_it_ends() -> None:
    """L29: and the real thing afterwards."""
    container, fake = singletons(), FakeMailer()

    async def main() -> None:
        looked, over = asyncio.Event(), asyncio.Event()

        async def worker() -> None:
            assert (await container.aget(Shop)).mailer is fake
            assert (await asyncio.to_thread(container.get, Shop)).mailer is fake
            looked.set()
            await over.wait()
            assert type((await container.aget(Shop)).mailer) is Mailer
            assert type(container.get(Shop).mailer) is Mailer

        with container.override(Mailer, fake):
            task = asyncio.create_task(worker())
            await looked.wait()
        over.set()
        await task

    asyncio.run(asyncio.wait_for(main(), LIMIT))


def test_task_that_begins_after_the_end_gets_the_real_thing() -> None:
    """L29: whatever was in force when its coroutine was made."""
    container = singletons()

    async def main() -> None:
        async with container.create_scope() as scope:
            with container.override(Mailer, FakeMailer()):
                waiting = [container.aget(Shop), container.afactory(Shop)(), scope.aget(Shop)]
                tasks = [asyncio.create_task(each) for each in waiting]
            assert all([type((await task).mailer) is Mailer for task in tasks])

    asyncio.run(main())


def test_tasks_started_before_do_not_see_it() -> None:
    """L29."""
    container = singletons()

    async def main() -> None:
        opened = asyncio.Event()

        async def worker() -> Shop:
            await opened.wait()
            return await container.aget(Shop)

        task = asyncio.create_task(worker())
        with container.override(Mailer, FakeMailer()):
            opened.set()
            assert type((await task).mailer) is Mailer

    asyncio.run(main())


def test_override_everywhere_is_seen_by_threads_that_run_already() -> None:
    """L29: such as a server that is under test."""
    container, fake = singletons(), FakeMailer()
    opened, asked, ended = threading.Event(), threading.Event(), threading.Event()

    def serve() -> list[Street]:
        assert opened.wait(LIMIT)
        served = [container.get(Street)]
        asked.set()
        assert ended.wait(LIMIT)
        return [*served, container.get(Street)]

    server = start(serve)
    with container.override(Mailer, fake, everywhere=True):
        opened.set()
        assert asked.wait(LIMIT)
        street = container.get(Street)
    ended.set()

    inside, after = server.result(LIMIT)
    assert inside is street
    assert inside.shop.mailer is fake
    assert type(after.shop.mailer) is Mailer


def test_the_last_one_opened_wins_whether_everywhere_or_here() -> None:
    """L29."""
    container = singletons()
    first, second, third = FakeMailer(), FakeMailer(), FakeMailer()

    with container.override(Mailer, first):
        with container.override(Mailer, second, everywhere=True):
            assert container.get(Shop).mailer is second
            with container.override(Mailer, third):
                assert container.get(Shop).mailer is third
                assert start(lambda: container.get(Shop).mailer).result(LIMIT) is second
            assert container.get(Shop).mailer is second
        assert container.get(Shop).mailer is first


def test_who_depends_on_one_of_two_overrides_is_shared_by_all_who_see_that_one() -> None:
    """L29: the ledger of the server is that of the test, though the test sees another mailer too."""

    class Book:
        def __init__(self, ledger: Ledger) -> None:
            self.ledger = ledger

    container = singletons().add_singleton(Book)
    with container.override(Mailer, FakeMailer()):
        with container.override(Ledger, Ledger(), everywhere=True):
            book = container.get(Book)
            assert start(lambda: container.get(Book)).result(LIMIT) is book
            assert start(lambda: container.get(Shop)).result(LIMIT) is not container.get(Shop)


def test_overrides_nest_and_each_is_undone() -> None:
    """L29."""
    container = singletons()
    outer, inner, ledger = FakeMailer(), FakeMailer(), Ledger()

    with container.override(Mailer, outer):
        shop = container.get(Shop)
        with container.override(Ledger, ledger):
            assert container.get(Shop).mailer is outer
            assert container.get(Shop).ledger is ledger
            with container.override({Mailer: inner}):
                assert (container.get(Shop).mailer, container.get(Shop).ledger) == (inner, ledger)
            assert container.get(Shop).mailer is outer
        assert container.get(Shop) is shop


def test_overrides_may_end_in_another_order() -> None:
    """L29: each undoes itself, and nothing else."""
    container = singletons()
    mailer, ledger = FakeMailer(), Ledger()
    one, two = container.override(Mailer, mailer), container.override(Ledger, ledger)

    one.__enter__()
    two.__enter__()
    one.__exit__(None, None, None)
    assert type(container.get(Shop).mailer) is Mailer
    assert container.get(Shop).ledger is ledger
    two.__exit__(None, None, None)
    assert container.get(Shop).ledger is not ledger


def test_what_depends_on_the_one_that_stays_is_the_same_when_the_other_has_ended() -> None:
    """L29."""
    container = singletons().add_singleton(Reader)
    one, two = container.override(Ledger, Ledger()), container.override(Mailer, FakeMailer())
    one.__enter__()

    with two:
        reader = container.get(Reader)
        one.__exit__(None, None, None)
        assert container.get(Reader) is reader


class Reader:
    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer


def test_override_may_end_in_another_context() -> None:
    """L29: as where a fixture is set up in one task and torn down in another."""
    container, fake = singletons(), FakeMailer()
    override = container.override(Mailer, fake)
    setting_up = contextvars.copy_context()

    setting_up.run(override.__enter__)
    assert setting_up.run(container.get, Mailer) is fake
    assert container.get(Mailer) is not fake
    override.__exit__(None, None, None)
    assert setting_up.run(container.get, Mailer) is container.get(Mailer)


def test_override_may_end_in_a_copy_of_its_context() -> None:
    """L29."""
    container = singletons()
    override = container.override(Mailer, FakeMailer())
    override.__enter__()

    def inside() -> object:
        override.__exit__(None, None, None)
        return container.get(Mailer)

    assert contextvars.copy_context().run(inside) is container.get(Mailer)
    assert type(container.get(Mailer)) is Mailer


def test_one_override_is_not_opened_twice_at_once() -> None:
    """L29: the first of two ends would end both."""
    container, fake = singletons(), FakeMailer()
    override = container.override(Mailer, fake)

    with override:
        with pytest.raises(ServiceScopeError, match="open already"), override:
            raise AssertionError
        assert container.get(Mailer) is fake
    assert container.get(Mailer) is not fake


def test_containers_do_not_see_the_overrides_of_each_other() -> None:
    """L29."""
    one, two = singletons(), singletons()

    with one.override(Mailer, FakeMailer()):
        assert type(two.get(Mailer)) is Mailer
        with two.override(Mailer, FakeMailer()):
            assert one.get(Mailer) is not two.get(Mailer)
        assert type(two.get(Mailer)) is Mailer


def test_override_is_restored_when_opening_a_second_fails() -> None:
    """L29."""
    container, fake = singletons(), FakeMailer()

    with container.override(Mailer, fake):
        with pytest.raises(Exception, match="not registered"):
            container.override({Ledger: Ledger(), ServiceContainerLike: 1})
        assert container.get(Shop).mailer is fake
        assert container.get(Shop).ledger is container.get(Ledger)
    assert type(container.get(Shop).mailer) is Mailer


class ServiceContainerLike(ServiceContainer):
    """A key that nobody registered."""
