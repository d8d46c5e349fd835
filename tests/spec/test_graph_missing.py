"""L6, L27, L28: a service that nobody registered is named together with who wants it."""

import asyncio

import pytest

from wireworks import (
    ServiceContainer,
    ServiceError,
    ServiceNotFoundError,
    ServiceResolutionError,
)

LIFETIMES = ["transient", "scoped", "singleton"]


class Database: ...


class Repository:
    def __init__(self, database: Database) -> None: ...


class Handler:
    def __init__(self, repository: Repository) -> None: ...


def test_asking_for_what_is_not_registered_names_it() -> None:
    """L28."""
    container = ServiceContainer()
    with pytest.raises(ServiceNotFoundError, match="`Database`"):
        container.get(Database)
    with pytest.raises(ServiceNotFoundError, match="`Database`"):
        asyncio.run(container.aget(Database))


@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_missing_dependency_is_named_with_the_chain_that_wants_it(lifetime) -> None:
    """L28: what, where with the parameter, and everybody on the way."""
    container = ServiceContainer()
    container.register(Repository, Repository, lifetime)
    container.register(Handler, Handler, lifetime)
    with container.create_scope() as scope, pytest.raises(ServiceNotFoundError) as caught:
        scope.get(Handler)
    for word in ("Database", "database", "Repository", "Handler"):
        assert word in str(caught.value)


@pytest.mark.parametrize("lifetime", LIFETIMES)
def test_nothing_is_made_when_something_is_missing(lifetime) -> None:
    """L27: the part asked for is checked before any factory runs."""
    made: list[str] = []

    def make_first() -> Handler:
        made.append("first")
        return Handler.__new__(Handler)

    class Needs:
        def __init__(self, first: Handler, missing: Database) -> None: ...

    container = ServiceContainer()
    container.register(Handler, make_first, lifetime)
    container.register(Needs, Needs, lifetime)
    with container.create_scope() as scope, pytest.raises(ServiceNotFoundError):
        scope.get(Needs)
    assert made == []


def test_missing_service_can_be_registered_after_the_error() -> None:
    """L3: at any time; the error is not remembered."""
    container = ServiceContainer().add_transient(Handler).add_transient(Repository)
    with pytest.raises(ServiceNotFoundError):
        container.get(Handler)
    container.add_transient(Database)
    assert isinstance(container.get(Handler), Handler)


def test_unregistered_service_is_missing_again() -> None:
    """L3: what was resolved and compiled before does not hide it."""
    container = ServiceContainer().add_transient(Repository).add_transient(Database)
    container.get(Repository)
    container.unregister(Database)
    with pytest.raises(ServiceNotFoundError, match="Database"):
        container.get(Repository)


def test_missing_part_elsewhere_in_the_graph_does_not_matter() -> None:
    """L27: lazy resolution checks the part asked for."""
    container = ServiceContainer().add_transient(Handler).add_transient(Database)
    assert isinstance(container.get(Database), Database)


def test_parameter_without_annotation_and_default_is_named() -> None:
    """L27: unresolvable."""

    class Untyped:
        def __init__(self, something) -> None: ...

    container = ServiceContainer().add_transient(Untyped)
    with pytest.raises(ServiceResolutionError, match="something"):
        container.get(Untyped)


def test_errors_of_resolution_are_service_errors() -> None:
    """The tree of errors."""
    assert issubclass(ServiceNotFoundError, ServiceResolutionError)
    assert issubclass(ServiceResolutionError, ServiceError)
