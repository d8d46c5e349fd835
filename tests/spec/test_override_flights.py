"""L26, L29: a service that is on its way when an override opens or ends lands where it belongs."""

import asyncio
import threading

import pytest

from tests.support.flights import LIMIT, start
from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop
from wireworks import ServiceClosedError, ServiceContainer


class Slow:
    """A sync factory of something that waits to be let on."""

    def __init__(self, made: object) -> None:
        self.making, self.go = threading.Event(), threading.Event()
        self.made = made

    def make(self) -> Mailer:
        self.making.set()
        assert self.go.wait(LIMIT)
        return self.made


def test_slow_real_one_never_replaces_the_fake() -> None:
    """L29: it was asked for before the override opened, and finishes inside."""
    slow, fake = Slow(Mailer()), FakeMailer()
    container = ServiceContainer().add_singleton(slow.make).add_singleton(Shop).add_singleton(Ledger)
    asked = start(lambda: container.get(Shop))
    assert slow.making.wait(LIMIT)

    with container.override(Mailer, fake):
        shop = container.get(Shop)
        assert shop.mailer is fake
        slow.go.set()
        real = asked.result(LIMIT)
        assert container.get(Shop) is shop
        assert container.get(Mailer) is fake

    assert real.mailer is slow.made
    assert container.get(Shop) is real


def test_slow_fake_never_replaces_the_real_one() -> None:
    """L29: what was asked for inside and finishes after the end is kept by nobody."""
    container = ServiceContainer().add_singleton(Mailer).add_singleton(Shop).add_singleton(Ledger)
    slow = Slow(FakeMailer())

    with container.override(Mailer, slow.make, everywhere=True):
        asked = start(lambda: container.get(Shop))
        assert slow.making.wait(LIMIT)
    real = container.get(Shop)
    assert type(real.mailer) is Mailer
    slow.go.set()
    with pytest.raises(ServiceClosedError):
        asked.result(LIMIT)

    assert container.get(Shop) is real


def test_stand_in_is_made_once_for_all_who_see_it() -> None:
    """L26, L29."""
    slow = Slow(FakeMailer())
    container = ServiceContainer().add_singleton(Mailer).add_singleton(Shop).add_singleton(Ledger)

    with container.override(Mailer, slow.make, everywhere=True):
        asked = [start(lambda: container.get(Shop)) for _ in range(4)]
        assert slow.making.wait(LIMIT)
        slow.go.set()
        assert len({id(each.result(LIMIT)) for each in asked}) == 1


def test_unaffected_service_is_waited_for_inside_and_outside() -> None:
    """L26, L29: there is one for all, whoever was first."""
    slow = Slow(Mailer())
    container = ServiceContainer().add_singleton(slow.make).add_singleton(Ledger).add_singleton(Shop)

    def inside() -> Shop:
        with container.override(Ledger, Ledger()):
            return container.get(Shop)

    asked = [start(inside)]
    assert slow.making.wait(LIMIT)
    asked.append(start(lambda: container.get(Shop)))
    slow.go.set()

    fake, real = (each.result(LIMIT) for each in asked)
    assert fake is not real
    assert fake.mailer is real.mailer is container.get(Mailer)


def test_failing_stand_in_is_tried_again() -> None:
    """L26, L29."""
    container = ServiceContainer().add_singleton(Mailer).add_singleton(Shop).add_singleton(Ledger)
    outcomes = [OSError("first"), FakeMailer()]

    def fails_once() -> object:
        if isinstance(outcome := outcomes.pop(0), Exception):
            raise outcome
        return outcome

    with container.override(Mailer, fails_once):
        with pytest.raises(OSError, match="first"):
            container.get(Shop)
        assert isinstance(container.get(Shop).mailer, FakeMailer)
    assert type(container.get(Shop).mailer) is Mailer


def test_override_opened_and_ended_inside_a_factory() -> None:
    """L29: what the factory itself makes is kept as ever."""
    container = ServiceContainer().add_singleton(Mailer)

    def make() -> Shop:
        with container.override(Mailer, FakeMailer()):
            inside = container.get(Mailer)
        return Shop(inside, Ledger())

    container.add_singleton(make)
    shop = container.get(Shop)

    assert isinstance(shop.mailer, FakeMailer)
    assert container.get(Shop) is shop
    assert type(container.get(Mailer)) is Mailer


def test_overrides_open_and_end_while_others_ask() -> None:
    """L26, L29: tables are switched under their feet, and everybody gets what they should."""
    container = ServiceContainer().add_singleton(Mailer).add_singleton(Shop).add_transient(Ledger)
    real, rounds = container.get(Shop), 200
    done = threading.Event()

    def outside() -> int:
        asked = 0
        while not done.is_set() or not asked:
            assert container.get(Shop) is real
            assert container[Shop]() is real
            asked += 1
        return asked

    def inside() -> None:
        for _ in range(rounds):
            fake = FakeMailer()
            with container.override(Mailer, fake):
                assert container.get(Shop).mailer is fake
                assert container.get(Shop) is container.get(Shop)

    watching = [start(outside) for _ in range(2)]
    testing = [start(inside) for _ in range(3)]
    for each in testing:
        each.result(4 * LIMIT)
    done.set()
    assert all(each.result(LIMIT) for each in watching)


def test_override_everywhere_ends_while_others_ask() -> None:
    """L26, L29: whoever asks then gets the fake, the real thing, or is told that the override has ended."""
    container = ServiceContainer().add_singleton(Mailer).add_singleton(Shop).add_singleton(Ledger)
    real = container.get(Shop)
    done = threading.Event()

    def serve() -> set[object]:
        seen: set[object] = set()
        while not done.is_set():
            try:
                shop = container.get(Shop)
            except ServiceClosedError as error:
                seen.add(error.what)
            else:
                seen.add("real" if shop is real else type(shop.mailer))
        return seen

    servers = [start(serve) for _ in range(3)]
    for _ in range(200):
        fake = FakeMailer()
        with container.override(Mailer, fake, everywhere=True):
            assert container.get(Shop).mailer is fake
    done.set()
    ended = "The override was closed; nothing can be had from it any more."
    for each in servers:
        assert each.result(LIMIT) <= {"real", FakeMailer, ended}
    assert container.get(Shop) is real


def test_async_singleton_under_way_inside_when_the_override_ends() -> None:
    """L26, L29: its task is told; a later asker gets the real one."""

    async def main() -> None:
        making, go = asyncio.Event(), asyncio.Event()

        async def slow() -> Mailer:
            making.set()
            await go.wait()
            return FakeMailer()

        container = ServiceContainer().add_singleton(Mailer).add_singleton(Shop).add_singleton(Ledger)
        async with container.override(Mailer, slow):
            task = asyncio.create_task(container.aget(Shop))
            await making.wait()
        go.set()
        with pytest.raises(ServiceClosedError):
            await task
        assert type((await container.aget(Shop)).mailer) is Mailer

    asyncio.run(asyncio.wait_for(main(), LIMIT))
