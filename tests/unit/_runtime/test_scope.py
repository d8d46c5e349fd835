"""Scopes that are left in another context than they were entered in, as thread pools and fixtures have it (L23)."""

import asyncio
import contextvars

import pytest

from wireworks import ServiceClosedError, ServiceContainer, ServiceScope, ServiceScopeError


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer()


def refuses(container: ServiceContainer) -> bool:
    """Tell whether no scope is open here."""
    with pytest.raises(ServiceScopeError):
        container.get(ServiceScope)
    return True


def test_deactivated_in_a_copy_of_its_context(container: ServiceContainer) -> None:
    """L23: the same for who puts a scope into force himself, as integrations do."""
    scope = container.create_scope()
    token = scope.activate()
    copied = contextvars.copy_context()
    copied.run(scope.deactivate, token)
    assert copied.run(refuses, container)
    assert container.get(ServiceScope) is scope
    scope.deactivate(token)
    assert refuses(container)


def test_left_in_a_copy_of_its_context(container: ServiceContainer) -> None:
    """L23: there none is open afterwards, and where it was entered it gives nothing away."""
    scope = container.create_scope().__enter__()
    copied = contextvars.copy_context()
    copied.run(scope.__exit__, None, None, None)
    assert copied.run(refuses, container)
    with pytest.raises(ServiceClosedError):
        container.get(ServiceScope)


def test_left_with_await_in_a_copy_of_its_context(container: ServiceContainer) -> None:
    """L23: as in a task of its own."""

    async def leave() -> None:
        await scope.__aexit__(None, None, None)
        assert refuses(container)

    async def main() -> None:
        await asyncio.create_task(leave())
        assert scope.closed

    scope = container.create_scope().__enter__()
    asyncio.run(main())


def test_left_without_having_been_entered(container: ServiceContainer) -> None:
    """L23: it ends all the same."""
    scope = container.create_scope()
    asyncio.run(scope.__aexit__(None, None, None))
    assert scope.closed


def test_closed_inside_its_statement(container: ServiceContainer) -> None:
    """L23: once is enough."""

    async def main() -> None:
        async with container.create_scope() as scope:
            await scope.aclose()
            with pytest.raises(ServiceClosedError):
                scope.get(ServiceScope)

        assert refuses(container)

    asyncio.run(main())
    with container.create_scope() as scope:
        scope.close()
    assert refuses(container)


def test_outer_scope_is_the_current_one_after_an_inner_one_was_closed_inside_its_statement(
    container: ServiceContainer,
) -> None:
    """L23."""
    with container.create_scope() as outer:
        with container.create_scope() as inner:
            inner.close()
            assert container.get(ServiceScope) is outer
        assert container.get(ServiceScope) is outer
    assert refuses(container)
