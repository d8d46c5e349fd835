"""L9: what cannot be closed, and what nothing says: refused, not found, or reported, with the reason."""

from typing import Any, Generic, NewType, Protocol, TypeVar

import pytest

from tests.support.entities import Entity, Late, Open, Order, Repo, SubLate, Tag, User, UserRepo, problems_of
from wireworks import ServiceContainer
from wireworks.errors import (
    ServiceNotFoundError,
    ServiceRegistrationError,
)

T = TypeVar("T")
K = TypeVar("K")


E = TypeVar("E", bound=Entity)
L = TypeVar("L", bound="Late")
U = TypeVar("U", bound="Entity | Tag")
N = TypeVar("N", bound="Nowhere")  # type: ignore[name-defined]  # noqa: F821 - that is the case
C = TypeVar("C", int, str)


# bounds


def bounded(variable: Any) -> ServiceContainer:
    class Bounded(Repo[variable]):
        def __init__(self, model: type[variable]) -> None:
            self.model = model

    return ServiceContainer().add_singleton(Repo, Bounded)


@pytest.mark.parametrize(
    ("variable", "inside", "outside", "reason"),
    [
        (E, [Entity, User], [Tag, int], "`{}` is not a subclass of `Entity`, the bound of `E`."),
        (L, [Late, SubLate], [Tag], "`{}` is not a subclass of `Late`, the bound of `L`."),
        (U, [User, Tag], [int], "`{}` fits none of `Entity`, `Tag`, the bound of `U`."),
        (C, [int, str, Any], [bool, Tag], "`{}` is none of `int`, `str`, which `C` may be."),
        (N, [Tag], [], ""),
    ],
    ids=str,
)
def test_bound_of_a_type_variable_says_what_it_is_closed_with(
    variable: Any, inside: list[Any], outside: list[Any], reason: str
) -> None:
    """L9: a closing outside is not registered, and the error says why."""
    container = bounded(variable)
    for model in inside:
        assert container.is_registered(Repo[model])
        assert container.get(Repo[model]).model is model
    for model in outside:
        assert not container.is_registered(Repo[model])
        with pytest.raises(ServiceNotFoundError) as caught:
            container.get(Repo[model])
        name = model.__name__
        assert f"`Repo[{name}]` is not registered; `Bounded`, registered as `Repo`, cannot make it: " in str(
            caught.value
        )
        assert reason.format(name) in str(caught.value)


def test_bound_of_the_interface_counts_too() -> None:
    """L9: whatever the class that implements it allows."""

    class Stores(Generic[E]): ...

    class Store(Stores[K]): ...  # type: ignore[type-var]

    container = ServiceContainer().add_singleton(Stores, Store)
    assert container.is_registered(Stores[User])
    assert not container.is_registered(Stores[Tag])  # type: ignore[type-var]


def test_bound_that_is_a_protocol_asks_for_its_members() -> None:
    """L9."""

    class Named(Protocol):
        def name(self) -> str: ...

    class Person:
        def name(self) -> str:
            return "Ada"

    P = TypeVar("P", bound=Named)
    container = bounded(P)
    assert container.is_registered(Repo[Person])
    with pytest.raises(ServiceNotFoundError, match="`Tag` lacks `name` of the protocol, the bound of `P`"):
        container.get(Repo[Tag])


def test_service_outside_the_bound_is_missing_where_it_is_needed() -> None:
    """L9, L27, L28: the reason stands in the chain's error."""

    class Shop:
        def __init__(self, tags: Repo[Tag]) -> None: ...

    container = bounded(E).add_transient(Shop)
    (text,) = problems_of(container)
    assert text.startswith(
        "`Repo[Tag]` is not registered, but `Shop` needs it for parameter `tags`; `Bounded`, registered as `Repo`, "
        "cannot make it: `Tag` is not a subclass of `Entity`, the bound of `E`.\n"
    )


def test_default_stands_in_where_nothing_can_be_closed() -> None:
    """L6, L9."""

    class Shop:
        def __init__(self, tags: Repo[Tag] | None = None) -> None:
            self.tags = tags

    container = bounded(E).add_transient(Shop)
    container.validate()
    assert container.get(Shop).tags is None


def test_closed_key_outside_the_bound_is_refused() -> None:
    """L4, L9: at registration."""

    class Bounded(Repo[E]): ...

    container = ServiceContainer()
    with pytest.raises(ServiceRegistrationError, match="`Tag` is not a subclass of `Entity`, the bound of `E`"):
        container.add_singleton(Repo[Tag], Bounded)
    assert not container.is_registered(Repo[Tag])


# registrations


class OrderRepo(Repo[Order]): ...


def make_order_repo() -> Repo[Order]:
    return OrderRepo()


