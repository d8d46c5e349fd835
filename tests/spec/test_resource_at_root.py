"""L21: a transient resource needs a scope to belong to; the root container refuses it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceContainer, ServiceScopeError

MADE: list[str] = []


@pytest.fixture(autouse=True)
def nothing_made() -> Iterator[None]:
    MADE.clear()
    yield
    MADE.clear()


class Config:
    def __init__(self) -> None:
        MADE.append("config")


class Connection:
    def __init__(self, config: Config) -> None:
        self.closed = False


class Repository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection


def connect(config: Config) -> Iterator[Connection]:
    MADE.append("connection")
    connection = Connection(config)
    yield connection
    connection.closed = True


async def connect_async(config: Config) -> AsyncIterator[Connection]:
    MADE.append("connection")
    connection = Connection(config)
    yield connection
    connection.closed = True


@pytest.mark.parametrize("key", [Connection, Repository])
def test_transient_resource_asked_from_the_root_is_refused(key) -> None:
    """L21: directly or as a part of another transient; nothing at all is made."""
    container = ServiceContainer()
    container.add_transient(Config).add_transient(connect).add_transient(Repository)
    with pytest.raises(ServiceScopeError, match="Connection") as caught:
        container.get(key)
    assert "create_scope" in str(caught.value)
    assert MADE == []


@pytest.mark.parametrize("factory", [connect, connect_async])
@pytest.mark.parametrize("key", [Connection, Repository])
def test_transient_resource_asked_from_the_root_is_refused_async(key, factory) -> None:
    """L21: `aget` as well."""
    container = ServiceContainer()
    container.add_transient(Config).add_transient(factory).add_transient(Repository)

    async def main() -> None:
        with pytest.raises(ServiceScopeError, match="Connection"):
            await container.aget(key)

    asyncio.run(main())
    assert MADE == []


def test_transient_resource_asked_from_the_container_inside_a_scope_belongs_to_it() -> None:
    """L21, L23: the current scope is the one it was made in."""
    container = ServiceContainer().add_transient(Config).add_transient(connect)
    with container.create_scope():
        connection = container.get(Connection)
        assert not connection.closed
    assert connection.closed


def test_transient_resource_is_refused_again_after_its_scope_has_ended() -> None:
    """L21: what was compiled inside a scope is no way around the rule."""
    container = ServiceContainer().add_transient(Config).add_transient(connect)
    with container.create_scope():
        container.get(Connection)
    with pytest.raises(ServiceScopeError):
        container.get(Connection)
    assert MADE.count("connection") == 1


def test_transient_resource_of_a_singleton_belongs_to_the_container() -> None:
    """Choice: it lives as long as its consumer, so no scope may close it under its feet."""
    container = ServiceContainer().add_transient(Config)
    container.add_transient(connect).add_singleton(Repository)
    with container.create_scope() as scope:
        repository = scope.get(Repository)
    assert not repository.connection.closed
    assert container.get(Repository) is repository
    container.close()
    assert repository.connection.closed


def test_plain_transient_is_made_from_the_root() -> None:
    """L21 refuses generators only."""
    container = ServiceContainer().add_transient(Config).add_transient(Connection)
    assert container.get(Connection) is not container.get(Connection)
