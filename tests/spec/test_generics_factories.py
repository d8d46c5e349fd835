"""L9: functions, methods and other factories with type variables."""

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator
from typing import Any, Generic, NewType, Self, TypeVar

import pytest
from typing_extensions import TypeAliasType

from wireworks import Factory, KwArg, ServiceContainer
from wireworks.errors import ServiceRegistrationError, ServiceTypeError

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class User: ...


class Order: ...


class Repo(Generic[T]):
    model: type[T]

    @classmethod
    def of(cls, model: type[T]) -> Self:
        made = cls()
        made.model = model
        return made


class SqlRepo(Repo[V]):
    def __init__(self, model: type[V] | None = None) -> None:
        if model is not None:
            self.model = model

    @classmethod
    def open(cls, model: type[V]) -> "SqlRepo[V]":
        return cls.of(model)


class Pair(Generic[K, V]):
    def __init__(self, key: type[K], value: type[V]) -> None:
        self.types = (key, value)


def make_repo(model: type[T]) -> Repo[T]:
    return Repo.of(model)


def generate_repo(model: type[T]) -> Iterator[Repo[T]]:
    yield Repo.of(model)


async def make_repo_later(model: type[T]) -> Repo[T]:
    return Repo.of(model)


async def generate_repo_later(model: type[T]) -> AsyncIterator[Repo[T]]:
    yield Repo.of(model)


class MakesRepos:
    def __call__(self, model: type[T]) -> Repo[T]:
        return Repo.of(model)

    def method(self, model: type[T]) -> Repo[T]:
        return Repo.of(model)


def make_with(start: int, model: type[T]) -> Repo[T]:
    assert start == 3
    return Repo.of(model)


SYNC = {
    "function": make_repo,
    "object": MakesRepos(),
    "method": MakesRepos().method,
    "partial": functools.partial(make_with, 3),
    "wiring": Factory(make_with, KwArg("start", 3)),
    "class method": SqlRepo.open,
    "inherited class method": SqlRepo.of,
    "partial of a class method": functools.partial(SqlRepo.of),
    "class": SqlRepo,
    "partial of a class": functools.partial(SqlRepo),
}
every_factory = pytest.mark.parametrize("factory", SYNC.values(), ids=SYNC.keys())


@every_factory
def test_factory_with_a_type_variable_is_closed(factory: Any) -> None:
    """L2, L9: registered under the open key."""
    container = ServiceContainer().add_transient(Repo, factory)
    for _ in range(3):
        assert container.get(Repo[User]).model is User
        assert container.get(Repo[Order]).model is Order
    container.validate()


@every_factory
def test_closed_key_fills_the_type_variables_of_its_factory(factory: Any) -> None:
    """L9: registered under a closed key."""
    container = ServiceContainer().add_transient(Repo[User], factory)
    for _ in range(3):
        assert container.get(Repo[User]).model is User
    assert not container.is_registered(Repo[Order])
    container.validate()


def test_function_declares_the_open_key() -> None:
    """L3, L9: its annotation is `Repo[T]`, so it is registered as `Repo`."""
    container = ServiceContainer().add_singleton(make_repo)
    assert container.is_registered(Repo)
    assert container.get(Repo[User]) is container.get(Repo[User])


def test_generators_are_closed() -> None:
    """L9, L20."""
    container = ServiceContainer().add_scoped(generate_repo)
    for _ in range(3):
        with container.create_scope() as scope:
            assert scope.get(Repo[User]).model is User


@pytest.mark.parametrize("factory", [make_repo_later, generate_repo_later], ids=["function", "generator"])
def test_async_factories_are_closed(factory: Any) -> None:
    """L9, L10."""
    container = ServiceContainer().add_scoped(factory)

    async def main() -> None:
        for _ in range(3):
            async with container.create_scope() as scope:
                assert (await scope.aget(Repo[User])).model is User
                assert (await scope.aget(Repo[Order])).model is Order

    asyncio.run(main())


def test_several_type_variables_are_filled() -> None:
    """L9: each for itself; one may stand in several places."""

    def make_pair(key: type[K], value: type[V]) -> Pair[K, V]:
        return Pair(key, value)

    def make_twin(model: type[T]) -> Pair[T, list[T]]:
        return Pair(model, list[model])  # type: ignore[valid-type]

    container = ServiceContainer().add_transient(make_pair)
    assert container.get(Pair[User, Order]).types == (User, Order)
    container.add_transient(make_twin)
    for _ in range(3):
        assert container.get(Pair[User, list[User]]).types == (User, list[User])
        assert container.get(Pair[User, list[Order]]).types == (User, list[Order])


def test_union_in_a_declaration_is_matched() -> None:
    """L9."""

    def make_optional(model: type[T]) -> Repo[T | None]:
        return Repo.of(model)  # type: ignore[arg-type]

    container = ServiceContainer().add_transient(make_optional)
    assert container.get(Repo[User | None]).model is User  # type: ignore[comparison-overlap]
    assert not container.is_registered(Repo[User])


