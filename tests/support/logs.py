"""What tests of the consumer share: a log that knows whose it is."""

from dataclasses import dataclass

from wireworks import Consumer, ServiceContainer


@dataclass
class Log:
    """A log; `owner` is who was given it."""

    owner: Consumer


def make_log(consumer: Consumer) -> Log:
    return Log(consumer)


def logging_container() -> ServiceContainer:
    """Return a container in which everybody gets a log of their own."""
    return ServiceContainer().add_transient(make_log)


def names(*logs: Log) -> list[str]:
    """Name those whose logs these are, without the module."""
    return [log.owner.name.removeprefix(f"{log.owner.module}.") for log in logs]
