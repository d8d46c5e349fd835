"""dependency-injector: providers in a declarative container; it has no scopes, and locks its singletons."""

from __future__ import annotations

from contextlib import ExitStack

from dependency_injector import containers, providers

from bench import services
from bench.calls import Call


class Shop(containers.DeclarativeContainer):
    """What is measured, wired by hand as its pages do."""

    basket = providers.Factory(services.Basket)
    settings = providers.ThreadSafeSingleton(services.Settings)
    postage = providers.ThreadSafeSingleton(services.Postage)
    parcel = providers.Factory(services.Parcel, postage)
    storefront = providers.Factory(
        services.Storefront,
        providers.Factory(
            services.Catalogue,
            providers.Factory(
                services.Search,
                providers.Factory(services.Index, providers.Factory(services.Tokens)),
                providers.Factory(services.Ranking, providers.Factory(services.Weights)),
            ),
            providers.Factory(services.Covers),
        ),
        providers.Factory(
            services.Checkout,
            providers.Factory(
                services.Payment, providers.Factory(services.Gateway), providers.Factory(services.Receipts)
            ),
        ),
    )


class Desk:
    """Has a factory injected."""

    def __init__(self, parcels: providers.Factory[services.Parcel]) -> None:
        self.parcels = parcels


def leaf(_: ExitStack) -> Call:
    shop = Shop()

    def call() -> services.Basket:
        return shop.basket()

    return call


def tree(_: ExitStack) -> Call:
    shop = Shop()

    def call() -> services.Storefront:
        return shop.storefront()

    return call


def singleton(_: ExitStack) -> Call:
    shop = Shop()

    def call() -> services.Settings:
        return shop.settings()

    return call


def factory(_: ExitStack) -> Call:
    desk = providers.Factory(Desk, Shop().parcel.provider)()

    def call() -> services.Parcel:
        return desk.parcels("Ada")

    return call


def factory_value(_: ExitStack) -> Call:
    make = providers.Factory(services.Parcel, services.Postage())

    def call() -> services.Parcel:
        return make("Ada")

    return call
