"""Scopes and containers used after their end (L23, L25)."""

from collections.abc import AsyncIterator
from contextlib import suppress

from wireworks import ServiceCloseError, ServiceContainer


class Basket: ...


async def make_basket() -> AsyncIterator[Basket]:
    yield Basket()


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


async def when_a_container_is_opened_again_before_all_of_it_is_closed() -> object:
    container = ServiceContainer().add_singleton(make_basket)
    await container.aget(Basket)
    with suppress(ServiceCloseError):
        container.close()
    return container.reopen()
