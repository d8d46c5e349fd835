"""What type checkers must see of those who ask: checked, never run."""

import logging
from collections.abc import Hashable
from typing import assert_type

from wireworks import Consumer, Injected, ServiceContainer


def make_logger(consumer: Consumer) -> logging.Logger:
    assert_type(consumer.service, Hashable)
    assert_type(consumer.qualifier, Hashable)
    assert_type(consumer.parameter, str)
    assert_type(consumer.module, str)
    return logging.getLogger(consumer.name)


container = ServiceContainer().add_transient(make_logger)
assert_type(container.get(logging.Logger), logging.Logger)
assert_type(container.get(Consumer), Consumer)
assert_type(container[logging.Logger](consumer=Consumer(name="app")), logging.Logger)


@container.inject
def report(logger: Injected[logging.Logger]) -> str:
    return logger.name


assert_type(report(), str)


def rename(consumer: Consumer) -> None:
    consumer.name = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
