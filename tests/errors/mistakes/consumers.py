"""Factories that ask who asks, where nobody alone does (L14)."""

from wireworks import Consumer, ServiceContainer


class Log:
    def __init__(self, owner: str) -> None:
        self.owner = owner


class Mailer:
    def __init__(self, log: Log) -> None:
        self.log = log


def make_log(consumer: Consumer) -> Log:
    return Log(consumer.name)


def note(mailer: Mailer, consumer: Consumer) -> Mailer:
    return mailer


def when_what_is_shared_asks_for_its_consumer() -> object:
    return ServiceContainer().add_singleton(make_log).add_transient(Mailer).get(Mailer)


def when_a_decorator_of_what_is_shared_asks_for_its_consumer() -> object:
    container = ServiceContainer().add_transient(make_log).add_scoped(Mailer).decorate(Mailer, note)
    return container.validate()
