"""An injected function that is called often is written out; it means the same as on its first call (L13)."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.sessions import Session, Settings, Users, open_session
from wireworks import (
    Injected,
    ServiceClosedError,
    ServiceCloseError,
    ServiceContainer,
    ServiceScope,
    ServiceScopeError,
)

OFTEN = 4


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_singleton(Settings).add_scoped(open_session).add_scoped(Users)


def often(function: Callable[[], Any]) -> list[Any]:
    """Call a function until it is written out, and once more."""
    return [function() for _ in range(OFTEN)]


def test_each_call_has_a_scope_of_its_own_where_none_is_open(container: ServiceContainer) -> None:
    """L13, L20: closed at the end of the call."""

    @container.inject
    def work(users: Injected[Users], session: Injected[Session], settings: Injected[Settings]) -> Users:
        assert users.session is session
        assert users.settings is settings is container.get(Settings)
        assert container.get(Session) is session
        assert session.outcomes == []
        return users

    made = often(work)
    assert len(set(made)) == OFTEN
    assert [users.session.outcomes for users in made] == [[None]] * OFTEN
    with pytest.raises(ServiceScopeError):
        container.get(Session)


def test_calls_inside_a_scope_share_what_it_has(container: ServiceContainer) -> None:
    """L13: it resolves in the current scope, the innermost that is open."""

    @container.inject
    def work(users: Injected[Users]) -> Users:
        return users

    with container.create_scope() as scope:
        assert set(often(work)) == {scope.get(Users)}
        with container.create_scope() as inner:
            assert work() is inner.get(Users)
            inner.close()
            assert work() is scope.get(Users)
        scope.close()
        assert work() is not work()


def test_injected_functions_that_call_each_other_share_a_scope(container: ServiceContainer) -> None:
    """L13: the outer one opens it."""

    @container.inject
    def inner(session: Injected[Session]) -> Session:
        return session

    @container.inject
    def outer(session: Injected[Session]) -> bool:
        return inner() is session

    assert often(outer) == [True] * OFTEN


def test_what_the_body_raises_is_the_outcome_of_its_scope(container: ServiceContainer) -> None:
    """L20: the same object."""
    sessions: list[Session] = []
    failure = ValueError("no")

    @container.inject
    def work(session: Injected[Session]) -> None:
        sessions.append(session)
        raise failure

    for _ in range(OFTEN):
        with pytest.raises(ValueError, match="no") as caught:
            work()
        assert caught.value is failure
    assert [session.outcomes for session in sessions] == [[failure]] * OFTEN
    with pytest.raises(ServiceScopeError):
        container.get(Session)


def test_failure_to_close_is_told(container: ServiceContainer) -> None:
    """L20: after a body that went well."""

    class Connection: ...

    def connect() -> Iterator[Connection]:
        yield Connection()
        raise OSError("gone")

    container.add_scoped(connect)

    @container.inject
    def work(connection: Injected[Connection]) -> None: ...

    for _ in range(OFTEN):
        with pytest.raises(ServiceCloseError) as caught:
            work()
        assert [type(error) for error in caught.value.exceptions] == [OSError]


def test_every_way_to_pass_arguments_stays_open(container: ServiceContainer) -> None:
    """L13: what the caller passes wins, by name or by position."""
    mine = Settings()

    @container.inject
    def work(
        first: int, /, second: str = "two", settings: Injected[Settings] = None, *, third: Any = ..., fourth: int
    ) -> Any:  # type: ignore[assignment]
        return first, second, settings, third, fourth

    settings = container.get(Settings)
    for _ in range(OFTEN):
        assert work(1, fourth=4) == (1, "two", settings, ..., 4)
        assert work(1, "b", third=None, fourth=4) == (1, "b", settings, None, 4)
        assert work(1, second="b", settings=mine, fourth=4) == (1, "b", mine, ..., 4)
        assert work(1, "b", mine, fourth=4) == (1, "b", mine, ..., 4)
        with pytest.raises(TypeError, match=r"work\(\).*fourth"):
            work(1)
        with pytest.raises(TypeError):
            work(first=1, fourth=4)
    assert str(inspect.signature(work)).startswith("(first: int, /, second: str = 'two', *, third: Any = Ellipsis")


def test_one_object_may_be_passed_for_two_parameters(container: ServiceContainer) -> None:
    """L13: what the caller passes wins."""

    @container.inject
    def work(first: Injected[Settings], second: Injected[Settings]) -> tuple[Settings, Settings]:
        return first, second

    mine = Settings()
    kept = container.get(Settings)
    for _ in range(OFTEN):
        assert work() == (kept, kept)
        assert work(mine, mine) == (mine, mine)
        assert work(second=mine) == (kept, mine)


def test_function_that_asks_for_nothing_is_called_in_a_scope(container: ServiceContainer) -> None:
    """L13: which is the current one for whatever it calls."""

    @container.inject
    def work(first: int, second: int = 2, /) -> tuple[int, int, Session]:
        return first, second, container.get(Session)

    assert [made[:2] for made in often(lambda: work(1))] == [(1, 2)] * OFTEN
    assert len({work(1, 3)[2] for _ in range(OFTEN)}) == OFTEN


def test_function_stays_what_it_is(container: ServiceContainer) -> None:
    """L13: the same object, name and kind, whatever its code is."""

    @container.inject
    async def work(settings: Injected[Settings]) -> Settings:
        """Work."""
        return settings

    before = work
    for _ in range(OFTEN):
        assert asyncio.run(work()) is container.get(Settings)
        assert inspect.iscoroutinefunction(work)
        assert (work.__name__, work.__doc__, work.__module__) == ("work", "Work.", __name__)
    assert work is before


def test_parameter_that_nothing_answers_for_keeps_its_default(container: ServiceContainer) -> None:
    """L6: also when it is registered later."""

    class Cache: ...

    fallback = Cache()

    @container.inject
    def work(settings: Injected[Settings], cache: Injected[Cache] = fallback) -> Cache:
        return cache

    assert often(work) == [fallback] * OFTEN
    container.add_singleton(Cache)
    assert often(work) == [container.get(Cache)] * OFTEN


def test_registrations_may_change_between_calls(container: ServiceContainer) -> None:
    """L3: the function is written anew."""

    class Better(Settings): ...

    @container.inject
    def work(settings: Injected[Settings], users: Injected[Users]) -> Settings:
        assert users.settings is settings
        return settings

    before = often(work)
    container.unregister(Settings)
    container.add_singleton(Settings, Better)
    assert {type(each) for each in before} == {Settings}
    assert {type(each) for each in often(work)} == {Better}


def test_overrides_are_seen_whenever_they_are_open(container: ServiceContainer) -> None:
    """L29: and forgotten afterwards."""

    @container.inject
    def work(users: Injected[Users]) -> Settings:
        return users.settings

    for _ in range(OFTEN):
        real, fake = work(), Settings()
        with container.override(Settings, fake):
            assert often(work) == [fake] * OFTEN
        assert work() is real


def test_closed_container_gives_nothing_away(container: ServiceContainer) -> None:
    """L25."""

    @container.inject
    def work(settings: Injected[Settings]) -> Settings:
        return settings

    often(work)
    container.close()
    with pytest.raises(ServiceClosedError):
        work()


def test_scope_of_its_own_on_demand(container: ServiceContainer) -> None:
    """L13: `new_scope=True` opens one also inside another, and lies in it."""

    @container.inject(new_scope=True)
    def work(session: Injected[Session], scope: Injected[ServiceScope]) -> Session:
        assert scope.parent is outer
        return session

    with container.create_scope() as outer:
        made = often(work)
        assert len({*made, outer.get(Session)}) == OFTEN + 1
        assert container.get(ServiceScope) is outer


def test_scope_left_open_inside_stays_the_current_one(container: ServiceContainer) -> None:
    """L23: whoever opened it ends it."""
    scopes: list[ServiceScope] = []

    @container.inject
    def work(session: Injected[Session]) -> None:
        scopes.append(container.create_scope().__enter__())

    for _ in range(OFTEN):
        work()
        assert container.get(ServiceScope) is scopes[-1]
        scopes.pop().close()
