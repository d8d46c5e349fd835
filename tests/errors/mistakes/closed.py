"""Scopes and containers used after their end (L23, L25)."""

from wireworks import ServiceContainer


class Basket: ...


def when_a_container_is_asked_after_its_end() -> object:
    container = ServiceContainer().add_singleton(Basket)
    container.close()
    return container.get(Basket)


def when_a_scope_is_asked_after_its_end() -> object:
    with ServiceContainer().add_scoped(Basket).create_scope() as scope:
        pass
    return scope.get(Basket)


def when_a_scope_is_opened_after_the_end_of_its_container() -> object:
    container = ServiceContainer().add_scoped(Basket)
    container.close()
    return container.create_scope()
