"""L9: a generic type registered once is there for every type argument."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from tests.support.repos import Mapper, Order, Repo, Shop, SqlRepo, User, sql_repos
from wireworks import AsyncFactory, Factory, Inject, Injected, Lifetime, ServiceContainer, service

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


def test_generic_type_is_closed_on_demand() -> None:
    """L9: wherever it is asked for, interpreted and compiled."""
    container = sql_repos().add_transient(Shop)
    for _ in range(4):
        shop = container.get(Shop)
        assert type(shop.users) is type(shop.orders) is SqlRepo
        assert shop.users is container.get(Repo[User])
        assert shop.orders is container.get(Repo[Order])
        assert shop.users is not shop.orders
    container.validate()


def test_parameter_that_is_a_type_receives_the_argument() -> None:
    """L9: in the closed service, and in the closed services that it needs."""
    container = sql_repos("transient")
    for model in (User, Order, int):
        for _ in range(3):
            repo = container.get(Repo[model])  # type: ignore[valid-type]
            assert isinstance(repo, SqlRepo)
            assert repo.model is model
            assert repo.mapper.model is model


def test_type_that_is_told_wins_over_defaults_and_registrations() -> None:
    """L9: nothing but the argument is meant."""

    class Table(Generic[T]):
        def __init__(self, model: type[T] = User, other: type[T] | None = None, *, marked: Injected[type[T]]) -> None:  # type: ignore[assignment]
            self.models = [model, other, marked]

    container = ServiceContainer().add_transient(Table).add_instance(type[Order], User)
    for _ in range(3):
        assert container.get(Table[Order]).models == [Order, Order, Order]


def test_caller_of_a_factory_still_wins() -> None:
    """L6, L11: arguments of the moment come first."""
    container = sql_repos("transient")
    assert container[Mapper[User]](model=Order).model is Order
    assert container[Mapper[User]]().model is User


def test_every_annotation_is_filled_in() -> None:
    """L9: nested, optional, annotated, in factories and collections."""

    @dataclass
    class Handler(Generic[T]):
        mapper: Mapper[T]
        listed: list[Mapper[T]]
        named: Mapping[str, Mapper[T]]
        make: Factory[Mapper[T]]
        later: AsyncFactory["Mapper[T]"]
        entity: T
        nested: Mapper[list[T]]
        maybe: Mapper[T | None]
        called: Mapper[Callable[[T, int], T]]
        plain: Mapper[Callable[[int], str]]
        replica: Annotated[Mapper[T], Inject(qualifier="replica")]
        other: "Mapper[T] | None" = None
        entities: Sequence[T] = ()

    container = ServiceContainer().add_transient(Handler).add_transient(Mapper).add_transient(User)
    container.add_transient(Mapper, qualifier="replica")
    for _ in range(3):
        found = container.get(Handler[User])
        mappers = [found.mapper, *found.listed, *found.named.values(), found.make(), found.replica, found.other]
        mappers.append(asyncio.run(found.later()))
        assert [each.model for each in mappers if each] == [User] * 8
        assert type(found.entity) is User
        assert found.nested.model == list[User]
        assert found.maybe.model == (User | None)
        assert found.called.model == Callable[[User, int], User]
        assert found.plain.model == Callable[[int], str]
        assert list(map(type, found.entities)) == [User]


def test_open_class_is_its_own_key() -> None:
    """L3, L9."""
    container = ServiceContainer().add_singleton(Mapper)
    assert container.get(Mapper[User]) is container.get(Mapper[User])
    assert container.get(Mapper[User]) is not container.get(Mapper[Order])


def test_type_variables_of_the_key_need_not_be_those_of_the_class() -> None:
    """L9: both are matched by where they stand."""

    class Pair(Generic[K, V]): ...

    class Swapped(Pair[V, K], Generic[K, V]):
        def __init__(self, key: type[K], value: type[V]) -> None:
            self.types = (key, value)

    container = ServiceContainer().add_transient(Pair, Swapped)
    pair = container.get(Pair[User, Order])
    assert isinstance(pair, Swapped)
    assert pair.types == (Order, User)


def test_key_may_be_written_with_its_type_variables() -> None:
    """L9: `Repo[T]` says no more than `Repo`."""
    container = ServiceContainer().add_transient(Mapper)
    container.register(Repo[T], SqlRepo[T], Lifetime.SINGLETON)  # type: ignore[valid-type]
    assert container.is_registered(Repo)
    assert container.is_registered(Repo[T])  # type: ignore[valid-type]
    assert container.get(Repo[User]).model is User
    container.unregister(Repo[T])  # type: ignore[valid-type]
    assert not container.is_registered(Repo[User])


def test_marked_generic_class_is_closed() -> None:
    """L1, L9."""

    @service(as_type=Repo, lifetime="transient")
    class Marked(Repo[T]):
        def __init__(self, model: type[T]) -> None:
            self.model = model

    assert ServiceContainer(Marked).get(Repo[User]).model is User


def test_closed_service_is_registered() -> None:
    """L3, L9."""
    container = sql_repos()
    assert container.is_registered(Repo[User])
    assert not container.is_registered(Repo[User], qualifier="replica")
    assert not container.is_registered(Sequence[User])


def test_exact_registration_wins() -> None:
    """L9: what was registered for `Repo[User]` itself."""

    class UserRepo(Repo[User]):
        model = User

    container = sql_repos()
    for _ in range(3):
        assert type(container.get(Repo[User])) is SqlRepo
    container.add_singleton(Repo[User], UserRepo)
    for _ in range(3):
        assert type(container.get(Repo[User])) is UserRepo
        assert type(container.get(Repo[Order])) is SqlRepo
    container.unregister(Repo[User])
    assert type(container.get(Repo[User])) is SqlRepo


def test_partly_open_registration_wins_over_an_open_one() -> None:
    """L9: the nearest one is taken."""

    class Listed(Repo[list[T]]):
        def __init__(self, model: type[T]) -> None:
            self.model = model  # type: ignore[assignment]

    container = sql_repos()
    container.add_singleton(Repo[list[T]], Listed)  # type: ignore[valid-type]
    assert type(container.get(Repo[list[User]])) is Listed
    assert container.get(Repo[list[User]]).model is User
    assert type(container.get(Repo[User])) is SqlRepo
    assert container.get(Repo[set[User]]).model == set[User]
