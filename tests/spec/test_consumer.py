"""L14: a factory of a transient service may ask who asks: a `Consumer` names the class or function."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated, Generic, NewType, Protocol, TypeVar

import pytest

from tests.support.logs import Log, logging_container, make_log, names
from wireworks import Consumer, Factory, Inject, KwArg, ServiceContainer, qualified

T = TypeVar("T")


class Mailer:
    def __init__(self, log: Log) -> None:
        self.log = log


class Billing:
    def __init__(self, mailer: Mailer, log: Log, *, audit: Log) -> None:
        self.mailer, self.log, self.audit = mailer, log, audit


def test_logger_is_named_after_whoever_asks() -> None:
    """The example of the docs."""

    def make_logger(consumer: Consumer) -> logging.Logger:
        return logging.getLogger(consumer.name)

    class Clock:
        def __init__(self, logger: logging.Logger) -> None:
            self.logger = logger

    container = ServiceContainer().add_transient(make_logger).add_singleton(Clock)
    assert container.get(Clock).logger.name == f"{__name__}.Clock"


@pytest.mark.parametrize("times", [1, 4], ids=["interpreted", "compiled"])
def test_each_consumer_and_parameter_gets_its_own(times: int) -> None:
    """L14: whether the plan is walked or compiled."""
    container = logging_container().add_transient(Mailer).add_transient(Billing)
    for _ in range(times):
        billing = container.get(Billing)
    assert billing.log.owner == Consumer(Billing, None, "log", f"{__name__}.Billing", __name__)
    assert billing.audit.owner == Consumer(Billing, None, "audit", f"{__name__}.Billing", __name__)
    assert billing.mailer.log.owner == Consumer(Mailer, None, "log", f"{__name__}.Mailer", __name__)


def test_async_making_tells_the_same() -> None:
    """L10, L14."""

    async def make_async_log(consumer: Consumer) -> Log:
        return Log(consumer)

    container = ServiceContainer().add_transient(make_async_log).add_transient(Mailer).add_transient(Billing)

    async def main() -> None:
        for _ in range(4):
            billing = await container.aget(Billing)
            assert names(billing.log, billing.audit, billing.mailer.log) == ["Billing", "Billing", "Mailer"]
            assert billing.audit.owner.parameter == "audit"

    asyncio.run(main())


def test_asked_directly_the_consumer_is_nobody() -> None:
    """L10: every field is empty."""
    container = logging_container()
    nobody = Consumer()
    assert nobody == (None, None, "", "", "")
    for _ in range(4):
        assert container.get(Log).owner == container[Log]().owner == container.get(Consumer) == nobody
    with container.create_scope() as scope:
        assert scope.get(Log).owner == nobody


def test_generators_are_told_and_closed() -> None:
    """L20, L21."""
    closed = []

    def open_log(consumer: Consumer) -> Iterator[Log]:
        yield Log(consumer)
        closed.append(consumer.name)

    container = ServiceContainer().add_transient(open_log).add_scoped(Mailer).add_transient(Billing)
    for _ in range(4):
        closed.clear()
        with container.create_scope() as scope:
            scope.get(Billing)
        assert [name.rpartition(".")[2] for name in closed] == ["Billing", "Billing", "Mailer"]


def test_async_generators_are_told_and_closed() -> None:
    """L20."""
    closed = []

    async def open_log(consumer: Consumer) -> AsyncIterator[Log]:
        yield Log(consumer)
        closed.append(consumer.parameter)

    async def main() -> None:
        container = ServiceContainer().add_transient(open_log).add_scoped(Mailer)
        async with container.create_scope() as scope:
            assert names((await scope.aget(Mailer)).log) == ["Mailer"]

    asyncio.run(main())
    assert closed == ["log"]


def test_what_is_shared_may_be_a_consumer() -> None:
    """Only what is given to one alone may ask for it."""
    container = logging_container().add_singleton(Mailer).add_scoped(Billing)
    with container.create_scope() as scope:
        assert names(scope.get(Billing).log, container.get(Mailer).log) == ["Billing", "Mailer"]
        assert scope.get(Billing).mailer.log is container.get(Mailer).log


class Outbox(Protocol):
    log: Log


def make_outbox(log: Log) -> Mailer:
    return Mailer(log)


class Outboxes:
    def open(self, log: Log) -> Mailer:
        return Mailer(log)

    def __call__(self, log: Log) -> Mailer:
        return Mailer(log)


@pytest.mark.parametrize(
    ("factory", "name"),
    [
        (Mailer, "Mailer"),
        (make_outbox, "make_outbox"),
        (Outboxes().open, "Outboxes.open"),
        (Outboxes(), "Outboxes"),
        (partial(make_outbox), "make_outbox"),
        (Factory(Mailer), "Mailer"),
    ],
    ids=["class", "function", "method", "object", "partial", "factory"],
)
def test_service_is_what_is_registered_and_name_that_of_what_has_the_parameter(factory: object, name: str) -> None:
    """L2, L19."""
    container = logging_container()
    container.register(Mailer, factory, qualifier="smtp")
    owner = container.get(qualified(Mailer, "smtp")).log.owner
    assert owner == Consumer(Mailer, "smtp", "log", f"{__name__}.{name}", __name__)


def test_interface_is_the_service_and_its_class_has_the_name() -> None:
    """L4."""
    container = logging_container()
    container.add_singleton(Outbox, Mailer)
    assert container.get(Outbox).log.owner[:1] == (Outbox,)
    assert names(container.get(Outbox).log) == ["Mailer"]


def test_values_of_explicit_wiring_win() -> None:
    """L6, L17: and then it is no longer asked who asks, so that it may be shared."""
    someone = Consumer(name="someone")
    container = ServiceContainer().add_singleton(Log, Factory(make_log, KwArg("consumer", someone)))
    container.add_transient(Mailer).validate()
    assert container.get(Mailer).log.owner is someone


def test_argument_of_the_moment_wins() -> None:
    """L11."""
    someone = Consumer(name="someone")
    assert logging_container()[Log](consumer=someone).owner is someone


class Box(Generic[T]):
    def __init__(self, kind: type[T], consumer: Consumer) -> None:
        self.kind, self.owner = kind, consumer


class Store(Generic[T]):
    def __init__(self, box: Box[T], log: Log) -> None:
        self.box, self.log = box, log


def test_generic_services_are_told_and_tell() -> None:
    """L9."""
    container = logging_container().add_transient(Box).add_transient(Store)
    store = container.get(Store[int])
    assert store.box.kind is int
    assert store.box.owner == Consumer(Store[int], None, "box", f"{__name__}.Store", __name__)
    assert store.log.owner.service == Store[int]
    assert container.get(Store[str]).log.owner.service == Store[str]


@dataclasses.dataclass
class Report:
    log: Log
    fallback: Log | None
    words: Annotated[Log, Inject(qualifier="words")]


UserId = NewType("UserId", int)


def test_every_way_to_write_a_parameter_is_told() -> None:
    """L5, L6, L8."""
    container = logging_container().add_transient(make_log, qualifier="words").add_transient(Report)
    report = container.get(Report)
    owners = [report.log.owner, report.words.owner]
    assert report.fallback is not None
    assert [each.parameter for each in (*owners, report.fallback.owner)] == ["log", "words", "fallback"]


def test_new_type_is_a_service_that_asks() -> None:
    """L5."""

    def make_id(log: Log) -> UserId:
        seen.append(log.owner)
        return UserId(1)

    seen: list[Consumer] = []
    logging_container().add_transient(make_id).get(UserId)
    assert seen == [Consumer(UserId, None, "log", f"{__name__}.make_id", __name__)]


def test_consumers_may_be_optional() -> None:
    """L6: there always is one, but for what is shared."""

    class Tool:
        def __init__(self, consumer: Consumer | None = None) -> None:
            self.owner = consumer

    class User:
        def __init__(self, tool: Tool) -> None:
            self.tool = tool

    for container, owner in [
        (ServiceContainer().add_transient(Tool), "User"),
        (ServiceContainer().add_singleton(Tool), None),
        (ServiceContainer().add_scoped(Tool), None),
    ]:
        with container.add_transient(User).create_scope() as scope:
            found = scope.get(User).tool.owner
            assert (found and found.name.rpartition(".")[2]) == owner


def test_chain_of_those_who_ask_is_told_link_by_link() -> None:
    """L14: each is told of its own consumer, whoever may be behind that."""

    class Handler:
        def __init__(self, consumer: Consumer) -> None:
            self.owner = consumer

    class Channel:
        def __init__(self, handler: Handler, consumer: Consumer) -> None:
            self.handler, self.owner = handler, consumer

    class One:
        def __init__(self, channel: Channel) -> None:
            self.channel = channel

    class Two(One): ...

    container = ServiceContainer().add_transient(Handler).add_transient(Channel).add_transient(One).add_transient(Two)
    for _ in range(4):
        for kind in (One, Two):
            channel = container.get(kind).channel
            assert (channel.owner.service, channel.handler.owner.service) == (kind, Channel)


def test_what_is_registered_as_consumer_is_given_instead() -> None:
    """L6: even to what is shared; a test may want all of them alike."""
    someone = Consumer(name="someone")
    container = ServiceContainer().add_singleton(make_log).add_transient(Mailer).add_instance(Consumer, someone)
    container.validate()
    assert container.get(Mailer).log.owner is someone


def test_fork_tells_as_well() -> None:
    """L29."""
    assert names(logging_container().add_transient(Mailer).fork().get(Mailer).log) == ["Mailer"]
