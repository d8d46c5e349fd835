"""Generics: one registration for every type argument."""

from typing import Generic, TypeVar

from wireworks import ServiceContainer

T = TypeVar("T")


class User: ...


class Order: ...


class Repo(Generic[T]):
    def __init__(self, model: type[T]) -> None:
        self.table = f"{model.__name__.lower()}s"


class OrderRepo(Repo[Order]):
    """Made for orders; its constructor is inherited."""


class Export(Generic[T]):
    def __init__(self, repo: Repo[T]) -> None:
        self.repo = repo


container = ServiceContainer()
container.add_singleton(Repo)
container.add_singleton(Repo[Order], OrderRepo)
container.add_transient(Export)

for repo in (container.get(Export[User]).repo, container.get(Export[Order]).repo):
    print(f"{type(repo).__name__}: {repo.table}")
print("one of each:", container.get(Repo[User]) is container.get(Export[User]).repo)