@pytest.mark.parametrize("factory", [OrderRepo, make_order_repo, Repo[Order]], ids=["class", "function", "alias"])
def test_interface_bound_to_another_type_is_refused(factory: Any) -> None:
    """L4, L9: `OrderRepo` is no `Repo[User]`."""
    container = ServiceContainer()
    with pytest.raises(
        ServiceRegistrationError, match=r"cannot make `Repo\[User\]`: what it makes is a `Repo\[Order\]`"
    ):
        container.add_singleton(Repo[User], factory)
    assert not container.is_registered(Repo[User])


def test_interface_bound_to_a_related_type_is_the_business_of_type_checkers() -> None:
    """L4, L9: what may vary, and how, is not known here."""
    UserId = NewType("UserId", int)

    class EntityRepo(Repo[Entity]): ...

    class Ids(Repo[UserId]): ...

    container = ServiceContainer().add_singleton(Repo[Entity], UserRepo).add_singleton(Repo[User], EntityRepo)
    container.add_singleton(Repo[int], Ids).add_singleton(Repo[Any], OrderRepo)
    assert type(container.get(Repo[Entity])) is UserRepo
    container.validate()


def test_closed_class_under_an_open_key_serves_its_own_type_alone() -> None:
    """L9: `UserRepo` is the `Repo`, and the `Repo[User]`."""
    container = ServiceContainer().add_singleton(Repo, UserRepo)
    assert type(container.get(Repo)) is type(container.get(Repo[User])) is UserRepo
    for other in (Order, Entity):
        with pytest.raises(ServiceNotFoundError, match=r"cannot make it: what it makes is a `Repo\[User\]`"):
            container.get(Repo[other])  # type: ignore[valid-type]


def test_class_that_does_not_say_its_arguments_closes_nothing() -> None:
    """L9: a base without arguments says nothing; as a closed key that is for the author to know."""

    class Null(Repo): ...  # type: ignore[type-arg]

    container = ServiceContainer().add_singleton(Repo, Null)
    assert type(container.get(Repo)) is Null
    with pytest.raises(ServiceNotFoundError, match=r"`Null` does not say which `Repo\[...\]` it is"):
        container.get(Repo[User])
    assert type(container.add_singleton(Repo[User], Null).get(Repo[User])) is Null


def test_one_type_variable_cannot_be_two_types() -> None:
    """L9."""

    class Pair(Generic[T, K]): ...

    class Twin(Pair[T, T]): ...

    container = ServiceContainer().add_singleton(Pair, Twin)
    assert container.is_registered(Pair[User, User])
    assert not container.is_registered(Pair[User, Order])


def test_late_annotation_of_the_wrong_type_is_a_problem_of_the_graph() -> None:
    """L5, L9: what could not be read at registration is looked at again."""
    names: dict[str, Any] = {"Repo": Repo}
    exec("def make() -> 'Repo[Later]': ...", names)
    container = ServiceContainer().add_transient(Repo[User], names["make"])
    with pytest.raises(ServiceNotFoundError, match=r"what it makes cannot be read \(name 'Later' is not"):
        ServiceContainer().add_transient(Repo, names["make"]).get(Repo[User])
    names["Later"] = Order
    (text,) = problems_of(container)
    assert text.startswith("`make` cannot make `Repo[User]`: what it makes is a `Repo[Order]`.")


def test_type_variable_is_no_key() -> None:
    """L4, L9."""
    container = ServiceContainer().add_transient(Open).add_transient(Repo, Open)
    with pytest.raises(ServiceRegistrationError, match="`T` is a type variable"):
        container.add_singleton(T, User)
    for key in (set[T], dict[str, T], type[Repo[T]]):  # type: ignore[valid-type]
        with pytest.raises(ServiceRegistrationError, match="nothing ever says what its type variables stand for"):
            container.add_singleton(key, set)
    for key in (T, Repo[T], list[Repo[T]], Repo[list[T]]):  # type: ignore[valid-type]
        with pytest.raises(ServiceNotFoundError, match="nothing says what `T` stands for"):
            container.get(key)  # type: ignore[arg-type]


def test_closing_is_not_unregistered_by_itself() -> None:
    """L3, L9: it follows from another registration, which the error names."""
    container = ServiceContainer().add_singleton(Repo, Open)
    with pytest.raises(ServiceNotFoundError, match="not registered itself, but follows from `Repo`"):
        container.unregister(Repo[User])


def test_exact_key_is_registered_beside_the_open_one_only_once() -> None:
    """L4."""
    container = ServiceContainer().add_singleton(Repo, Open).add_singleton(Repo[User], UserRepo)
    for key, factory in ((Repo, Open), (Repo[T], Open), (Repo[User], UserRepo)):  # type: ignore[valid-type]
        with pytest.raises(ServiceRegistrationError, match="already"):
            container.add_singleton(key, factory)
