"""L9, L29: what stands in for an open generic service stands in for each that it is closed to."""

from typing import Generic, TypeVar

import pytest

from wireworks import ServiceContainer

T = TypeVar("T")


class User: ...


class Order: ...


class Repo(Generic[T]): ...


class SqlRepo(Repo[T]):
    def __init__(self, model: type[T]) -> None:
        self.model = model


class MemoryRepo(Repo[T]):
    def __init__(self, model: type[T]) -> None:
        self.model = model
        self.rows: list[T] = []


class Shop:
    def __init__(self, users: Repo[User], orders: Repo[Order]) -> None:
        self.users = users
        self.orders = orders


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_singleton(Repo, SqlRepo).add_singleton(Shop)


def test_open_one_stands_in_for_every_closed_one(container) -> None:
    """L9, L29: each is made once, for what it is closed to."""
    before = container.get(Shop)

    with container.override(Repo, MemoryRepo):
        shop = container.get(Shop)
        assert type(shop.users) is type(shop.orders) is MemoryRepo
        assert (shop.users.model, shop.orders.model) == (User, Order)
        assert container.get(Repo[User]) is shop.users
        assert container.get(Repo[str]).model is str
        container.add_singleton(User)
        assert container.get(Shop) is shop
        assert container.get(Repo[User]) is shop.users

    assert container.get(Shop) is before
    assert type(container.get(Repo[str])) is SqlRepo


def test_object_stands_in_for_every_closed_one(container) -> None:
    """L29: what it is closed to, the user vouches for."""
    fake = object()

    with container.override(Repo, fake):
        assert container.get(Repo[User]) is container.get(Shop).orders is fake


def test_function_stands_in_for_every_closed_one(container) -> None:
    """L29: it is called for each, whatever it makes."""
    with container.override(Repo, lambda: [1]):
        shop = container.get(Shop)
        assert shop.users == shop.orders == [1]
        assert shop.users is not shop.orders
        assert container.get(Repo[User]) is shop.users


def test_class_that_is_closed_itself_stands_in_for_every_closed_one(container) -> None:
    """L29: no type is refused, whoever overrides vouches for it."""

    class Users(Repo[User]): ...

    with container.override(Repo, Users):
        assert type(container.get(Shop).orders) is Users
        assert container.get(Repo[Order]) is container.get(Shop).orders


def test_closed_one_wins_over_the_open_one(container) -> None:
    """L29: and what does not depend on it stays."""
    shop = container.get(Shop)
    fake = Repo[User]()

    with container.override(Repo[User], fake):
        assert container.get(Shop).users is fake
        assert container.get(Shop).orders is shop.orders
        with container.override(Repo, MemoryRepo):
            assert container.get(Shop).users is fake
            assert type(container.get(Shop).orders) is MemoryRepo


def test_open_one_leaves_alone_what_is_registered_closed(container) -> None:
    """L9, L29: that is another registration."""
    users = Repo[User]()
    container.add_instance(Repo[User], users)

    with container.override(Repo, MemoryRepo):
        assert container.get(Shop).users is users
        assert type(container.get(Shop).orders) is MemoryRepo


def test_real_one_is_given_to_what_stands_in_for_it(container) -> None:
    """L29: for each that it is closed to."""

    class Watched(Repo[T]):
        def __init__(self, real: Repo[T]) -> None:
            self.real = real

    users = container.get(Repo[User])
    with container.override(Repo, Watched):
        assert container.get(Shop).users.real is users
        assert container.get(Shop).orders.real.model is Order
    assert container.get(Repo[User]) is users


def test_pattern_is_overridden_by_itself(container) -> None:
    """L9, L29: the nearest registration answers, replaced or not."""
    container.add_singleton(Repo[list[T]], SqlRepo)
    lists = container.get(Repo[list[int]])

    with container.override(Repo, MemoryRepo):
        assert container.get(Repo[list[int]]) is lists
    with container.override(Repo[list[T]], MemoryRepo):
        assert type(container.get(Repo[list[int]])) is MemoryRepo
        assert type(container.get(Repo[User])) is SqlRepo


def test_collection_of_closed_ones_follows(container) -> None:
    """L8, L9, L29."""
    with container.override(Repo, MemoryRepo):
        (users,) = container.get(list[Repo[User]])
        assert users is container.get(Repo[User])
        assert type(users) is MemoryRepo


def test_stand_in_answers_where_a_nearer_registration_cannot(container) -> None:
    """L9, L29."""

    class Ints(Repo[list[int]]): ...

    container.add_singleton(Repo[list[T]], Ints)
    with container.override(Repo, MemoryRepo):
        assert type(container.get(Repo[list[int]])) is Ints
        assert type(container.get(Repo[list[str]])) is MemoryRepo
