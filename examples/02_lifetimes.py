"""Lifetimes: how long what a factory made is kept, and who shares it."""

from wireworks import Lifetime, ServiceContainer, service


@service  # a singleton where nothing else is said
class Settings: ...


@service(lifetime="scoped")
class Basket: ...


@service(lifetime=Lifetime.TRANSIENT)
class Label: ...


@service(lifetime="scoped")
class Checkout:
    def __init__(self, settings: Settings, basket: Basket, first: Label, second: Label) -> None:
        self.settings = settings
        self.basket = basket
        self.labels = {first, second}


container = ServiceContainer(Settings, Basket, Label, Checkout)
with container.create_scope() as morning:
    checkout = morning.get(Checkout)
    print("transient: two parameters, labels made:", len(checkout.labels))
    print("scoped: same basket in one scope:", morning.get(Basket) is checkout.basket)
    print("the current scope answers for the container:", container.get(Basket) is checkout.basket)
with container.create_scope() as evening:
    print("scoped: same basket in the next scope:", evening.get(Basket) is checkout.basket)
    print("singleton: same settings in the next scope:", evening.get(Settings) is checkout.settings)
