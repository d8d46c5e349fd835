"""L20, L29: singletons made because of an override are closed when it ends, and told how its body ended."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from tests.support.mailing import FakeMailer, Ledger, Mailer
from wireworks import ServiceAsyncError, ServiceClosedError, ServiceCloseError, ServiceContainer


class Office:
    def __init__(self, mailer: Mailer, ledger: Ledger) -> None:
        self.mailer = mailer
        self.ledger = ledger


class Company:
    """Opens what it makes, and writes down what happens to it."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def real(self) -> Iterator[Mailer]:
        yield from self._open("real", Mailer())

    def fake(self) -> Iterator[Mailer]:
        yield from self._open("fake", FakeMailer())

    async def fake_of_tasks(self) -> AsyncIterator[Mailer]:
        with contextmanager(self._open)("async fake", FakeMailer()) as mailer:
            yield mailer

    def ledger(self) -> Iterator[Ledger]:
        yield from self._open("ledger", Ledger())

    def office(self, mailer: Mailer, ledger: Ledger) -> Iterator[Office]:
        yield from self._open("office", Office(mailer, ledger))

    def _open(self, name, made):
        self.log.append(f"{name} opened")
        try:
            yield made
        except BaseException as error:
            self.log.append(f"{name} told of {type(error).__name__}")
            raise
        self.log.append(f"{name} closed")


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def container(company) -> ServiceContainer:
    made = ServiceContainer().add_singleton(Mailer, company.real)
    return made.add_singleton(company.ledger).add_singleton(company.office)


def test_what_was_made_inside_is_closed_newest_first(company, container) -> None:
    """L20, L29: and what does not depend on the override lives on."""
    with container.override(Mailer, company.fake):
        container.get(Office)
        assert company.log == ["fake opened", "ledger opened", "office opened"]

    assert company.log[3:] == ["office closed", "fake closed"]
    container.get(Ledger)
    container.close()
    assert company.log[5:] == ["ledger closed"]


def test_real_ones_are_not_touched(company, container) -> None:
    """L29."""
    office = container.get(Office)
    opened = list(company.log)

    with container.override(Mailer, FakeMailer()):
        container.get(Office)

    assert company.log == [*opened, "office opened", "office closed"]
    assert container.get(Office) is office


def test_failure_of_the_body_is_thrown_into_them(company, container) -> None:
    """L20, L29: and passes through unchanged."""
    failure = LookupError("body")

    with pytest.raises(LookupError) as caught:
        with container.override(Mailer, company.fake):
            container.get(Office)
            raise failure

    assert caught.value is failure
    assert company.log[3:] == ["office told of LookupError", "fake told of LookupError"]


def test_interrupted_body_lets_everything_close(company, container) -> None:
    """L20, L29."""
    with pytest.raises(KeyboardInterrupt):
        with container.override(Mailer, company.fake):
            container.get(Office)
            raise KeyboardInterrupt

    assert company.log[3:] == ["office told of KeyboardInterrupt", "fake told of KeyboardInterrupt"]
    assert type(container.get(Mailer)) is Mailer


def test_failing_teardown_is_reported_and_the_override_is_over_all_the_same(container) -> None:
    """L20, L29."""

    def fails() -> Iterator[Mailer]:
        try:
            yield FakeMailer()
        finally:
            raise OSError("teardown")

    with pytest.raises(ServiceCloseError) as caught:
        with container.override(Mailer, fails):
            container.get(Mailer)
            raise ValueError("body")

    assert [type(each) for each in caught.value.exceptions] == [ValueError, OSError]
    assert "Closing the override failed for `Mailer`" in str(caught.value)
    assert type(container.get(Mailer)) is Mailer


def test_async_with_closes_what_takes_await(company, container) -> None:
    """L20, L29."""

    async def main() -> None:
        async with container.override(Mailer, company.fake_of_tasks) as given:
            await given.aget(Office)

    asyncio.run(main())
    assert company.log[3:] == ["office closed", "async fake closed"]


