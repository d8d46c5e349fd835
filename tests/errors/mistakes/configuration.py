"""Values of the configuration that are missing, or not of the annotated type (L7)."""

from typing import Annotated

from wireworks import Inject, ServiceContainer


class Database:
    def __init__(self, url: Annotated[str, Inject(param="db.url")]) -> None: ...


class Pool:
    def __init__(self, size: Annotated[int, Inject(param="db.size")]) -> None: ...


class Server:
    def __init__(self, address: Annotated[str, Inject(expr="http://${host}:${port}")]) -> None: ...


class App:
    def __init__(self, database: Database) -> None: ...


def when_there_is_no_configuration() -> object:
    return ServiceContainer().add_singleton(Database).get(Database)


def when_a_parameter_is_missing() -> object:
    container = ServiceContainer(params={"debug": True}).add_singleton(Database).add_scoped(App)
    with container.create_scope() as scope:
        return scope.get(App)


def when_a_parameter_is_misspelt() -> object:
    return ServiceContainer(params={"db": {"uri": "sqlite://"}}).add_singleton(Database).get(Database)


def when_a_parameter_is_of_another_type() -> object:
    return ServiceContainer(params={"db": {"size": "10"}}).add_singleton(Pool).get(Pool)


def when_an_expression_names_what_is_missing() -> object:
    return ServiceContainer(params={"host": "localhost", "prot": 80}).add_singleton(Server).get(Server)
