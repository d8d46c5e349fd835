"""L5: aliases are looked through, on every Python, and unions are keys like any other."""

from typing import Any, Generic, Literal, Optional, TypeVar, TypeVarTuple, Union

import pytest
from typing_extensions import TypeAliasType

from wireworks import ServiceContainer
from wireworks.errors import ServiceNotFoundError

A = TypeVar("A")
B = TypeVar("B")
Ts = TypeVarTuple("Ts")


class Store: ...


class Disk(Store): ...


class Tape: ...


class Box(Generic[A]): ...


class Pair(Generic[A, B]): ...


class Many(Generic[*Ts]): ...


Plain = TypeAliasType("Plain", Store)
Maybe = TypeAliasType("Maybe", Optional[Store])
Boxed = TypeAliasType("Boxed", Box[A], type_params=(A,))
Swapped = TypeAliasType("Swapped", Pair[B, A], type_params=(A, B))
Itself = TypeAliasType("Itself", A, type_params=(A,))
Always = TypeAliasType("Always", Store, type_params=(A,))
Around = TypeAliasType("Around", Boxed[A], type_params=(A,))
Manifold = TypeAliasType("Manifold", Many[*Ts], type_params=(Ts,))

ALIASES = [
    (Plain, Store),
    (Boxed[int], Box[int]),
    (Swapped[int, str], Pair[str, int]),
    (Itself[Store], Store),
    (Always[int], Store),
    (Around[int], Box[int]),
    (Manifold[int, str], Many[int, str]),
]
IDS = [str(alias) for alias, _ in ALIASES]


@pytest.mark.parametrize(("alias", "meant"), ALIASES, ids=IDS)
def test_alias_is_the_key_it_stands_for(alias: Any, meant: Any) -> None:
    """L5: the arguments of a generic one are put in by name."""
    made = object.__new__(getattr(meant, "__origin__", meant))
    container = ServiceContainer().add_instance(meant, made)
    assert container.get(alias) is made
    assert ServiceContainer().add_instance(alias, made).get(meant) is made


@pytest.mark.parametrize(("alias", "meant"), ALIASES, ids=IDS)
def test_parameter_is_filled_through_an_alias(alias: Any, meant: Any) -> None:
    """L5."""

    def shop(taken: alias) -> Tape:
        container.seen = taken
        return Tape()

    made = object.__new__(getattr(meant, "__origin__", meant))
    container = ServiceContainer().add_instance(meant, made).add_transient(shop)
    container.get(Tape)
    assert container.seen is made


def test_other_arguments_of_a_generic_alias_are_another_key() -> None:
    """L5."""
    container = ServiceContainer().add_instance(Boxed[int], Box())
    with pytest.raises(ServiceNotFoundError, match=r"Box\[str\]"):
        container.get(Boxed[str])


def test_alias_of_an_optional_service_is_filled_if_it_can_be() -> None:
    """L5, L6."""

    class Shop:
        def __init__(self, store: Maybe = None) -> None:
            self.store = store

    container = ServiceContainer().add_transient(Shop)
    assert container.get(Shop).store is None
    container.add_singleton(Store)
    assert container.get(Shop).store is container.get(Store)


def test_name_inside_an_optional_annotation_may_be_a_string() -> None:
    """L5: `typing` keeps it as a forward reference."""

    class Shop:
        def __init__(self, store: Optional["Store"], other: Union["Store", None]) -> None:
            self.stores = [store, other]

    container = ServiceContainer().add_singleton(Store).add_transient(Shop)
    assert container.get(Shop).stores == [container.get(Store)] * 2


@pytest.mark.parametrize("key", [Store | Tape, Union[Store, Tape], Tape | Store])
@pytest.mark.parametrize("asked", [Store | Tape, Union[Tape, Store]])
def test_union_is_a_key(key: Any, asked: Any) -> None:
    """L5: in either spelling and order."""

    def make() -> key:
        return Disk()

    disk = Disk()
    assert ServiceContainer().add_instance(key, disk).get(asked) is disk
    assert isinstance(ServiceContainer().add_transient(key, Tape).get(asked), Tape)
    assert isinstance(ServiceContainer().add_transient(make).get(asked), Disk)


def test_union_is_filled_and_may_be_optional() -> None:
    """L5, L6."""

    class Shop:
        def __init__(self, store: Store | Tape, other: Union[Store, Tape, None]) -> None:
            self.stores = [store, other]

    store = Store()
    container = ServiceContainer().add_instance(Store | Tape, store).add_transient(Shop)
    assert container.get(Shop).stores == [store, store]


def test_key_that_no_class_describes_takes_any_object() -> None:
    """L4, L12: nobody can tell whether an object fits."""
    mode = Literal["fast", "safe"]

    def make_mode() -> mode:
        return "safe"

    assert ServiceContainer().add_instance(mode, "fast").get(mode) == "fast"
    assert ServiceContainer().add_transient(make_mode).get(mode) == "safe"
