"""What the tests of overriding share: a mailer, those who depend on it nearby and far away, and one who does not."""

from wireworks import ServiceContainer


class Mailer:
    """The service that tests replace."""


class FakeMailer(Mailer):
    """What they replace it with."""


class Ledger:
    """A service that has nothing to do with mail."""


class Shop:
    """Depends on the mailer by itself."""

    def __init__(self, mailer: Mailer, ledger: Ledger) -> None:
        self.mailer = mailer
        self.ledger = ledger


class Street:
    """Depends on the mailer through the shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop


def singletons() -> ServiceContainer:
    """Return a container in which everything is a singleton."""
    return ServiceContainer().add_singleton(Mailer).add_singleton(Ledger).add_singleton(Shop).add_singleton(Street)
