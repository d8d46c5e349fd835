"""Typed factories: what callers pass is checked, by type checkers and when the graph is."""

from typing import Protocol

from wireworks import Factory, ServiceContainer, ServiceParameterError


class Postage:
    def price(self, grams: int) -> int:
        return 100 + grams


class Parcel:
    def __init__(self, postage: Postage, to: str, grams: int = 500) -> None:
        self.label = f"to {to}, {postage.price(grams)} cents"


class MakeParcel(Protocol):
    def __call__(self, to: str, grams: int = 250) -> Parcel: ...


class Counter:
    def __init__(self, listed: Factory[Parcel, [int, str]], named: MakeParcel) -> None:
        self.listed, self.named = listed, named


class Hasty:
    def __init__(self, parcels: Factory[Parcel, [int]]) -> None: ...


container = ServiceContainer().add_singleton(Postage).add_transient(Parcel).add_singleton(Counter)
counter = container.get(Counter)
print("listed:", counter.listed(900, "Ada").label)
print("named:", counter.named("Grace").label)
try:
    container.add_singleton(Hasty).get(Hasty)
except ServiceParameterError as error:
    print(error.what)
