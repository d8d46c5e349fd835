"""L20, L23, L29: overrides and scopes, whichever opens first; scoped services that depend on one are made afresh."""

from collections.abc import Iterator

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street
from wireworks import ServiceContainer, ServiceGraphError, ServiceScopeError


@pytest.fixture
def container() -> ServiceContainer:
    """A singleton mailer, scoped shops and streets."""
    return ServiceContainer().add_singleton(Mailer).add_scoped(Ledger).add_scoped(Shop).add_scoped(Street)


def test_scope_opened_before_sees_the_override_and_is_as_before_afterwards(container) -> None:
    """L29: what it had made stays, and comes back."""
    fake = FakeMailer()

    with container.create_scope() as scope:
        before = scope.get(Street)
        with container.override(Mailer, fake):
            inside = scope.get(Street)
            assert inside is not before
            assert inside.shop.mailer is fake
            assert container.get(Street) is inside is scope.get(Street)
            assert inside.shop.ledger is before.shop.ledger
        assert scope.get(Street) is before
        assert container.get(Street) is before


def test_scope_opened_before_makes_the_real_one_afterwards(container) -> None:
    """L29: where it had not asked before."""
    with container.create_scope() as scope:
        with container.override(Mailer, FakeMailer()):
            inside = scope.get(Shop)
        after = scope.get(Shop)

    assert after is not inside
    assert type(after.mailer) is Mailer
    assert after.ledger is inside.ledger


def test_scope_opened_inside_makes_it_once(container) -> None:
    """L29, and the table of lifetimes."""
    fake = FakeMailer()

    with container.override(Mailer, fake):
        with container.create_scope() as one, container.create_scope() as two:
            assert one.get(Shop) is one.get(Street).shop
            assert one.get(Shop) is not two.get(Shop)
            assert one.get(Shop).mailer is two.get(Shop).mailer is fake


def test_scope_opened_inside_may_outlive_the_override(container) -> None:
    """L23, L29: it is an ordinary scope."""
    override = container.override(Mailer, FakeMailer())
    with container.create_scope() as outer:
        with override:
            scope = outer.create_scope()
            fake = scope.get(Shop)
        with scope:
            assert scope.get(Shop) is not fake
            assert type(container.get(Shop).mailer) is Mailer


def test_scoped_resource_made_inside_is_closed_with_its_scope() -> None:
    """L20, L29: newest first, whichever was real."""
    log = []

    def connect() -> Iterator[Mailer]:
        log.append("real")
        yield Mailer()
        log.append("real closed")

    def pretend() -> Iterator[Mailer]:
        log.append("fake")
        yield FakeMailer()
        log.append("fake closed")

    container = ServiceContainer().add_scoped(connect)
    with container.create_scope() as scope:
        scope.get(Mailer)
        with container.override(Mailer, pretend):
            scope.get(Mailer)
            log.append("override ends")
        log.append("scope ends")

    assert log == ["real", "fake", "override ends", "scope ends", "fake closed", "real closed"]


def test_scoped_stand_in_is_still_asked_for_in_a_scope(container) -> None:
    """L23, L29."""
    with container.override(Shop, lambda: "shop"), pytest.raises(ServiceScopeError):
        container.get(Shop)


def test_object_stands_in_for_a_scoped_service_without_any_scope(container) -> None:
    """L29: there is nothing to make."""
    with container.override(Shop, "shop"):
        assert container.get(Shop) == "shop"


def test_stand_in_of_a_singleton_cannot_keep_what_ends_before(container) -> None:
    """L27, L29: the graph is checked as it stands inside."""

    def keeps(ledger: Ledger) -> Mailer:
        raise AssertionError

    with container.override(Mailer, keeps):
        with pytest.raises(ServiceGraphError) as caught:
            container.validate()
        with container.create_scope() as scope, pytest.raises(ServiceScopeError, match=r"`Mailer` \(singleton\)"):
            scope.get(Shop)

    assert "`Mailer` (singleton) would keep `Ledger` (scoped) past its scope." in str(caught.value)
    container.validate()


def test_singleton_may_depend_on_a_scoped_service_that_is_replaced_by_an_object(container) -> None:
    """L27, L29: what is a mistake outside is none inside."""

    class Report:
        def __init__(self, shop: Shop) -> None:
            self.shop = shop

    container.add_singleton(Report)
    with pytest.raises(ServiceGraphError):
        container.validate()

    with container.override(Shop, "shop"):
        container.validate()
        assert container.get(Report).shop == "shop"


def test_stand_in_lives_in_the_scope_of_the_name_that_it_replaces() -> None:
    """L24, L29: and so does what is made afresh because of it; a fork knows the names too."""
    container = ServiceContainer(scopes=("session", "request")).add_singleton(Ledger)
    container.add_scoped(Mailer, scope="session").add_scoped(Shop, scope="session").add_scoped(Street, scope="request")

    for each in (container, container.fork()):
        with each.create_scope("session") as session, each.override(Mailer, FakeMailer):
            with each.create_scope("request") as one:
                first = one.get(Street)
            with each.create_scope("request") as two:
                second = two.get(Street)
            assert first is not second
            assert first.shop is second.shop is session.get(Shop)
            assert isinstance(first.shop.mailer, FakeMailer)
            assert first.shop.mailer is session.get(Mailer)
