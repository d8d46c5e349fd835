"""L14: the container and the scope in force are injected as themselves."""

import asyncio

import pytest

from wireworks import ServiceContainer, ServiceScope
from wireworks.errors import ServiceScopeError


class Store: ...


class Locator:
    def __init__(self, container: ServiceContainer) -> None:
        self.container = container


class Unit:
    def __init__(self, scope: ServiceScope) -> None:
        self.scope = scope


def test_container_injects_itself() -> None:
    """L14."""
    container = ServiceContainer().add_singleton(Locator)
    assert container.get(Locator).container is container


def test_container_is_got_from_itself_and_from_its_scopes() -> None:
    """L14."""
    container = ServiceContainer()
    assert container.get(ServiceContainer) is container
    with container.create_scope() as scope:
        assert scope.get(ServiceContainer) is container
    assert asyncio.run(container.aget(ServiceContainer)) is container


def test_each_container_injects_itself() -> None:
    """L14: not the one that was made last."""
    first = ServiceContainer().add_transient(Locator)
    second = ServiceContainer().add_transient(Locator)
    assert first.get(Locator).container is first
    assert second.get(Locator).container is second


def test_scope_injects_itself() -> None:
    """L14."""
    container = ServiceContainer().add_scoped(Unit)
    with container.create_scope() as scope:
        assert scope.get(Unit).scope is scope
        assert scope.get(ServiceScope) is scope
        assert container.get(ServiceScope) is scope


def test_innermost_scope_is_the_one_in_force() -> None:
    """L14, L23."""
    container = ServiceContainer().add_transient(Unit)
    with container.create_scope() as outer:
        with container.create_scope() as inner:
            assert container.get(Unit).scope is inner
            assert outer.get(Unit).scope is outer
        assert container.get(Unit).scope is outer


def test_scope_is_injected_into_awaited_services() -> None:
    """L14."""

    async def unit(scope: ServiceScope, container: ServiceContainer) -> Unit:
        assert container.get(ServiceScope) is scope
        return Unit(scope)

    async def main() -> None:
        async with ServiceContainer().add_scoped(unit).create_scope() as scope:
            assert (await scope.aget(Unit)).scope is scope

    asyncio.run(main())


def test_factory_may_ask_the_scope_it_was_given() -> None:
    """L14."""

    def store(scope: ServiceScope) -> Store:
        return scope.get(SpecialStore)

    class SpecialStore(Store): ...

    container = ServiceContainer().add_scoped(SpecialStore).add_scoped(store)
    with container.create_scope() as scope:
        assert scope.get(Store) is scope.get(SpecialStore)


def test_no_scope_is_in_force_outside_all_of_them() -> None:
    """L14, L23."""
    container = ServiceContainer().add_transient(Unit)
    with pytest.raises(ServiceScopeError):
        container.get(ServiceScope)
    with pytest.raises(ServiceScopeError):
        container.get(Unit)


def test_singleton_cannot_keep_a_scope() -> None:
    """L14, L27: it would keep it past its end."""
    container = ServiceContainer().add_singleton(Unit)
    with container.create_scope(), pytest.raises(ServiceScopeError, match="`Unit`"):
        container.get(Unit)


def test_optional_container_and_scope_are_injected_all_the_same() -> None:
    """L6, L14."""

    class Both:
        def __init__(
            self,
            container: ServiceContainer | None = None,
            scope: ServiceScope | None = None,
        ) -> None:
            self.both = (container, scope)

    container = ServiceContainer().add_scoped(Both)
    with container.create_scope() as scope:
        assert scope.get(Both).both == (container, scope)
