"""Decorators around generic services: every closing of an open one, or one alone."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import pytest

from wireworks import ServiceContainer
from wireworks.errors import ServiceNotFoundError, ServiceRegistrationError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class User: ...


class Order: ...


class Repo(Generic[T]):
    said = ""


class Sql(Repo[T]):
    def __init__(self, row: type[T]) -> None:
        self.said = row.__name__


class Users(Sql[User]): ...


class Loads(Protocol[T_co]):
    said: str


class Caching(Repo[T]):
    def __init__(self, inner: Repo[T], row: type[T]) -> None:
        self.said = f"{row.__name__}({inner.said})"


class Tracing(Repo[T]):
    def __init__(self, inner: Repo[T]) -> None:
        self.said = f"traced({inner.said})"


def quiet(inner: T) -> T:
    return inner


def users_only(inner: Repo[User]) -> Repo[User]:
    return Tracing(inner)


class WithOrders(Repo[User]):
    def __init__(self, orders: Repo[Order], inner: Repo[User]) -> None:
        self.said = f"{orders.said} and {inner.said}"


def by_protocol(inner: Loads[User]) -> Repo[User]:
    made: Repo[User] = Repo()
    made.said = f"loads {inner.said}"
    return made


def two() -> ServiceContainer:
    return ServiceContainer().add_singleton(Repo, Sql).add_singleton(Repo[User], Sql[User])


def test_decorator_of_an_open_service_goes_around_each_that_it_is_closed_to() -> None:
    """L9: with the type of each."""
    container = ServiceContainer().add_singleton(Repo, Sql).decorate(Repo, Caching).decorate(Repo, Tracing)
    container.decorate(Repo, quiet)
    for _ in range(3):
        assert container.get(Repo[User]).said == "traced(User(User))"
        assert container.get(Repo[Order]).said == "traced(Order(Order))"
    assert container.get(Repo[User]) is container.get(Repo[User])
    container.validate()


def test_decorator_of_one_leaves_the_others_alone() -> None:
    """L9: where that one is registered for itself."""
    container = two().decorate(Repo[User], Caching)
    for _ in range(3):
        assert container.get(Repo[User]).said == "User(User)"
        assert container.get(Repo[Order]).said == "Order"


def test_one_that_only_follows_is_decorated_with_all_or_registered_first() -> None:
    """L9, L28."""
    container = ServiceContainer().add_singleton(Repo, Sql)
    with pytest.raises(ServiceNotFoundError, match=r"`Repo\[User\]` cannot be decorated: .* follows from `Repo`"):
        container.decorate(Repo[User], Caching)
    assert container.get(Repo[User]).said == "User"


def test_other_closings_are_ordinary_services_to_a_wrapper() -> None:
    """L9."""
    container = two().decorate(Repo[User], WithOrders)
    assert container.get(Repo[User]).said == "Order and User"


@pytest.mark.parametrize(
    ("wrapper", "said"), [(Tracing, "traced(User)"), (users_only, "traced(User)"), (by_protocol, "loads User")]
)
def test_closed_service_fits_annotations_that_do_not_contradict(wrapper: Callable[..., object], said: str) -> None:
    """Open ones, the same one, a protocol of the same argument."""
    assert two().decorate(Repo[User], wrapper).get(Repo[User]).said == said


def test_class_that_closes_its_base_is_a_case_of_that_base() -> None:
    """L9."""

    def wrapper(inner: Repo[User]) -> Users:
        made = Users(User)
        made.said = f"wrapped {inner.said}"
        return made

    assert ServiceContainer().add_singleton(Users).decorate(Users, wrapper).get(Users).said == "wrapped User"


def orders_only(inner: Repo[Order]) -> Repo[User]:
    return Repo()


def of_strings(inner: list[str]) -> list[int]:
    return []


def orders_for_users(inner: Repo[Order]) -> Users:
    return Users(User)


@pytest.mark.parametrize(
    ("key", "factory", "wrapper"),
    [(Repo[User], Sql[User], orders_only), (Users, Users, orders_for_users), (list[int], list[int], of_strings)],
)
def test_contradicting_argument_is_something_else(
    key: type, factory: Callable[..., object], wrapper: Callable[..., object]
) -> None:
    """L9: the parameter would be filled with what it does not ask for."""
    container = ServiceContainer().add_transient(key, factory)
    with pytest.raises(ServiceRegistrationError, match="none of its open parameters takes one"):
        container.decorate(key, wrapper)


def test_collection_of_another_kind_that_fits_may_be_what_is_wrapped() -> None:
    """A list is a sequence."""

    def more(inner: Sequence[int]) -> list[int]:
        return [*inner, 2]

    def one() -> list[int]:
        return [1]

    assert ServiceContainer().add_singleton(one).decorate(list[int], more).get(list[int]) == [1, 2]


def test_wrapper_of_one_kind_around_an_open_service_says_what_it_leaves_out() -> None:
    """L9, L28."""
    container = ServiceContainer().add_singleton(Repo, Sql).decorate(Repo, users_only)
    assert container.get(Repo[User]).said == "traced(User)"
    with pytest.raises(
        ServiceNotFoundError, match=r"`users_only`, .* cannot make it: what it makes is a `Repo\[User\]`"
    ):
        container.get(Repo[Order])
