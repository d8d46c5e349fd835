"""L9: what a type variable stands for is known in each class by itself, whoever inherits from whom."""

import inspect
from dataclasses import dataclass
from typing import Generic, TypeVar

import pydantic
import pytest
from attrs import define
from typing_extensions import TypeVar as TypeVarWithDefault

from wireworks import Factory, ServiceContainer

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class User: ...


class Order: ...


class Repo(Generic[T]):
    def __init__(self, model: type[T]) -> None:
        self.model = model


def test_inherited_constructor_gets_what_the_subclass_says() -> None:
    """L5, L9: `UserRepo` is a `Repo[User]`, and its constructor is that of `Repo`."""

    class UserRepo(Repo[User]): ...

    class Named(UserRepo): ...

    container = ServiceContainer().add_transient(UserRepo).add_transient(Named).add_transient(Repo[Order])
    for _ in range(3):
        assert container.get(UserRepo).model is User
        assert container.get(Named).model is User
        assert container.get(Repo[Order]).model is Order
    container.validate()


def test_one_type_variable_stands_for_different_things_in_different_classes() -> None:
    """L9: `T` of `Repo` is not `T` of what inherits from it."""

    class Lists(Repo[list[T]], Generic[T]): ...

    class Own(Repo[User], Generic[T]):
        def __init__(self, model: type[T]) -> None:
            self.own = model

    container = ServiceContainer().add_transient(Lists).add_transient(Own)
    for _ in range(3):
        assert container.get(Lists[User]).model == list[User]
        assert container.get(Own[Order]).own is Order


def test_type_variables_change_their_names_on_the_way_up() -> None:
    """L9."""

    class Pair(Generic[K, V]):
        def __init__(self, key: type[K], value: type[V]) -> None:
            self.types = (key, value)

    class Turned(Pair[V, K]): ...

    class Half(Pair[User, T]): ...

    class Whole(Half[Order]): ...

    container = ServiceContainer().add_transient(Turned).add_transient(Half).add_transient(Whole)
    for _ in range(3):
        assert container.get(Turned[User, Order]).types == (User, Order)
        assert container.get(Half[int]).types == (User, int)
        assert container.get(Whole).types == (User, Order)


def test_partly_bound_base_closes_what_is_left_open() -> None:
    """L9: `Half` is a `Pair[User, ...]`, and no other."""

    class Pair(Generic[K, V]): ...

    class Half(Pair[User, T]):
        def __init__(self, model: type[T]) -> None:
            self.model = model

    container = ServiceContainer().add_transient(Pair, Half)
    assert container.get(Pair[User, Order]).model is Order  # type: ignore[attr-defined]
    assert not container.is_registered(Pair[Order, User])


def test_two_generic_bases_have_type_variables_of_their_own() -> None:
    """L9: the constructor of each says what it wants; here they work together."""

    class Reads(Generic[T]):
        def __init__(self, model: type[T], **rest: object) -> None:
            self.read = model

    class Reader(Reads[User]): ...

    class Writes(Generic[T]):
        def __init__(self, model: type[T]) -> None:
            self.written = model

    class Writer(Writes[Order], Reader): ...

    container = ServiceContainer().add_transient(Reader).add_transient(Writer)
    assert container.get(Reader).read is User
    assert container.get(Writer).written is Order


def test_explicitly_closed_class_gets_its_argument() -> None:
    """L9: also as a key with an open class, in a `Factory`, and in a partial."""

    class SqlRepo(Repo[V]): ...

    container = ServiceContainer().add_transient(SqlRepo[User]).add_transient(Repo[Order], SqlRepo)
    container.add_transient(Repo[int], Factory(SqlRepo[int])).add_transient(Repo[str], Factory(SqlRepo))
    container.add_transient(Repo, Factory(SqlRepo))
    for _ in range(3):
        assert container.get(SqlRepo[User]).model is User
        assert [container.get(Repo[each]).model for each in (Order, int, str, bytes)] == [Order, int, str, bytes]  # type: ignore[valid-type]


