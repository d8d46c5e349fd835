"""L29: an override that has ended leaves nothing behind, and costs nothing."""

import asyncio
import contextvars
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import Factory, Injected, ServiceContainer


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Free by counting references alone: no circle may hold anything."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_nothing_of_an_override_is_left() -> None:
    """L29: the fakes, what depends on them, and their factories."""
    container = singletons()
    container.get(Street)

    @container.inject
    def send(shop: Injected[Shop]) -> Shop:
        return shop

    def factory(ledger: Ledger) -> Mailer:
        return FakeMailer()

    left = []
    for stand_in in (FakeMailer(), factory, FakeMailer):
        with container.override(Mailer, stand_in, everywhere=stand_in is FakeMailer):
            left += [weakref.ref(each) for each in (container.get(Street), container.get(Mailer), send())]
            left += [weakref.ref(container[Shop]()), weakref.ref(asyncio.run(container.aget(Shop)))]
            with container.override(Ledger, Ledger()):
                left.append(weakref.ref(container.call(lambda street: street, street=container.get(Street))))
                container.get(Factory[Shop])()
    left.append(weakref.ref(factory))
    del factory, stand_in

    assert [ref() for ref in left] == [None] * len(left)


@pytest.mark.usefixtures("no_collector")
def test_context_that_saw_an_override_does_not_keep_it() -> None:
    """L29: such as that of a task that is still running."""
    container, fake = singletons(), FakeMailer()

    with container.override(Mailer, fake):
        context = contextvars.copy_context()
        left = weakref.ref(context.run(container.get, Shop))
    mailer = weakref.ref(fake)
    del fake

    assert left() is None
    assert mailer() is None
    assert type(context.run(container.get, Mailer)) is Mailer


def test_container_is_freed_with_an_override_that_was_never_closed() -> None:
    """L29."""
    container = singletons()
    override = container.override(Mailer, FakeMailer())
    contextvars.copy_context().run(override.__enter__)
    container.get(Street)
    left = weakref.ref(container)

    del container, override
    gc.collect()
    assert left() is None


def test_asking_goes_the_old_way_once_no_override_is_open() -> None:
    """L29: no cost on the hot path. The tables are those that were there before."""
    container = singletons()
    parts: list[Any] = [container, vars(container)["_tables"], vars(container)["_caller"]]
    ways = ["_gets", "_agets"], ["gets", "agets"], ["choose"]

    def tables() -> list[int]:
        return [id(getattr(part, name)) for part, names in zip(parts, ways, strict=True) for name in names]

    before = tables()
    one, two = container.override(Mailer, FakeMailer()), container.override(Ledger, Ledger(), everywhere=True)
    with one, two:
        assert not set(tables()) & set(before)
    assert tables() == before


def test_containers_whose_overrides_have_ended_leave_nothing_in_the_context() -> None:
    """L29: a test-suite makes thousands."""
    before = len(contextvars.copy_context())

    for _ in range(10):
        container = ServiceContainer().add_singleton(Mailer)
        with container.override(Mailer, FakeMailer()), container.override(Mailer, FakeMailer()):
            container.get(Mailer)

    assert len(contextvars.copy_context()) == before