def test_declaration_with_any_serves_every_argument() -> None:
    """L9: `Repo[Any]` says that it does not matter."""

    class AnyRepo(Repo[Any]): ...

    container = ServiceContainer().add_singleton(Repo, AnyRepo)
    assert type(container.get(Repo[User])) is AnyRepo
    assert type(container.get(Repo[Order])) is AnyRepo


def test_function_that_makes_whatever_it_is_asked_for() -> None:
    """L9: `-> T` is closed by any key."""

    def make(model: type[T]) -> T:
        return model()

    container = ServiceContainer().add_transient(User, make).add_transient(list[Order], make)
    for _ in range(3):
        assert type(container.get(User)) is User
        assert container.get(list[Order]) == []
    with pytest.raises(ServiceRegistrationError, match="`T` is a type variable"):
        container.add_transient(make)


def test_builtin_generic_types_are_filled_under_closed_keys() -> None:
    """L9: `list` itself takes no part, so only exact keys do."""

    def make(model: type[T]) -> set[T]:
        return {model()}

    container = ServiceContainer().add_transient(set[User], make)
    assert [type(each) for each in container.get(set[User])] == [User]
    assert not container.is_registered(set[Order])


def test_method_knows_what_its_class_says() -> None:
    """L9: a type variable of the class means what the subclass says."""

    class Maker(Generic[T]):
        def make(self, model: type[T]) -> Repo[T]:
            return Repo.of(model)

        def __call__(self, model: type[T]) -> Repo[T]:
            return Repo.of(model)

    class UserMaker(Maker[User]): ...

    container = ServiceContainer().add_transient(UserMaker().make)
    assert container.is_registered(Repo[User])
    assert not container.is_registered(Repo[Order])
    assert container.get(Repo[User]).model is User
    container = ServiceContainer().add_transient(UserMaker())
    assert container.get(Repo[User]).model is User


def test_parameters_of_a_method_know_what_its_class_says() -> None:
    """L9: also where nothing of it shows in what is made."""

    class Page:
        def __init__(self, model: object) -> None:
            self.model = model

    class Maker(Generic[T]):
        def make(self, model: type[T]) -> Page:
            return Page(model)

        def __call__(self, model: type[T]) -> Page:
            return Page(model)

    class UserMaker(Maker[User]): ...

    for factory in (UserMaker().make, UserMaker()):
        assert ServiceContainer().add_transient(factory).get(Page).model is User


def test_product_of_a_closed_function_is_checked() -> None:
    """L12: against the class behind the key, every time."""

    def wrong(model: type[T]) -> Repo[T]:
        return model()  # type: ignore[return-value]

    container = ServiceContainer().add_transient(wrong)
    for _ in range(3):
        with pytest.raises(ServiceTypeError, match=r"is not of type 'Repo\[User\]'"):
            container.get(Repo[User])


def test_wiring_of_an_open_factory_is_kept() -> None:
    """L9, L19: what it leaves open is filled by type."""

    class Table(Repo[T]):
        def __init__(self, name: str, model: type[T], repo: Repo[list[T]]) -> None:
            self.found = (name, model, repo.model)

    container = ServiceContainer().add_transient(Repo[list[T]], make_repo)  # type: ignore[valid-type]
    container.add_transient(Repo, Factory(Table, "table"))
    for _ in range(3):
        assert container.get(Repo[User]).found == ("table", User, list[User])  # type: ignore[attr-defined]


def test_new_type_of_a_generic_service_tells_nothing_of_its_arguments() -> None:
    """L4, L9: it stands for what it was made from, and no more is known."""
    UserRepo = NewType("UserRepo", Repo[User])

    def make_users() -> UserRepo:
        return UserRepo(Repo.of(User))

    container = ServiceContainer().add_transient(make_users).add_transient(Repo[User], make_users)
    assert container.get(UserRepo).model is container.get(Repo[User]).model is User


Listed = TypeAliasType("Listed", list[T], type_params=(T,))
UserAlias = TypeAliasType("UserAlias", User)
Endless = TypeAliasType("Endless", "dict[str, Endless] | int")


def test_aliases_inside_a_key_are_what_they_stand_for() -> None:
    """L5, L9: generic ones too; one that leads back to itself is no hindrance."""

    class Needs:
        def __init__(self, repo: Repo[UserAlias], listed: Repo[Listed[UserAlias]], endless: Repo[Endless]) -> None:
            self.found = [repo, listed, endless]

    container = ServiceContainer().add_singleton(make_repo).add_transient(Needs)
    repo, listed, endless = container.get(Needs).found
    assert repo is container.get(Repo[User]) is container.get(Repo[UserAlias])
    assert listed is container.get(Repo[list[User]])
    assert type(endless) is Repo
