"""L29: what stands in for a service may take the real one, to watch it or to change what it does."""

import asyncio
from collections.abc import Iterator
from unittest.mock import Mock

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import ServiceContainer


class Watched(Mailer):
    """Stands before another mailer."""

    def __init__(self, real: Mailer) -> None:
        self.real = real


def test_class_stands_in_before_the_real_one() -> None:
    """L29: which is the very one that is there outside."""
    container = singletons()
    real = container.get(Mailer)

    with container.override(Mailer, Watched):
        mailer = container.get(Street).shop.mailer
        assert isinstance(mailer, Watched)
        assert mailer.real is real
        assert container.get(Mailer) is mailer

    assert container.get(Mailer) is real


def test_function_stands_in_before_the_real_one() -> None:
    """L29: such as a mock that passes everything on."""

    class Counter:
        def count(self) -> int:
            return 3

    def spy(counter: Counter) -> object:
        return Mock(wraps=counter)

    container = ServiceContainer().add_singleton(Counter)
    with container.override(Counter, spy):
        assert container.get(Counter).count() == 3
        container.get(Counter).count.assert_called_once_with()


def test_each_of_several_stands_before_the_next() -> None:
    """L29: they nest."""
    container = singletons()

    with container.override(Mailer, Watched):
        outer = container.get(Mailer)
        with container.override(Mailer, Watched):
            inner = container.get(Mailer)
            assert inner is not outer
            assert inner.real is outer
            assert container.get(Shop).mailer is inner
        assert container.get(Mailer) is outer


def test_real_one_is_made_with_what_else_is_overridden() -> None:
    """L29."""
    container, fake = singletons(), FakeMailer()
    outside = container.get(Shop)

    class Annex(Shop):
        def __init__(self, shop: Shop) -> None:
            super().__init__(shop.mailer, shop.ledger)
            self.shop = shop

    with container.override({Mailer: fake, Shop: Annex}):
        annex = container.get(Street).shop
        assert isinstance(annex, Annex)
        assert annex.shop is not outside
        assert annex.shop.mailer is fake
        with container.override(Ledger, ledger := Ledger()):
            assert container.get(Street).shop.ledger is ledger
        assert container.get(Street).shop is annex

    assert container.get(Shop) is outside


@pytest.mark.parametrize("lifetime", ["transient", "scoped"])
def test_real_one_keeps_its_lifetime(lifetime) -> None:
    """L29, and the table of lifetimes."""
    container = ServiceContainer()
    container.register(Mailer, Mailer, lifetime)

    with container.create_scope() as scope:
        outside = scope.get(Mailer)
        with container.override(Mailer, Watched):
            assert (scope.get(Mailer).real is outside) == (lifetime == "scoped")
            assert (scope.get(Mailer) is scope.get(Mailer)) == (lifetime == "scoped")


def test_real_resource_is_left_open() -> None:
    """L20, L29: it is the container's, as ever."""
    log = []

    def connect() -> Iterator[Mailer]:
        yield Mailer()
        log.append("real closed")

    def pretend(real: Mailer) -> Iterator[Mailer]:
        yield Watched(real)
        log.append("fake closed")

    container = ServiceContainer().add_singleton(connect)
    with container.override(Mailer, pretend):
        real = container.get(Mailer).real
    assert log == ["fake closed"]
    assert container.get(Mailer) is real


def test_async_one_is_awaited() -> None:
    """L10, L29."""

    async def connect() -> Mailer:
        return Mailer()

    container = ServiceContainer().add_singleton(connect)
    with container.override(Mailer, Watched):
        mailer = asyncio.run(container.aget(Mailer))
        assert type(mailer.real) is Mailer
    assert asyncio.run(container.aget(Mailer)) is mailer.real