def test_fields_of_dataclasses_know_the_class_that_declares_them() -> None:
    """L5, L9: one constructor takes the fields of both."""

    @dataclass
    class Base(Generic[T]):
        base: Repo[T]
        late: "Repo[T]"

    @dataclass
    class Both(Base[list[T]], Generic[T]):
        own: Repo[T]

    @dataclass
    class Closed(Both[User]):
        last: Repo[Order]

    container = ServiceContainer().add_transient(Both).add_transient(Closed).add_transient(Repo)
    for _ in range(3):
        both = container.get(Both[User])
        assert (both.base.model, both.late.model, both.own.model) == (list[User], list[User], User)
        closed = container.get(Closed)
        assert (closed.base.model, closed.own.model, closed.last.model) == (list[User], User, Order)


def test_attrs_classes_are_closed() -> None:
    """L5, L9."""

    @define
    class Base(Generic[T]):
        base: Repo[T]

    @define
    class Sub(Base[list[T]], Generic[T]):
        own: Repo[T]

    container = ServiceContainer().add_transient(Sub).add_transient(Repo)
    for _ in range(3):
        sub = container.get(Sub[User])
        assert (sub.base.model, sub.own.model) == (list[User], User)


def test_pydantic_models_are_closed_by_pydantic() -> None:
    """L5, L9: `Page[User]` is a class of its own there, and another key."""

    class Page(pydantic.BaseModel, Generic[T], arbitrary_types_allowed=True):
        entity: T

    container = ServiceContainer().add_transient(Page[User]).add_transient(User)
    for _ in range(3):
        assert type(container.get(Page[User]).entity) is User
    assert not container.is_registered(Page[Order])


class Late(Repo["Later"]): ...


class Later: ...


class Never(Repo["Nowhere"]): ...  # type: ignore[name-defined]


def test_base_may_name_what_stands_further_down() -> None:
    """L5, L9."""
    container = ServiceContainer().add_transient(Late).add_transient(Repo[Later], Late)
    assert container.get(Late).model is Later
    assert container.get(Repo[Later]).model is Later


def test_base_that_names_nothing_hands_over_the_name() -> None:
    """L5: what it stands for, nobody can say."""
    assert ServiceContainer().add_transient(Never).get(Never).model.__forward_arg__ == "Nowhere"  # type: ignore[attr-defined]


D = TypeVarWithDefault("D", default=User)


class Defaulted(Generic[D]):
    def __init__(self, model: type[D]) -> None:
        self.model = model


def test_default_of_a_type_variable_stands_in_where_nothing_is_said() -> None:
    """L9: for the bare class, and for a base without arguments."""

    class Sub(Defaulted): ...  # type: ignore[type-arg]

    container = ServiceContainer().add_transient(Defaulted).add_transient(Sub)
    container.validate()
    assert container.get(Defaulted).model is User
    assert container.get(Sub).model is User
    assert container.get(Defaulted[Order]).model is Order


def test_class_that_makes_its_own_signature_is_closed() -> None:
    """L5, L9: a constructor that is decorated, or says its parameters itself."""

    def tell(self: object, *, repo: Repo[T]) -> None: ...

    class Signed(Generic[T]):
        def __init__(self, **given: object) -> None:
            self.given = given

        __init__.__signature__ = inspect.signature(tell)  # type: ignore[attr-defined]

    container = ServiceContainer().add_transient(Signed).add_transient(Repo)
    for _ in range(3):
        assert container.get(Signed[User]).given["repo"].model is User  # type: ignore[attr-defined]


@pytest.mark.parametrize("depth", [1, 5, 40])
def test_long_lines_of_inheritance_are_followed(depth: int) -> None:
    """L9."""
    cls: type = Repo
    for _ in range(depth):
        cls = type("Sub", (cls,), {"__orig_bases__": (cls[T],), "__parameters__": (T,)})
    assert ServiceContainer().add_transient(Repo, cls).get(Repo[User]).model is User
