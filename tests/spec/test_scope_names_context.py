"""L23, L24: values that are supplied to scopes of a name."""

from typing import NewType

import pytest

from tests.support.modes import MODES, in_mode
from wireworks import ServiceContainer, ServiceNotFoundError, ServiceScopeError

Tenant = NewType("Tenant", str)
Path = NewType("Path", str)
Trace = NewType("Trace", str)


class Login:
    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant


class Route:
    def __init__(self, path: Path, tenant: Tenant, login: Login) -> None:
        self.path = path
        self.tenant = tenant
        self.login = login


@pytest.fixture(params=MODES)
def container(request) -> ServiceContainer:
    made = in_mode(ServiceContainer(scopes=("session", "request")), request.param)
    made.add_context(Tenant, scope="session").add_context(Path, scope="request").add_context(Trace)
    return made.add_scoped(Login, scope="session").add_scoped(Route, scope="request")


def test_value_is_found_in_the_scope_it_was_supplied_to(container) -> None:
    """L24: and from those inside."""
    for tenant in ("a", "b", "c"):
        with container.create_scope("session", context={Tenant: tenant}):
            for path in ("/1", "/2", "/3"):
                with container.create_scope("request", {Path: path}) as request, container.create_scope() as inner:
                    route = inner.get(Route)
                    assert (route.path, route.tenant, route.login.tenant) == (path, tenant, tenant)
                    assert inner.get(Tenant) == request.get(Tenant) == tenant
                    assert inner.get(Path) == path


def test_value_of_an_inner_scope_of_the_same_name_wins(container) -> None:
    """L23, L24: a scope without a value sees that of the one around it."""
    with container.create_scope("session", context={Tenant: "a"}) as outer:
        assert outer.get(Login).tenant == "a"
        with container.create_scope("session", context={Tenant: "b"}) as inner:
            assert inner.get(Login).tenant == "b"
        with container.create_scope("session") as inner:
            assert inner.get(Login).tenant == "a"
            assert inner.get(Login) is not outer.get(Login)


def test_value_cannot_be_supplied_to_another_scope(container) -> None:
    """L24: it would never be found there."""
    with pytest.raises(ServiceScopeError, match="`Tenant` is supplied to a scope `session`, and this is `request`"):
        container.create_scope("request", {Tenant: "a"})
    with pytest.raises(ServiceScopeError, match="this is one without a name") as caught:
        container.create_scope({Tenant: "a"})
    assert 'create_scope("session", context=...)' in str(caught.value)


def test_unnamed_value_may_be_supplied_to_any_scope(container) -> None:
    """L24."""
    for name in (None, "session", "request"):
        with container.create_scope(name, {Trace: "t"}) as scope, container.create_scope() as inner:
            assert scope.get(Trace) == inner.get(Trace) == "t"


def test_value_that_was_not_supplied_is_named(container) -> None:
    """L23."""
    with container.create_scope("session") as session:
        for _ in range(3):
            with pytest.raises(ServiceNotFoundError, match="Tenant"):
                session.get(Login)


def test_value_without_its_scope_is_a_scope_error(container) -> None:
    """L24."""
    with container.create_scope() as scope:
        for _ in range(3):
            with pytest.raises(ServiceScopeError, match="`Tenant` lives in a scope `session`"):
                scope.get(Tenant)
