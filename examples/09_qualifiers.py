"""Qualifiers: several services of one type, told apart by a name."""

from typing import Annotated

from wireworks import Inject, ServiceContainer, qualified


class Database:
    def __init__(self, url: str = "sqlite://primary") -> None:
        self.url = url


def open_replica() -> Database:
    return Database("sqlite://replica")


class Search:
    def __init__(self, primary: Database, replica: Annotated[Database, Inject(qualifier="replica")]) -> None:
        self.primary = primary
        self.replica = replica


container = ServiceContainer()
container.add_singleton(Database)
container.add_singleton(Database, open_replica, qualifier="replica")
container.add_transient(Search)

search = container.get(Search)
print("plain:", search.primary.url)
print("marked:", search.replica.url)
print("asked by hand:", container.get(qualified(Database, "replica")) is search.replica)
