"""L24, L27: what lives in an outer scope may not keep what lives in an inner one."""

from typing import NewType

import pytest

from wireworks import ServiceContainer, ServiceGraphError, ServiceScope, ServiceScopeError


class Held: ...


class Between:
    def __init__(self, held: Held) -> None: ...


class Keeper:
    def __init__(self, held: Held) -> None: ...


class FarKeeper:
    def __init__(self, between: Between) -> None: ...


Value = NewType("Value", str)

KEPT = [(None, None), ("session", "session"), ("request", "request")]
LONGER = [("session", "request"), ("session", None), ("request", None)]


def new() -> ServiceContainer:
    return ServiceContainer(scopes=["session", "request"])


@pytest.mark.parametrize(("keeper", "held"), LONGER)
def test_outer_scope_may_not_keep_a_service_of_an_inner_one(keeper, held) -> None:
    """L27: nor through a transient; a service without a name may live in any scope inside."""
    container = new().add_scoped(Held, scope=held).add_transient(Between)
    container.add_scoped(Keeper, scope=keeper).add_scoped(FarKeeper, scope=keeper)
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert [type(problem) for problem in caught.value.exceptions] == [ServiceScopeError] * 2
    near, far = map(str, caught.value.exceptions)
    word = "scoped" if held is None else f"scoped in {held}"
    assert f"`Keeper` (scoped in {keeper}) would keep `Held` ({word}) past its scope." in near
    assert f"`FarKeeper` (scoped in {keeper}) would keep `Held` ({word}) past its scope." in far
    assert "Between" in far


@pytest.mark.parametrize(("keeper", "held"), [*KEPT, ("request", "session"), (None, "session"), (None, "request")])
def test_inner_scope_may_keep_a_service_of_an_outer_one(keeper, held) -> None:
    """L24, L27."""
    container = new().add_scoped(Held, scope=held).add_transient(Between)
    container.add_scoped(Keeper, scope=keeper).add_scoped(FarKeeper, scope=keeper).validate()


@pytest.mark.parametrize("held", [None, "session", "request"])
def test_singleton_may_keep_nothing_of_any_scope(held) -> None:
    """L27."""
    container = new().add_scoped(Held, scope=held).add_singleton(Keeper)
    with container.create_scope("session"), container.create_scope("request") as scope:
        with pytest.raises(ServiceScopeError, match="`Keeper` \\(singleton\\) would keep `Held`") as caught:
            scope.get(Keeper)
    named = "" if held is None else f' with `scope="{held}"`'
    assert f"Fix: make `Keeper` scoped{named}, or let it take `Factory[Held]`." in str(caught.value)


def test_message_says_how_to_mend_it() -> None:
    """L28: a factory would not do, so none is proposed."""
    container = new().add_scoped(Held, scope="request").add_scoped(Keeper, scope="session")
    with container.create_scope("session") as scope, pytest.raises(ServiceScopeError) as caught:
        scope.get(Keeper)
    assert caught.value.fix == "give `Keeper` the scope `request`, or give `Held` the scope `session`."
    assert [link.lifetime for link in caught.value.chain] == ["scoped in session", "scoped in request"]


def test_message_about_a_service_without_a_name_says_how_to_mend_it() -> None:
    """L28."""
    container = new().add_scoped(Held).add_scoped(Keeper, scope="session")
    with container.create_scope("session") as scope, pytest.raises(ServiceScopeError) as caught:
        scope.get(Keeper)
    assert caught.value.fix == "give `Keeper` no scope, or give `Held` the scope `session`."


@pytest.mark.parametrize(("scope", "fits"), [("session", True), ("request", False), (None, False)])
def test_value_of_an_inner_scope_is_not_kept_in_an_outer_one(scope, fits) -> None:
    """L24, L27: values end with the scope that they were supplied to."""

    class Login:
        def __init__(self, value: Value) -> None: ...

    container = new().add_context(Value, scope=scope).add_scoped(Login, scope="session")
    if fits:
        container.validate()
        return
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    assert "would keep `Value`" in str(caught.value)


def test_scope_itself_may_be_kept_in_any_scope() -> None:
    """L14, L24: each has itself to give."""

    class Login:
        def __init__(self, scope: ServiceScope) -> None:
            self.scope = scope

    container = new().add_scoped(Login, scope="session")
    container.validate()
    with container.create_scope("session") as session, container.create_scope("request") as request:
        assert request.get(Login).scope is session
    with pytest.raises(ServiceGraphError) as caught:
        new().add_singleton(Login).validate()
    assert "would keep `ServiceScope`" in str(caught.value)
