"""L23: the current scope is the innermost open one of this container; nested scopes isolate."""

import asyncio
from contextvars import copy_context

import pytest

from wireworks import ServiceClosedError, ServiceContainer, ServiceScope, ServiceScopeError


class Session: ...


class Clock: ...


class Handler:
    def __init__(self, session: Session, clock: Clock) -> None:
        self.session = session
        self.clock = clock


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_scoped(Session).add_singleton(Clock).add_transient(Handler)


def test_scoped_service_is_one_object_within_its_scope(container) -> None:
    """The table of lifetimes: shared by everything in that scope."""
    with container.create_scope() as scope:
        session = scope.get(Session)
        assert scope.get(Session) is session
        assert container.get(Session) is session
        assert container.get(Handler).session is session
        assert scope.get(Handler) is not scope.get(Handler)


def test_scoped_service_is_one_object_for_sync_and_async_asking(container) -> None:
    """L10, L23."""

    async def main() -> None:
        async with container.create_scope() as scope:
            session = await scope.aget(Session)
            assert scope.get(Session) is session
            assert container.get(Session) is session
            assert await container.aget(Session) is session
            assert (await container.aget(Handler)).session is session

    asyncio.run(main())


def test_scopes_one_after_another_share_singletons_alone(container) -> None:
    """L23."""
    seen = []
    for _ in range(2):
        with container.create_scope() as scope:
            seen.append(scope.get(Handler))
    assert seen[0].session is not seen[1].session
    assert seen[0].clock is seen[1].clock


@pytest.mark.parametrize("key", [Session, Handler])
def test_scoped_service_outside_any_scope_is_a_scope_error(container, key) -> None:
    """L23: directly or as a part of a transient."""
    with pytest.raises(ServiceScopeError, match="Session"):
        container.get(key)
    with pytest.raises(ServiceScopeError, match="Session"):
        asyncio.run(container.aget(key))


def test_scoped_service_is_refused_again_after_the_scope_has_ended(container) -> None:
    """L23."""
    with container.create_scope():
        container.get(Handler)
    with pytest.raises(ServiceScopeError):
        container.get(Handler)


def test_container_finds_the_innermost_open_scope(container) -> None:
    """L23."""
    with container.create_scope() as outer:
        with container.create_scope() as inner:
            assert container.get(Session) is inner.get(Session)
            assert inner.get(Session) is not outer.get(Session)
        assert container.get(Session) is outer.get(Session)


def test_scope_always_answers_for_itself(container) -> None:
    """L23: `scope.get` means that scope, whichever is current."""
    with container.create_scope() as outer:
        session = outer.get(Session)
        with container.create_scope():
            assert outer.get(Session) is session
            assert outer.get(Handler).session is session


def test_scope_first_asked_while_an_inner_one_is_current_answers_for_itself(container) -> None:
    """L23: what the outer scope makes late is still the outer scope's."""
    with container.create_scope() as outer:
        with container.create_scope() as inner:
            handler = outer.get(Handler)
            assert inner.get(Session) is not handler.session
        assert container.get(Session) is handler.session


def test_scope_opened_from_a_scope_isolates_too(container) -> None:
    """L23: nested scopes isolate."""
    with container.create_scope() as outer, outer.create_scope() as inner:
        assert inner.get(Session) is not outer.get(Session)
        assert container.get(Session) is inner.get(Session)
        assert inner.get(Clock) is outer.get(Clock)


def test_two_containers_do_not_mix_their_scopes(container) -> None:
    """L23: of *this* container."""
    other = ServiceContainer().add_scoped(Session)
    with container.create_scope() as scope:
        with pytest.raises(ServiceScopeError):
            other.get(Session)
        with other.create_scope() as other_scope:
            assert container.get(Session) is scope.get(Session)
            assert other.get(Session) is other_scope.get(Session)
            assert other.get(Session) is not container.get(Session)
        assert container.get(Session) is scope.get(Session)


