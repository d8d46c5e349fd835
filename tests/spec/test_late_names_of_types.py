"""L5: annotations that are more than a class, read from a module with
`from __future__ import annotations`: every annotation below is a string.
"""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, NewType, Optional, Union

import pytest

from wireworks import Factory, Injected, ServiceContainer


class Store: ...


UserId = NewType("UserId", int)
OrderId = NewType("OrderId", int)
StoreAlias = Store
MaybeStore = Optional[Store]


class WithAnnotated:
    def __init__(self, store: Annotated[Store, "main", 3]) -> None:
        self.store = store


class WithAnnotatedOptional:
    def __init__(self, store: Annotated[Store | None, "main"]) -> None:
        self.store = store


class WithOptionalAnnotated:
    def __init__(self, store: Annotated[Store, "main"] | None) -> None:
        self.store = store


class WithNoneFirst:
    def __init__(self, store: None | Store) -> None:
        self.store = store


class WithUnion:
    def __init__(self, store: Union[Store, None]) -> None:
        self.store = store


class WithAlias:
    def __init__(self, store: StoreAlias) -> None:
        self.store = store


class WithOptionalAlias:
    def __init__(self, store: MaybeStore) -> None:
        self.store = store


class WithInjected:
    def __init__(self, store: Injected[Store]) -> None:
        self.store = store


class WithOptionalInjected:
    def __init__(self, store: Injected[Store | None]) -> None:
        self.store = store


class WithQuotes:
    def __init__(self, store: "Store") -> None:
        self.store = store


CONSUMERS = [
    WithAnnotated,
    WithAnnotatedOptional,
    WithOptionalAnnotated,
    WithNoneFirst,
    WithUnion,
    WithAlias,
    WithOptionalAlias,
    WithInjected,
    WithOptionalInjected,
    WithQuotes,
]


class WithIds:
    def __init__(self, order: OrderId, user: UserId) -> None:
        self.ids = (order, user)


class WithFactory:
    def __init__(self, make: Factory[Store]) -> None:
        self.make = make


def user_id() -> UserId:
    return UserId(7)


def order_id() -> Annotated[OrderId, "latest"]:
    return OrderId(8)


def stores() -> Iterator[Annotated[Store, "main"]]:
    yield Store()


async def async_stores() -> AsyncIterator[Optional[Store]]:
    yield Store()


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_service_is_found_through_its_annotation(consumer: type) -> None:
    """L5, L6."""
    container = ServiceContainer().add_singleton(Store).add_transient(consumer)
    assert container.get(consumer).store is container.get(Store)


def test_new_types_of_one_base_are_different_keys() -> None:
    """L5."""
    container = ServiceContainer().add_transient(user_id).add_transient(order_id)
    assert container.add_transient(WithIds).get(WithIds).ids == (8, 7)
    assert container.get(UserId) == 7
    assert not container.is_registered(int)


def test_new_type_can_be_an_instance_key() -> None:
    """L3, L5."""
    container = ServiceContainer().add_instance(UserId, 3).add_instance(OrderId, 4)
    assert container.add_transient(WithIds).get(WithIds).ids == (4, 3)


def test_injected_factory_is_found_through_a_string() -> None:
    """L5, L15."""
    container = ServiceContainer().add_transient(Store).add_transient(WithFactory)
    assert isinstance(container.get(WithFactory).make(), Store)


def test_generator_declares_through_a_string() -> None:
    """L2, L5."""
    with ServiceContainer().add_singleton(stores) as container:
        assert isinstance(container.get(Store), Store)


def test_async_generator_declares_through_a_string() -> None:
    """L2, L5."""

    async def main() -> Store:
        async with ServiceContainer().add_singleton(async_stores) as container:
            return await container.aget(Store)

    assert isinstance(asyncio.run(main()), Store)


PEP_695 = """
class Store: ...

type StoreAlias = Store
type LateAlias = "Late"
type MaybeStore = Store | None

class Shop:
    def __init__(self, store: StoreAlias, other: MaybeStore, late: LateAlias):
        self.found = [store, other, late]

class Late: ...

class Box[T]:
    def __init__(self, store: Store):
        self.store = store

def box[T](store: Store) -> Box[int]:
    return Box(store)
"""


@pytest.fixture
def pep_695(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A module in the syntax of Python 3.12."""
    module = types.ModuleType("pep_695_sample")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(PEP_695, "<pep_695_sample>", "exec", dont_inherit=True), module.__dict__)
    return module


needs_pep_695 = pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 syntax")


@needs_pep_695
def test_type_statement_aliases_are_looked_through(pep_695: types.ModuleType) -> None:
    """L5."""
    container = ServiceContainer().add_singleton(pep_695.Store)
    container.add_singleton(pep_695.Late).add_transient(pep_695.Shop)
    store, late = container.get(pep_695.Store), container.get(pep_695.Late)
    assert container.get(pep_695.Shop).found == [store, store, late]


@needs_pep_695
def test_type_statement_alias_is_the_key_it_stands_for(
    pep_695: types.ModuleType,
) -> None:
    """L5."""
    container = ServiceContainer().add_singleton(pep_695.Store)
    assert container.get(pep_695.StoreAlias) is container.get(pep_695.Store)


@needs_pep_695
def test_class_with_type_parameters_is_filled(pep_695: types.ModuleType) -> None:
    """L5."""
    container = ServiceContainer().add_singleton(pep_695.Store)
    container.add_transient(pep_695.Box).add_transient(pep_695.box)
    store = container.get(pep_695.Store)
    assert container.get(pep_695.Box).store is store
    assert container.get(pep_695.Box[int]).store is store
