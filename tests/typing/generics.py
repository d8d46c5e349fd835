"""What type checkers must see of generic services: checked by mypy --strict and basedpyright, never run."""

from collections.abc import Iterator
from typing import Generic, TypeVar, assert_type

from wireworks import Factory, Injected, ServiceContainer, service

T = TypeVar("T")


class User: ...


class Order: ...


class Repo(Generic[T]):
    def first(self) -> T:
        raise NotImplementedError


class SqlRepo(Repo[T]):
    def __init__(self, model: type[T]) -> None: ...


class UserRepo(Repo[User]): ...


@service
class Marked(Repo[T]): ...


@service
def make_repo(model: type[T]) -> Repo[T]:
    return SqlRepo(model)


def generate_repo(model: type[T]) -> Iterator[Repo[T]]:
    yield SqlRepo(model)


def registering(container: ServiceContainer) -> None:
    container.register(Repo, SqlRepo, "singleton")
    container.register(Repo[User], UserRepo)
    container.register(Repo[User], SqlRepo)
    container.register(Repo[User], SqlRepo[User])
    assert_type(container.add_singleton(Repo, SqlRepo).add_scoped(SqlRepo), ServiceContainer)
    container.add_transient(make_repo).add_scoped(generate_repo)
    assert_type(container.is_registered(Repo[Order]), bool)


async def resolving(container: ServiceContainer) -> None:
    assert_type(container.get(Repo[User]), Repo[User])
    assert_type(container.get(Repo[User]).first(), User)
    assert_type(container.get(list[Repo[User]]), list[Repo[User]])
    assert_type(await container.aget(SqlRepo[Order]), SqlRepo[Order])
    assert_type(container[Repo[User]](), Repo[User])
    assert_type(container.get(Factory[Repo[User]])(), Repo[User])


container = ServiceContainer()


@container.inject
def injected(repo: Injected[Repo[User]], make: Injected[Factory[Repo[Order]]]) -> User:
    assert_type(repo, Repo[User])
    assert_type(make(), Repo[Order])
    return repo.first()
