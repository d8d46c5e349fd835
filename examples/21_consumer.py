"""Who asks: a logger that is named after the class or function that takes it."""

import logging

from wireworks import Consumer, Injected, ServiceContainer, service


@service(lifetime="transient")
def make_logger(consumer: Consumer) -> logging.Logger:
    return logging.getLogger(consumer.name)


@service
class Mailer:
    def __init__(self, logger: logging.Logger) -> None:
        self.logger = logger


@service
class Shop:
    def __init__(self, logger: logging.Logger, mailer: Mailer) -> None:
        self.logger = logger
        self.mailer = mailer


container = ServiceContainer(make_logger, Mailer, Shop)


@container.inject
def report(logger: Injected[logging.Logger]) -> str:
    return logger.name.rpartition(".")[2]


shop = container.get(Shop)
print("shop:", shop.logger.name.rpartition(".")[2])
print("mailer:", shop.mailer.logger.name.rpartition(".")[2])
print("function:", report())
print("nobody:", container.get(logging.Logger).name)
