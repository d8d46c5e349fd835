"""L5: what is written inside a function may name the function's variables, also in strings, as long as it runs."""

from __future__ import annotations

import asyncio
import gc
import weakref
from dataclasses import KW_ONLY, InitVar, dataclass
from typing import Annotated, NamedTuple, NewType

import attrs
import pydantic
import pytest

from wireworks import (
    Factory,
    Inject,
    Lazy,
    ServiceCircularDependencyError,
    ServiceContainer,
    ServiceParameterError,
)

OFTEN = range(4)


class Store:
    """Hidden in most of the functions below by one of theirs."""


def test_class_in_a_function_takes_what_stands_beside_it() -> None:
    """L5: also what is defined later, or hides a name of the module."""

    class Store: ...

    class Shop:
        def __init__(
            self,
            store: Store,
            till: Till,
            spare: Annotated[Store, Inject(qualifier="spare")],
            make: Factory[Store],
            every: list[Store],
            maybe: Store | None = None,
        ) -> None:
            self.parts = (store, till, spare, make, every, maybe)

    class Till: ...

    container = ServiceContainer().add_singleton(Store).add_singleton(Store, qualifier="spare")
    container.add_singleton(Till).add_transient(Shop).validate()
    for _ in OFTEN:
        store, till, spare, make, every, maybe = container.get(Shop).parts
        assert store is container.get(Store) is make() is maybe
        assert type(till) is Till
        assert every == [store, spare]


def test_class_with_one_plain_parameter_takes_the_nearest_meaning() -> None:
    """L5: the quick way to read simple classes is no exception."""

    class Store: ...

    class Shop:
        def __init__(self, store: Store) -> None:
            self.store = store

    container = ServiceContainer().add_singleton(Store).add_transient(Shop)
    assert container.get(Shop).store is container.get(Store)


def test_name_of_the_module_is_meant_where_no_variable_hides_it() -> None:
    """L5."""

    class Shop:
        def __init__(self, store: Store) -> None:
            self.store = store

    container = ServiceContainer().add_singleton(Store).add_transient(Shop)
    assert container.get(Shop).store is container.get(Store)


def test_fields_of_generated_constructors_are_read_in_the_function() -> None:
    """L5."""

    class Store: ...

    Url = NewType("Url", str)

    @dataclass
    class Shop:
        store: Store
        url: Url = Url("none")
        _: KW_ONLY
        spare: Store
        once: InitVar[Store | None] = None

    class Branch(Shop): ...

    @attrs.define
    class Stall:
        store: Store

    class Kiosk(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(arbitrary_types_allowed=True)
        store: Store

    class Booth(NamedTuple):
        store: Store

    container = ServiceContainer().add_singleton(Store).add_instance(Url, Url("shop.example"))
    store = container.get(Store)
    for shop in (Shop, Branch, Stall, Kiosk, Booth):
        container.add_transient(shop)
        assert container.get(shop).store is store
    assert container.get(Branch).spare is store
    assert container.get(Branch).url == "shop.example"


def test_cycle_in_a_function_is_told_and_broken_by_lazy() -> None:
    """L5, L16: one of the two always names what comes later."""

    class Author:
        def __init__(self, publisher: Publisher) -> None: ...

    class Publisher:
        def __init__(self, author: Author) -> None: ...

    class Chicken:
        def __init__(self, egg: Lazy[Egg]) -> None:
            self.egg = egg

    class Egg:
        def __init__(self, chicken: Chicken) -> None:
            self.chicken = chicken

    container = ServiceContainer()
    for each in (Author, Publisher, Chicken, Egg):
        container.add_singleton(each)
    with pytest.raises(ServiceCircularDependencyError, match="`Author`"):
        container.get(Author)
    assert container.get(Egg).chicken.egg.value is container.get(Egg)


def test_variables_of_coroutines_and_of_outer_functions_count() -> None:
    """L5: from the innermost outwards, through the tasks of a loop."""

    class Store: ...

    class Till: ...

    async def main() -> None:
        class Till: ...

        class Shop:
            def __init__(self, store: Store, till: Till) -> None:
                self.parts = store, till

        container = ServiceContainer().add_singleton(Store).add_singleton(Till).add_transient(Shop)
        for shop in await asyncio.gather(container.aget(Shop), container.aget(Shop)):
            assert shop.parts == (container.get(Store), container.get(Till))

    asyncio.run(main())
    assert Till is not None


def test_name_of_a_function_that_has_ended_is_an_error() -> None:
    """L5, L28."""

    def build() -> tuple[ServiceContainer, type]:
        class Till: ...

        class Shop:
            def __init__(self, till: Till) -> None: ...

        return ServiceContainer().add_singleton(Till).add_singleton(Shop), Shop

    container, shop = build()
    with pytest.raises(ServiceParameterError, match=r"`till` of `Shop` cannot be read: name 'Till' is not defined"):
        container.get(shop)


def test_what_is_no_expression_or_not_assigned_yet_is_told_as_such() -> None:
    """L5, L28: looking around makes no other error of it."""

    class Shop:
        def __init__(self, till: Till) -> None:
            self.till = till

    class Stall:
        def __init__(self, till: object) -> None: ...

    Stall.__init__.__annotations__["till"] = "no such thing"
    container = ServiceContainer().add_singleton(Shop).add_singleton(Stall)
    with pytest.raises(ServiceParameterError, match="invalid syntax in `no such thing`"):
        container.get(Stall)
    with pytest.raises(ServiceParameterError, match="name 'Till' is not defined"):
        container.get(Shop)

    class Till: ...

    container.add_singleton(Till)
    assert container.get(Shop).till is container.get(Till)


def test_looking_around_keeps_nothing_alive() -> None:
    """L5: variables that no annotation mentions are not even looked at."""

    class Till: ...

    class Shop:
        def __init__(self, till: Till) -> None: ...

    container = ServiceContainer().add_transient(Till).add_transient(Shop)
    shop = container.get(Shop)
    freed = weakref.ref(shop)
    del shop
    gc.collect()
    assert freed() is None
