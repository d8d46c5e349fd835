"""L3, L14, L29: who asks, where what makes the answer changes: overrides, and registrations that come later."""

from tests.support.logs import Log, logging_container, names
from wireworks import Consumer, Factory, Lazy


class Mailer:
    def __init__(self, log: Log) -> None:
        self.log = log


class Desk:
    def __init__(self, make: Factory[Log], lazy: Lazy[Log]) -> None:
        self.make, self.lazy = make, lazy


def test_what_an_override_depends_on_is_told() -> None:
    """L29: stand-ins are told as well, and what depends on them."""
    container = logging_container().add_singleton(Mailer).add_transient(Desk)

    def fake(consumer: Consumer) -> Log:
        return Log(consumer._replace(name=f"fake {consumer.parameter}"))

    def log_of(mailer: Mailer) -> str:
        return mailer.log.owner.name

    before = container.get(Mailer)
    with container.override(Log, fake):
        for _ in range(4):
            assert container.call(log_of) == "fake log"
            assert container.get(Desk).make().owner.name == "fake make"
    assert container.get(Mailer) is before


def test_stand_in_that_does_not_ask_serves_all() -> None:
    """L29: also for factories that were injected before."""
    container = logging_container().add_transient(Desk).add_transient(Mailer)
    fixed = Log(Consumer(name="fixed"))
    desk = container.get(Desk)
    with container.override(Log, fixed):
        assert container.get(Mailer).log is desk.make() is desk.lazy.value is container.get(Desk).make() is fixed
    assert names(desk.make()) == ["Desk"]


def test_consumer_can_be_overridden() -> None:
    """L29: and what was made for others is made afresh."""
    container = logging_container().add_singleton(Mailer)
    before = container.get(Mailer)
    with container.override(Consumer, Consumer(name="test")):
        assert container.get(Mailer).log.owner.name == "test"
    assert container.get(Mailer) is before


def test_registrations_may_change_afterwards() -> None:
    """L3."""
    container = logging_container().add_transient(Desk)
    desk = container.get(Desk)
    container.unregister(Log)
    container.add_instance(Log, Log(Consumer(name="fixed")))
    assert desk.make().owner.name == "fixed"
