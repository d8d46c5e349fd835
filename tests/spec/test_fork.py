"""L29: a fork has the same registrations and is independent otherwise, so that tests can run in parallel."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer, Shop, Street, singletons
from wireworks import Inject, ServiceClosedError, ServiceContainer, ServiceNotFoundError, ServiceScope


def test_fork_makes_instances_of_its_own() -> None:
    """L29."""
    container = singletons()
    street = container.get(Street)
    fork = container.fork()

    assert isinstance(fork, ServiceContainer)
    assert fork.get(Street) is not street
    assert fork.get(Street) is fork.get(Street)
    assert container.get(Street) is street
    assert asyncio.run(fork.aget(Street)) is fork.get(Street)


def test_fork_is_itself() -> None:
    """L14, L29."""

    class Unit:
        def __init__(self, container: ServiceContainer, scope: ServiceScope) -> None:
            self.container = container
            self.scope = scope

    container = ServiceContainer().add_scoped(Unit)
    fork = container.fork()

    with fork.create_scope() as scope:
        assert fork.get(Unit).container is fork
        assert fork.get(Unit).scope is scope
        assert fork.get(ServiceContainer) is fork


def test_scopes_of_the_one_are_none_of_the_other() -> None:
    """L23, L29."""
    container = ServiceContainer().add_scoped(Ledger)
    fork = container.fork()

    with container.create_scope() as ours, fork.create_scope() as theirs:
        assert container.get(Ledger) is ours.get(Ledger)
        assert fork.get(Ledger) is theirs.get(Ledger)


def test_registrations_after_the_fork_are_those_of_one() -> None:
    """L3, L29."""
    container = singletons()
    fork = container.fork()

    fork.unregister(Mailer)
    fork.add_singleton(Mailer, FakeMailer)
    container.add_instance(str, "late")

    assert isinstance(fork.get(Shop).mailer, FakeMailer)
    assert type(container.get(Shop).mailer) is Mailer
    with pytest.raises(ServiceNotFoundError):
        fork.get(str)


def test_configuration_and_objects_handed_in_are_those_of_both() -> None:
    """L7, L29."""

    class Database:
        def __init__(self, url: Annotated[str, Inject(param="db.url")], ledger: Ledger) -> None:
            self.url = url
            self.ledger = ledger

    ledger = Ledger()
    container = ServiceContainer(params={"db": {"url": "sqlite://"}}).add_singleton(Database)
    fork = container.add_instance(Ledger, ledger).fork()

    assert fork.get(Database).url == "sqlite://"
    assert fork.get(Database).ledger is ledger


def test_each_is_closed_for_itself() -> None:
    """L25, L29."""
    log = []

    def connect() -> Iterator[Mailer]:
        yield Mailer()
        log.append("closed")

    container = ServiceContainer().add_singleton(connect)
    container.get(Mailer)
    with container.fork() as fork:
        fork.get(Mailer)

    assert log == ["closed"]
    with pytest.raises(ServiceClosedError):
        fork.get(Mailer)
    container.get(Mailer)
    container.close()
    assert log == ["closed", "closed"]


def test_fork_of_a_closed_container_is_open() -> None:
    """L25, L29: only what was made is gone."""
    container = singletons()
    container.close()

    assert type(container.fork().get(Mailer)) is Mailer


def test_fork_inside_an_override_has_the_real_thing() -> None:
    """L29: it is independent, and overridden for itself."""
    container, fake = singletons(), FakeMailer()

    with container.override(Mailer, FakeMailer()):
        fork = container.fork()
        assert type(fork.get(Shop).mailer) is Mailer
        with fork.override(Mailer, fake):
            assert fork.get(Shop).mailer is fake
            assert container.get(Shop).mailer is not fake


class Heir(ServiceContainer):
    """A container that is made in a way of its own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def test_fork_is_of_the_same_class() -> None:
    assert isinstance(Heir("ours").add_singleton(Mailer).fork(), Heir)


def test_forks_are_used_at_the_same_time() -> None:
    """L29: each test has its own, and whatever it does to it stays there."""
    container = singletons()

    def test(_: int) -> Mailer:
        fork, fake = container.fork(), FakeMailer()
        fork.unregister(Mailer)
        fork.add_instance(Mailer, fake)
        with fork:
            assert fork.get(Street).shop.mailer is fake
        return fake

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(test, range(20)))) == 20
    assert type(container.get(Mailer)) is Mailer
