"""L3, L23: values supplied when a scope opens."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import pytest

from tests.support.modes import in_every_mode, in_mode
from wireworks import (
    Inject,
    ServiceContainer,
    ServiceNotFoundError,
    ServiceRegistrationError,
    ServiceResolutionError,
    ServiceScopeError,
    qualified,
)


class Request:
    def __init__(self, path: str) -> None:
        self.path = path


class User: ...


class Handler:
    def __init__(self, request: Request) -> None:
        self.request = request


class Moved:
    def __init__(self, new: Request, old: Annotated[Request, Inject(qualifier="old")]) -> None:
        self.new, self.old = new, old


class Page:
    def __init__(self, handler: Handler) -> None: ...


@pytest.fixture
def container() -> ServiceContainer:
    return ServiceContainer().add_context(Request).add_scoped(Handler)


def test_context_value_is_found_in_its_scope(container) -> None:
    """L23."""
    request = Request("/")
    with container.create_scope(context={Request: request}) as scope:
        assert scope.get(Request) is request
        assert container.get(Request) is request
        assert scope.get(Handler).request is request


def test_context_value_is_found_however_often_it_is_asked_for(container) -> None:
    """L23: the first asking and the later ones may run through different code."""
    for number in range(4):
        request = Request(f"/{number}")
        with container.create_scope({Request: request}) as scope:
            for _ in range(3):
                assert scope.get(Request) is request
                assert container.get(Request) is request
                assert asyncio.run(scope.aget(Request)) is request
                assert scope.get(Handler).request is request


def test_each_scope_has_its_own_context(container) -> None:
    """L23."""
    first, second = Request("/1"), Request("/2")
    with container.create_scope({Request: first}) as outer:
        with container.create_scope({Request: second}) as inner:
            assert container.get(Handler).request is second
            assert outer.get(Handler).request is first
            assert inner.get(Request) is second
        assert container.get(Request) is first


@in_every_mode
def test_values_of_one_type_are_told_apart_by_their_qualifiers(mode: str) -> None:
    """L8, L23: however the key is spelled, and however often it is asked for."""
    container = in_mode(ServiceContainer(), mode).add_context(Request).add_context(qualified(Request, "old"))
    container.add_scoped(Moved)
    keys = [qualified(Request, "old"), Annotated[Request, Inject(qualifier="old")]]
    for key in keys * 3:
        new, old = Request("/new"), Request("/old")
        with container.create_scope({Request: new, key: old}) as scope:
            assert (scope.get(Moved).new, scope.get(Moved).old) == (new, old)
            assert (scope.get(Request), scope.get(qualified(Request, "old"))) == (new, old)
            with scope.create_scope({Request: old}) as inner:
                assert (inner.get(Moved).new, inner.get(Moved).old) == (old, old)
    with (
        container.create_scope({Request: Request("/new")}) as scope,
        pytest.raises(ServiceResolutionError, match="old"),
    ):
        scope.get(Moved)


def test_nested_scope_sees_the_context_around_it(container) -> None:
    """Choice of the project: services isolate, context is inherited."""
    request = Request("/")
    with container.create_scope({Request: request}) as outer:
        with container.create_scope() as inner:
            assert inner.get(Handler).request is request
            assert inner.get(Handler) is not outer.get(Handler)
        with outer.create_scope() as inner:
            assert inner.get(Request) is request


def test_context_that_the_scope_was_not_given_is_named(container) -> None:
    """L23: the key is declared, but this scope has no value of it."""
    with container.create_scope() as scope:
        with pytest.raises(ServiceResolutionError, match="Request"):
            scope.get(Request)
        with pytest.raises(ServiceResolutionError, match="Request"):
            scope.get(Handler)


def test_context_outside_any_scope_is_a_scope_error(container) -> None:
    """L23."""
    with pytest.raises(ServiceScopeError, match="Request"):
        container.get(Request)
    with pytest.raises(ServiceScopeError, match="Handler"):
        container.get(Handler)


def test_undeclared_context_is_an_error_that_names_it(container) -> None:
    """Choice of the project: `add_context` comes first."""
    with pytest.raises(ServiceNotFoundError, match="User"):
        container.create_scope(context={User: User()}).__enter__()


def test_context_key_is_a_registration_like_others(container) -> None:
    """L3, L4: it is known, and a second one is a duplicate."""
    assert container.is_registered(Request)
    with pytest.raises(ServiceRegistrationError, match="Request"):
        container.add_scoped(Request)
    with pytest.raises(ServiceRegistrationError, match="Handler"):
        container.add_context(Handler)


def test_singleton_may_not_keep_context(container) -> None:
    """L27: context lives no longer than its scope."""

    class Kept:
        def __init__(self, request: Request) -> None:
            self.request = request

    container.add_singleton(Kept)
    with container.create_scope({Request: Request("/")}) as scope, pytest.raises(ServiceScopeError):
        scope.get(Kept)


def test_context_value_is_not_closed_by_the_scope(container) -> None:
    """L22: handed in from outside."""

    class Closable(Request):
        closed = False

        def close(self) -> None:
            self.closed = True

        dispose = close

    request = Closable("/")
    with container.create_scope({Request: request}) as scope:
        scope.get(Handler)
    assert not request.closed


def test_context_may_be_any_value_even_none_or_false(container) -> None:
    """L23: supplied is supplied."""
    for value in (None, 0, ""):
        with container.create_scope({Request: value}) as scope:
            assert scope.get(Request) is value
            assert scope.get(Handler).request is value


def test_context_reaches_resources(container) -> None:
    """L20, L23."""
    log: list[str] = []

    def user(request: Request) -> Iterator[User]:
        log.append(f"open {request.path}")
        yield User()
        log.append(f"close {request.path}")

    container.add_scoped(user)
    with container.create_scope({Request: Request("/a")}) as scope:
        scope.get(User)
    assert log == ["open /a", "close /a"]


def test_changing_the_mapping_afterwards_changes_nothing(container) -> None:
    """Choice: a scope remembers what it was given."""
    first = Request("/1")
    context = {Request: first}
    with container.create_scope(context) as scope:
        context[Request] = Request("/2")
        context.clear()
        assert scope.get(Request) is first


@in_every_mode
@pytest.mark.parametrize("lifetime", ["transient", "scoped"])
def test_missing_value_is_told_with_those_who_need_it(mode, lifetime) -> None:
    """L23, L28: however it is asked for, and the first time as well as later."""
    container = in_mode(ServiceContainer(), mode).add_context(Request).add_scoped(Handler)
    container.register(Page, Page, lifetime)
    for key in (Request, Handler, Page) * 3:
        with container.create_scope() as scope:
            for ask in (scope.get, container.get, lambda key: asyncio.run(scope.aget(key))):
                with pytest.raises(ServiceNotFoundError, match="No value for `Request` was supplied") as caught:
                    ask(key)
                found = [(link.lifetime, link.name, link.parameter) for link in caught.value.chain]
                way = [(lifetime, "Page", None), ("scoped", "Handler", "handler"), ("context", "Request", "request")]
                # Generated code begins at the service that lacks it.
                (_, nearest, _), *below = found[-2:]
                assert nearest == ("Request" if key is Request else "Handler")
                assert below == ([] if key is Request else way[-1:])
                if mode == "interpreted":
                    assert [name for _, name, _ in found] == ["Page", "Handler", "Request"][-len(found) :]
                    assert found[0][1] == key.__name__
                assert caught.value.fix == "open it with `create_scope(context={Request: ...})`."


@in_every_mode
def test_missing_value_of_a_named_scope_is_told_with_its_name(mode) -> None:
    """L24, L28."""
    container = in_mode(ServiceContainer(scopes=["session", "request"]), mode)
    container.add_context(Request, scope="session").add_scoped(Handler, scope="request")
    for _ in range(3):
        with container.create_scope("session"), container.create_scope("request") as scope:
            with pytest.raises(ServiceNotFoundError) as caught:
                scope.get(Handler)
            assert [link.lifetime for link in caught.value.chain] == ["scoped in request", "context in session"]
            assert caught.value.fix == 'open it with `create_scope("session", context={Request: ...})`.'