def test_async_with_tells_of_the_failure(company, container) -> None:
    """L20, L29."""

    async def main() -> None:
        async with container.override(Mailer, company.fake_of_tasks):
            await container.aget(Office)
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(main())
    assert company.log[3:] == ["office told of LookupError", "async fake told of LookupError"]


def test_sync_with_says_what_takes_await_and_leaves_it_to_aclose(company, container) -> None:
    """L23, L29: as with a scope."""
    override = container.override(Mailer, company.fake_of_tasks)

    with pytest.raises(ServiceCloseError) as caught:
        with override:
            asyncio.run(container.aget(Office))

    (problem,) = caught.value.exceptions
    assert isinstance(problem, ServiceAsyncError)
    assert "`Mailer` of the override can only be closed with await: " in str(problem)
    assert company.log[3:] == ["office closed"]
    asyncio.run(override.aclose())
    assert company.log[4:] == ["async fake closed"]
    asyncio.run(override.aclose())
    assert len(company.log) == 5


def test_closing_what_was_never_open_does_nothing(container) -> None:
    asyncio.run(container.override(Mailer, FakeMailer()).aclose())


def test_inner_override_closes_what_is_its_own(company, container) -> None:
    """L29."""
    with container.override(Mailer, company.fake):
        outer = container.get(Office)
        with container.override(Ledger, company.ledger):
            inner = container.get(Office)
            assert inner is not outer
            assert inner.mailer is outer.mailer
        assert company.log[-2:] == ["office closed", "ledger closed"]
        assert container.get(Office) is outer
        assert "fake closed" not in company.log

    assert company.log[-2:] == ["office closed", "fake closed"]
    assert company.log.count("office closed") == 2


def test_container_closed_inside_closes_everything_first_what_depends_on_the_override(company, container) -> None:
    """L25, L29."""
    with container.override(Mailer, company.fake):
        container.get(Office)
        container.close()
        assert company.log[3:] == ["office closed", "fake closed", "ledger closed"]
        with pytest.raises(ServiceClosedError):
            container.get(Mailer)

    assert len(company.log) == 6
    with pytest.raises(ServiceClosedError):
        container.get(Ledger)
    with pytest.raises(ServiceClosedError):
        container.override(Mailer, FakeMailer())


def test_container_closed_by_async_code_inside_closes_everything(company, container) -> None:
    """L25, L29."""

    async def main() -> None:
        async with container.override(Mailer, company.fake_of_tasks):
            await container.aget(Office)
            await container.aclose()

    asyncio.run(main())
    assert company.log[3:] == ["office closed", "async fake closed", "ledger closed"]


def test_transient_resource_under_a_singleton_made_inside_is_closed_with_it(company) -> None:
    """L21, L29."""
    container = ServiceContainer().add_singleton(Mailer).add_transient(company.ledger).add_singleton(company.office)

    with container.override(Mailer, FakeMailer()):
        container.get(Office)

    assert company.log == ["ledger opened", "office opened", "office closed", "ledger closed"]


def test_start_inside_makes_eager_ones_as_they_are_inside(company) -> None:
    """L25, L29: what is replaced is not made, and what depends on it not kept."""
    container = ServiceContainer().add_singleton(Mailer, company.real, eager=True)
    container.add_singleton(company.ledger, eager=True).add_singleton(company.office, eager=True)

    with container.override(Mailer, FakeMailer()):
        container.start()
        assert company.log == ["ledger opened", "office opened"]
    assert company.log[2:] == ["office closed"]

    asyncio.run(container.astart())
    assert company.log[3:] == ["real opened", "office opened"]


def test_start_that_fails_inside_closes_all(company) -> None:
    """L25, L29."""

    def fail(office: Office) -> str:
        raise RuntimeError("start")

    container = ServiceContainer().add_singleton(Mailer, company.real).add_singleton(company.ledger)
    container.add_singleton(company.office, eager=True).add_singleton(fail, eager=True)

    with container.override(Mailer, company.fake), pytest.raises(RuntimeError):
        container.start()

    told = ["office told of RuntimeError", "fake told of RuntimeError", "ledger told of RuntimeError"]
    assert company.log[3:] == told
