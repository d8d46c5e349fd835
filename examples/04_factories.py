"""Factories: a service that makes others when it needs them, with arguments of the moment."""

from wireworks import Factory, ServiceContainer
from wireworks.errors import ServiceParameterError


class Postage:
    def price(self, grams: int) -> int:
        return 100 + grams


class Parcel:
    def __init__(self, postage: Postage, grams: int) -> None:
        self.price = postage.price(grams)


class PackingTable:
    def __init__(self, parcels: Factory[Parcel]) -> None:
        self.parcels = parcels

    def pack(self, *weights: int) -> list[int]:
        return [self.parcels(grams=grams).price for grams in weights]


container = ServiceContainer()
container.add_singleton(Postage).add_transient(Parcel).add_singleton(PackingTable)

print("packed by the table:", container.get(PackingTable).pack(250, 900))
print("packed by hand:", container[Parcel](grams=10).price)
try:
    container[Parcel](gram=10)
except ServiceParameterError as error:
    print(error.what)