def test_scopes_of_two_containers_may_end_in_any_order(container) -> None:
    """L23."""
    other = ServiceContainer().add_scoped(Session)
    mine, theirs = container.create_scope(), other.create_scope()
    mine.__enter__()
    theirs.__enter__()
    mine.__exit__(None, None, None)
    assert other.get(Session) is theirs.get(Session)
    with pytest.raises(ServiceScopeError):
        container.get(Session)
    theirs.__exit__(None, None, None)
    with pytest.raises(ServiceScopeError):
        other.get(Session)


def test_scope_that_was_not_entered_is_not_current(container) -> None:
    """Choice: only `with` makes a scope current; asked itself it answers at once."""
    scope = container.create_scope()
    with pytest.raises(ServiceScopeError):
        container.get(Session)
    assert scope.get(Session) is scope.get(Session)
    scope.close()
    with pytest.raises(ServiceClosedError):
        scope.get(Session)


def test_scope_is_left_when_its_body_fails(container) -> None:
    """L23."""
    with container.create_scope() as outer:
        with pytest.raises(KeyError), container.create_scope():
            raise KeyError
        assert container.get(Session) is outer.get(Session)
    with pytest.raises(ServiceScopeError):
        container.get(Session)


def test_outer_scope_that_ends_first_leaves_the_inner_one_current(container) -> None:
    """L23: exits out of order; an ended scope never becomes current again."""
    outer, inner = container.create_scope(), container.create_scope()
    outer.__enter__()
    inner.__enter__()
    outer.__exit__(None, None, None)
    assert container.get(Session) is inner.get(Session)
    inner.__exit__(None, None, None)
    with pytest.raises(ServiceScopeError):
        container.get(Session)
    with container.create_scope() as fresh:
        assert container.get(Session) is fresh.get(Session)


def test_scope_in_the_middle_that_ends_first_leaves_the_others(container) -> None:
    """L23: the innermost open one is current, wherever the scopes were opened."""
    outer, middle, inner = (container.create_scope() for _ in range(3))
    for scope in (outer, middle, inner):
        scope.__enter__()
    middle.__exit__(None, None, None)
    assert container.get(Session) is inner.get(Session)
    inner.__exit__(None, None, None)
    assert container.get(Session) is outer.get(Session)
    outer.__exit__(None, None, None)
    with pytest.raises(ServiceScopeError):
        container.get(Session)


def test_scopes_that_are_each_inside_the_other_can_be_left_in_any_order(container) -> None:
    """L23: one was opened in a scope that is entered after it."""
    outer = container.create_scope()
    inner, last = outer.create_scope(), container.create_scope()
    for scope in (inner, outer, last):
        scope.__enter__()
    for scope in (inner, outer):
        scope.__exit__(None, None, None)
    assert container.get(Session) is last.get(Session)
    last.__exit__(None, None, None)
    with pytest.raises(ServiceScopeError):
        container.get(Session)


def test_scope_that_another_context_left_is_no_scope_any_more(container) -> None:
    """L23."""
    context, scope = copy_context(), container.create_scope()
    context.run(scope.__enter__)
    assert context.run(container.get, Session) is scope.get(Session)
    scope.__exit__(None, None, None)
    with pytest.raises(ServiceScopeError):
        context.run(container.get, Session)


def test_services_receive_the_scope_and_the_container_in_force(container) -> None:
    """L14."""

    class Job:
        def __init__(self, scope: ServiceScope, container: ServiceContainer) -> None:
            self.scope = scope
            self.container = container

    container.add_scoped(Job)
    with container.create_scope() as outer:
        job = container.get(Job)
        assert job.scope is outer
        assert job.container is container
        with outer.create_scope() as inner:
            assert inner.get(Job).scope is inner
            assert outer.get(ServiceScope) is outer


def test_scope_and_container_are_found_however_often_they_are_asked_for(container) -> None:
    """L14: the first asking and the later ones may run through different code."""
    for _ in range(4):
        with container.create_scope() as scope:
            for _ in range(3):
                assert scope.get(ServiceScope) is container.get(ServiceScope) is scope
                assert scope.get(ServiceContainer) is container
                assert asyncio.run(scope.aget(ServiceScope)) is scope


def test_scope_itself_outside_any_scope_is_a_scope_error(container) -> None:
    """L14, L23."""
    with pytest.raises(ServiceScopeError):
        container.get(ServiceScope)
