"""L29: inside an override everything that depends on what it replaces is made afresh, and forgotten afterwards."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import AsyncFactory, Factory, KwArg, ServiceContainer, ServiceNotFoundError, qualified

# A resolver is interpreted at first and compiled once it is used again.
OFTEN = range(4)


def test_service_is_replaced_inside_and_back_afterwards() -> None:
    """L29."""
    container = singletons()
    fake, real = FakeMailer(), container.get(Mailer)

    with container.override({Mailer: fake}):
        assert all(container.get(Mailer) is fake for _ in OFTEN)

    assert all(container.get(Mailer) is real for _ in OFTEN)


def test_key_and_stand_in_may_be_two_arguments() -> None:
    """L29."""
    container, fake = singletons(), FakeMailer()

    with container.override(Mailer, fake):
        assert container.get(Mailer) is fake


def test_with_gives_the_container() -> None:
    container = singletons()

    with container.override(Mailer, FakeMailer()) as given:
        assert given is container


def test_several_services_are_replaced_at_once() -> None:
    """L29."""
    container = singletons()
    mailer, ledger = FakeMailer(), Ledger()

    with container.override({Mailer: mailer, Ledger: ledger}):
        shop = container.get(Shop)

    assert (shop.mailer, shop.ledger) == (mailer, ledger)


@pytest.mark.parametrize("made_before", [True, False])
def test_singletons_that_depend_on_it_are_made_afresh_and_forgotten(made_before) -> None:
    """L29: however far they are from it, so that no stale real one stays and no fake leaks."""
    container, fake = singletons(), FakeMailer()
    before = container.get(Street) if made_before else None

    with container.override(Mailer, fake):
        inside = container.get(Street)
        assert inside is not before
        assert inside.shop.mailer is fake
        assert all(container.get(Street) is inside for _ in OFTEN)
        assert container.get(Shop) is inside.shop

    after = container.get(Street)
    assert after is not inside
    assert type(after.shop.mailer) is Mailer
    assert before in (None, after)


def test_what_does_not_depend_on_it_stays_the_same_object() -> None:
    """L29."""
    container = singletons()
    ledger = container.get(Ledger)

    with container.override(Mailer, FakeMailer()):
        assert container.get(Shop).ledger is ledger
        assert container.get(Ledger) is ledger


def test_unaffected_singleton_first_made_inside_stays_afterwards() -> None:
    """L29: it would have been the same outside."""
    container = singletons()

    with container.override(Mailer, FakeMailer()):
        ledger = container.get(Shop).ledger

    assert container.get(Ledger) is ledger
    assert container.get(Shop).ledger is ledger


def test_overridden_service_is_not_made_at_all() -> None:
    """L29: the real one may not even be able to."""

    def connect() -> Mailer:
        raise ConnectionError

    container = ServiceContainer().add_singleton(connect).add_singleton(Ledger).add_singleton(Shop)
    with container.override(Mailer, FakeMailer()):
        container.get(Shop)

    with pytest.raises(ConnectionError):
        container.get(Shop)


def test_override_opened_anew_makes_everything_anew() -> None:
    """L29: forgotten means forgotten."""
    container = singletons()
    override = container.override(Mailer, FakeMailer())

    with override:
        first = container.get(Street)
    with override:
        second = container.get(Street)

    assert first is not second


class Later:
    def __init__(self, mailers: Factory[Mailer]) -> None:
        self.mailer = mailers()


class AsyncLater:
    def __init__(self, mailers: AsyncFactory[Mailer]) -> None:
        self.mailers = mailers


def test_who_takes_a_factory_of_it_depends_on_it() -> None:
    """L15, L29: the factory may have been called while its owner was made."""
    container = singletons().add_singleton(Later).add_singleton(AsyncLater)
    before = container.get(Later), container.get(AsyncLater)

    with container.override(Mailer, FakeMailer()) as overridden:
        inside = overridden.get(Later), overridden.get(AsyncLater)
        assert isinstance(inside[0].mailer, FakeMailer)
        assert isinstance(asyncio.run(inside[1].mailers()), FakeMailer)
        assert inside[0] is not before[0]
        assert inside[1] is not before[1]

    assert (container.get(Later), container.get(AsyncLater)) == before


class Reader:
    def __init__(self, shop: "Shop | None" = None) -> None:
        self.shop = shop


def test_optional_and_late_named_parameters_count() -> None:
    """L5, L6, L29."""
    container, fake = singletons().add_singleton(Reader), FakeMailer()

    with container.override(Mailer, fake):
        shop = container.get(Reader).shop

    assert shop is not None
    assert shop.mailer is fake


class Cache: ...


class Pages:
    def __init__(self, cache: Cache) -> None:
        self.cache = cache


def test_one_of_several_qualified_services_is_replaced() -> None:
    """L8, L29."""
    container = ServiceContainer().add_singleton(Cache).add_singleton(Cache, qualifier="redis").add_singleton(Pages)
    pages, fake = container.get(Pages), Cache()

    with container.override({qualified(Cache, "redis"): fake}):
        assert container.get(qualified(Cache, "redis")) is fake
        assert container.get(Cache) is not fake
        assert container.get(Pages) is pages


def test_generic_alias_is_replaced() -> None:
    """L9, L29."""
    container = ServiceContainer().add_instance(list[int], [1]).add_instance(list[str], ["a"])

    with container.override(list[int], [2]):
        assert container.get(list[int]) == [2]
        assert container.get(list[str]) == ["a"]


class Pair:
    def __init__(self, shop: Shop, cache: Cache) -> None:
        self.shop = shop
        self.cache = cache


def test_registered_factory_value_is_followed() -> None:
    """L19, L29: what it leaves open is filled by type, what it says itself is its own."""
    container, fake = singletons(), FakeMailer()
    container.add_singleton(Pair, Factory(Pair, KwArg("cache", Factory(Cache))))
    before = container.get(Pair)

    with container.override(Mailer, fake):
        assert container.get(Pair).shop.mailer is fake
    with container.override(Ledger, Ledger()):
        assert container.get(Pair) is not before

    assert container.get(Pair) is before


class First:
    def __init__(self, other: "Second") -> None:
        self.other = other


class Second:
    def __init__(self, other: First) -> None:
        self.other = other


def test_override_may_break_a_circle() -> None:
    """L29: what was overridden needs nothing any more."""
    container, fake = ServiceContainer().add_singleton(First).add_singleton(Second), object.__new__(Second)

    with container.override(Second, fake):
        assert container.get(First).other is fake


class Heir(ServiceContainer):
    """A container of the user's own."""


