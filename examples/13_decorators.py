"""Decorators: something around a service, which neither its class nor its consumers know of."""

from typing import Protocol

from wireworks import ServiceContainer


class Rates(Protocol):
    def rate(self, currency: str) -> float: ...


class BankRates:
    def rate(self, currency: str) -> float:
        print("  asking the bank for", currency)
        return 1.1


class CachedRates:
    def __init__(self, inner: Rates) -> None:
        self.inner = inner
        self.known: dict[str, float] = {}

    def rate(self, currency: str) -> float:
        if currency not in self.known:
            self.known[currency] = self.inner.rate(currency)
        return self.known[currency]


container = ServiceContainer().add_singleton(Rates, BankRates).decorate(Rates, CachedRates)
rates = container.get(Rates)
print("first:", rates.rate("USD"))
print("second:", rates.rate("USD"))

print("added again:", container.try_add(Rates, BankRates))
container.replace(Rates, BankRates, "transient")
print("fresh:", container.get(Rates).rate("USD"), type(container.get(Rates)).__name__)
