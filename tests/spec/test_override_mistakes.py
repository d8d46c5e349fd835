"""L28, L29: what cannot be overridden is told at once, and nothing is overridden."""

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, singletons
from wireworks import (
    AsyncFactory,
    Factory,
    ServiceContainer,
    ServiceError,
    ServiceNotFoundError,
    ServiceRegistrationError,
    ServiceScopeError,
    qualified,
)


class Mailr:
    """A slip."""


@pytest.mark.parametrize("everywhere", [True, False])
def test_unknown_key_is_told_with_those_that_may_have_been_meant(everywhere) -> None:
    """L28, L29."""
    with pytest.raises(ServiceNotFoundError) as caught:
        singletons().override(Mailr, FakeMailer(), everywhere=everywhere)

    assert caught.value.what == "`Mailr` is not registered, so there is nothing to override."
    assert caught.value.fix == "override what is registered, or register it first. Did you mean `Mailer`?"


def test_subclass_is_not_taken_for_its_base() -> None:
    """L29: the fake's own class is no key, even though the real one is."""
    with pytest.raises(ServiceNotFoundError, match=r"`FakeMailer` is not registered.*\n.*Did you mean `Mailer`"):
        singletons().override(FakeMailer, FakeMailer())


def test_qualifier_is_part_of_the_key() -> None:
    """L8, L29."""
    container = ServiceContainer().add_singleton(Mailer, qualifier="smtp")

    with pytest.raises(
        ServiceNotFoundError, match=r"registered with the qualifier `'smtp'`: use `qualified\(Mailer, 'smtp'\)`"
    ):
        container.override(Mailer, FakeMailer())
    with pytest.raises(ServiceNotFoundError):
        container.override(qualified(Mailer, "imap"), FakeMailer())


def test_one_unknown_key_leaves_the_others_as_they_are() -> None:
    """L29."""
    container = singletons()
    shop = container.get(Shop)

    with pytest.raises(ServiceNotFoundError):
        container.override({Mailer: FakeMailer(), Mailr: Mailr(), Ledger: Ledger()})
    assert container.get(Shop) is shop


@pytest.mark.parametrize("kind", [Factory, AsyncFactory])
def test_factory_of_a_service_is_no_key(kind) -> None:
    """L15, L29: it follows its service."""
    with pytest.raises(ServiceNotFoundError) as caught:
        singletons().override(kind[Mailer], FakeMailer)

    assert "override `Mailer`" in str(caught.value)


@pytest.mark.parametrize("thing", ["Mailer", 7, Mailer | None, FakeMailer()], ids=["text", "number", "union", "object"])
def test_what_is_no_key_is_told(thing) -> None:
    """L28, L29."""
    with pytest.raises(ServiceError):
        singletons().override({thing: FakeMailer()})


def test_stand_in_is_said_for_every_key() -> None:
    with pytest.raises(ServiceRegistrationError, match="Nothing is said to stand in for `Mailer`"):
        singletons().override(Mailer)


def test_override_says_that_it_is_open_already() -> None:
    override = singletons().override(Mailer, FakeMailer())

    with override, pytest.raises(ServiceScopeError, match="The override is open already"):
        override.__enter__()


def test_ending_twice_is_harmless() -> None:
    """L29: as with a scope."""
    container, fake = singletons(), FakeMailer()
    override = container.override(Mailer, FakeMailer())
    override.__exit__(None, None, None)

    with container.override(Mailer, fake):
        with override:
            pass
        override.__exit__(None, None, None)
        assert container.get(Mailer) is fake
    assert container.get(Mailer) is not fake
