"""L24: where a scope of a name is missing, closed, unknown or in the wrong place."""

import asyncio

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import (
    ServiceClosedError,
    ServiceContainer,
    ServiceRegistrationError,
    ServiceScopeError,
)


class User: ...


class Basket:
    def __init__(self, user: User) -> None:
        self.user = user


class View:
    def __init__(self, basket: Basket, user: User) -> None: ...


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    made = in_mode(ServiceContainer(scopes=("session", "request")), request.param)
    return made.add_scoped(User, scope="session").add_scoped(Basket, scope="request").add_transient(View)


def test_missing_scope_is_named_in_the_error(container) -> None:
    """L24, L28: which scope to open."""
    with container.create_scope("request") as request:
        for _ in range(3):
            with pytest.raises(
                ServiceScopeError, match=r"`User` lives in a scope `session`, and none is open here"
            ) as e:
                request.get(View)
            assert 'with container.create_scope("session"):' in str(e.value)
            with pytest.raises(ServiceScopeError, match="`User` lives in a scope `session`"):
                container.get(User)
            with pytest.raises(ServiceScopeError, match="`User` lives in a scope `session`"):
                asyncio.run(request.aget(User))


def test_error_outside_any_scope_names_the_scope(container) -> None:
    """L24, L28."""
    for _ in range(3):
        with pytest.raises(ServiceScopeError, match="`User` lives in a scope `session`") as caught:
            container.get(User)
        assert 'create_scope("session")' in str(caught.value)


def test_async_service_without_its_scope_says_so(container) -> None:
    """L24: before anything about `await`."""

    class Login: ...

    async def login() -> Login:
        return Login()

    container.add_scoped(login, scope="session")
    with container.create_scope() as scope, pytest.raises(ServiceScopeError, match="session"):
        scope.get(Login)


def test_outer_scope_cannot_be_opened_inside_an_inner_one(container) -> None:
    """L24: also with a scope of no name in between."""
    with container.create_scope("request") as request:
        with pytest.raises(ServiceScopeError, match="`session` cannot be opened inside a scope `request`"):
            container.create_scope("session")
        with request.create_scope() as inner, pytest.raises(ServiceScopeError, match="inside a scope `request`"):
            inner.create_scope("session")
    with container.create_scope("session"):
        pass


def test_ended_scopes_do_not_stand_in_the_way(container) -> None:
    """L23, L24: a scope that was closed is around nothing any more."""
    with container.create_scope("request") as request:
        inner = request.create_scope()
        request.close()
        with inner, container.create_scope("session") as session:
            assert session.create_scope("request").get(User) is session.get(User)


def test_closed_scope_in_the_middle_is_passed_over(container) -> None:
    """L23, L24: the nearest open one of the name."""
    with container.create_scope("session") as outer:
        inner = outer.create_scope("session")
        request = inner.create_scope("request")
        user = inner.get(User)
        assert request.get(User) is user
        inner.close()
        for _ in range(3):
            assert request.get(User) is outer.get(User) is not user


def test_where_all_of_a_name_were_closed_they_give_nothing(container) -> None:
    """L23, L24."""
    session = container.create_scope("session")
    request = session.create_scope("request")
    basket = request.get(Basket)
    session.close()
    for _ in range(3):
        with pytest.raises(ServiceClosedError, match="The scope `session` was closed"):
            request.get(User)
        assert request.get(Basket) is basket


def test_unknown_name_is_refused_with_near_misses(container) -> None:
    """L4, L24."""

    class Login: ...

    with pytest.raises(ServiceRegistrationError, match=r"`sesion`.*Did you mean `session`\?"):
        container.add_scoped(Login, scope="sesion")
    with pytest.raises(ServiceRegistrationError, match="`job`"):
        container.add_context(Login, scope="job")
    assert not container.is_registered(Login)
    with pytest.raises(ServiceScopeError, match=r"`requst`.*Did you mean `request`\?"):
        container.create_scope("requst")
    with pytest.raises(ServiceScopeError, match=r"no scope `session`.*") as caught:
        ServiceContainer().create_scope("session")
    assert 'ServiceContainer(scopes=["session"])' in str(caught.value)


def test_only_scoped_services_have_a_scope(container) -> None:
    """L4, L24."""

    class Login: ...

    for add in (container.add_singleton, container.add_transient):
        with pytest.raises(ServiceRegistrationError, match="lives in no scope") as caught:
            add(Login, scope="session")
        assert "make it scoped" in str(caught.value)


def test_names_of_scopes_are_different_names() -> None:
    """L24."""
    for scopes in ("session", [""], [3]):
        with pytest.raises(ServiceRegistrationError, match="`scopes` expects names"):
            ServiceContainer(scopes=scopes)
    with pytest.raises(ServiceRegistrationError, match="names a scope twice"):
        ServiceContainer(scopes=["session", "request", "session"])