def test_subclass_of_the_container_overrides_too() -> None:
    container = Heir().add_singleton(Mailer)

    with container.override(Mailer, FakeMailer()) as given:
        assert given is container
        assert isinstance(given.get(Mailer), FakeMailer)


def test_none_may_stand_in() -> None:
    """L2, L29: as a factory of ``T | None`` may return it."""
    container = singletons()

    with container.override(Mailer, None):
        assert container.get(Mailer) is None
        assert container.get(Shop).mailer is None


def test_empty_mapping_overrides_nothing() -> None:
    container = singletons()
    street = container.get(Street)

    with container.override({}):
        assert container.get(Street) is street


def test_mapping_may_be_of_any_kind() -> None:
    container = singletons()

    class Fakes(dict):
        def __iter__(self) -> Iterator[object]:
            yield Mailer

    with container.override(Fakes({Mailer: None})):
        assert container.get(Mailer) is None


def test_keys_registered_while_it_is_open_are_there() -> None:
    """L3, L29: registrations may change at any time; what was made inside stays."""
    container, fake = singletons(), FakeMailer()
    before = container.get(Street)

    with container.override(Mailer, fake):
        street = container.get(Street)
        container.add_singleton(Later)
        assert container.get(Later).mailer is fake
        assert container.get(Street) is street
        container.unregister(Later)
        with pytest.raises(ServiceNotFoundError):
            container.get(Later)
        assert container.get(Street) is street

    assert container.get(Street) is before


def test_key_unregistered_while_it_is_open_is_gone() -> None:
    """L3, L29: there is nothing left to stand in for; once it is registered again, there is."""
    container, fake = singletons(), FakeMailer()

    with container.override(Mailer, fake):
        container.unregister(Mailer)
        for key in (Mailer, Shop):
            with pytest.raises(ServiceNotFoundError):
                container.get(key)
        container.add_singleton(Mailer)
        assert container.get(Shop).mailer is fake
