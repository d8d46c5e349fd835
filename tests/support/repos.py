"""A generic service behind one registration, what it needs, and who needs it closed (L9)."""

from typing import Generic, TypeVar

from wireworks import ServiceContainer

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class User: ...


class Order: ...


class Mapper(Generic[V]):
    def __init__(self, model: type[V]) -> None:
        self.model = model


class Repo(Generic[T]):
    model: type[T]


class SqlRepo(Repo[K]):
    def __init__(self, mapper: Mapper[K], model: type[K]) -> None:
        self.mapper = mapper
        self.model = model


class Shop:
    def __init__(self, users: Repo[User], orders: Repo[Order]) -> None:
        self.users = users
        self.orders = orders


def sql_repos(lifetime: str = "singleton") -> ServiceContainer:
    container = ServiceContainer().add_transient(Mapper)
    container.register(Repo, SqlRepo, lifetime)
    return container
