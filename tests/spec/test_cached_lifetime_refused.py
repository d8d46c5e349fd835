"""C3, C4, L4, L27: what cannot be cached, told when it is registered or when the graph is checked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, SecretStr

from tests.support.users import Ledger, User, load_user, office
from wireworks import (
    AsyncFactory,
    Consumer,
    Factory,
    Inject,
    ServiceAsyncError,
    ServiceContainer,
    ServiceError,
    ServiceGraphError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceResolutionError,
    ServiceScopeError,
    service,
)


def generate(user_id: str) -> Iterator[User]:
    yield User(user_id)


async def agenerate(user_id: str) -> AsyncIterator[User]:
    yield User(user_id)


REFUSED: dict[str, tuple[Callable[[ServiceContainer], object], list[str]]] = {
    "no time": (lambda c: c.register(User, load_user, "cached"), ["`User` is cached", "ttl=600"]),
    "no time on a mark": (lambda c: c.add(service(lifetime="cached")(generate)), ["is cached", "ttl=600"]),
    "a class without a time": (lambda c: c.try_add(User, lifetime="cached"), ["`User` is cached", "ttl=600"]),
    "nothing is no time": (lambda c: c.add_cached(load_user, ttl=0), ["`ttl` of `load_user`", "`0`"]),
    "less than nothing": (lambda c: c.add_cached(load_user, ttl=timedelta(-1)), ["`ttl` of `load_user`", "timedelta"]),
    "for ever": (lambda c: c.add_cached(load_user, ttl=float("inf")), ["`ttl`", "`inf`"]),
    "a text": (lambda c: c.add_cached(load_user, ttl="600"), ["`ttl`", "`'600'`"]),
    "a truth": (lambda c: c.add_cached(load_user, ttl=True), ["`ttl`", "`True`"]),
    "a time for another lifetime": (lambda c: c.add_singleton(load_user, ttl=600), ["singleton", "`ttl`"]),
    "tags for another lifetime": (lambda c: c.add_scoped(load_user, tags="users"), ["scoped", "`tags`"]),
    "tags that are none": (lambda c: c.add_cached(load_user, ttl=600, tags=3), ["`tags`", "`3`"]),
    "tags that are no texts": (
        lambda c: c.add_cached(load_user, ttl=600, tags=["a", 3]),
        ["`tags`", "`load_user`"],
    ),
    "a generator": (lambda c: c.add_cached(generate, ttl=600), ["`generate`", "is a generator", "resource"]),
    "an async generator": (lambda c: c.add_cached(agenerate, ttl=600), ["`agenerate`", "is a generator"]),
    "what is entered": (lambda c: c.register(User, load_user, "cached", ttl=600, enter=True), ["entered", "resource"]),
    "eager": (lambda c: c.register(User, load_user, "cached", ttl=600, eager=True), ["cached", "eager"]),
    "in a scope": (lambda c: c.register(User, load_user, "cached", ttl=600, scope="a"), ["cached", "no scope"]),
    "unknown lifetime": (lambda c: c.register(User, load_user, "cashed"), ["`'cashed'`", "cached"]),
}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)
def test_registration_is_refused(refused: tuple[Callable[[ServiceContainer], object], list[str]]) -> None:
    """C3, C5, L4: and nothing has changed."""
    container = ServiceContainer()
    register, words = refused
    with pytest.raises(ServiceRegistrationError) as caught:
        register(container)
    assert [word for word in words if word not in str(caught.value)] == []
    assert not container.is_registered(User)


def test_lifetime_of_a_replacement_takes_its_time_with_it() -> None:
    container = office().add_cached(load_user, ttl=600, tags="users").replace(User, User, "transient")
    assert container.graph_of(User).services[0].ttl is None
    with pytest.raises(ServiceRegistrationError, match="ttl=600"):
        container.replace(User, load_user, "cached")


class Secret(BaseModel):
    name: str
    password: SecretStr


class Handle:
    """What no store can keep."""


async def load_secret(user_id: str) -> Secret:
    raise NotImplementedError


async def load_handle(user_id: str) -> Handle:
    raise NotImplementedError


@pytest.mark.parametrize(("factory", "key"), [(load_secret, Secret), (load_handle, Handle)])
def test_type_that_does_not_survive_storing_is_refused(factory: Callable[..., Any], key: type) -> None:
    """C4: when the graph is checked, and when it is asked for."""
    container = office().add_cached(factory, ttl=600)
    problem = only(container, ServiceRegistrationError)
    assert f"`{key.__name__}` cannot be kept in the cache" in str(problem)
    with pytest.raises(ServiceRegistrationError, match=f"`{key.__name__}` cannot be kept in the cache"):
        asyncio.run(container.afactory(key)(user_id="42"))


def only(container: ServiceContainer, kind: type[ServiceError]) -> ServiceError:
    with pytest.raises(ServiceGraphError) as caught:
        container.validate()
    (problem,) = caught.value.exceptions
    assert type(problem) is kind
    return problem


def test_service_that_is_not_registered_is_taken_for_no_argument() -> None:
    """L27: a plain object cannot be part of a key."""

    async def load(user_id: str, handle: Handle) -> User:
        raise NotImplementedError

    problem = only(office().add_cached(load, ttl=600), ServiceNotFoundError)
    assert "`Handle` is not registered, but `User` needs it for parameter `handle`" in str(problem)


@pytest.mark.parametrize("annotation", [str, int, User, Secret, Any, list[str], str | None, object])
def test_whatever_may_be_part_of_a_key_may_be_an_argument(annotation: Any) -> None:
    async def load(argument: Any) -> User:
        raise NotImplementedError

    load.__annotations__["argument"] = annotation
    office().add_cached(load, ttl=600).validate()


def test_problem_below_a_cached_service_is_told() -> None:
    """L27: though it is made only if it is not in the cache."""

    class Stores:
        def __init__(self, handle: Handle) -> None: ...

    async def load(user_id: str, stores: Stores) -> User:
        raise NotImplementedError

    problem = only(office().add_cached(load, ttl=600).add_singleton(Stores), ServiceNotFoundError)
    assert "`Handle` is not registered, but `Stores` needs it" in str(problem)


@dataclass
class Visit:
    ip: str


class Current:
    def __init__(self, visit: Visit) -> None: ...


async def load_current(user_id: str, current: Current) -> User:
    raise NotImplementedError


def test_value_of_one_caller_may_not_reach_what_is_kept_for_all() -> None:
    """C3: what a scope was opened with is no part of the key."""
    container = office().add_cached(load_current, ttl=600).add_scoped(Current).add_context(Visit)
    problem = only(container, ServiceScopeError)
    assert "`User` (cached) is kept for every caller, and would be made of the `Visit` (context) of one" in str(problem)
    assert "Current" in str(problem)

    async def ask() -> None:
        async with container.create_scope(context={Visit: Visit("::1")}):
            with pytest.raises(ServiceScopeError, match="kept for every caller"):
                await container.afactory(User)(user_id="42")

    asyncio.run(ask())


def test_service_of_an_outer_scope_may_not_reach_it_either() -> None:
    """L24."""
    container = ServiceContainer(scopes=("session", "request")).add_cached(load_current, ttl=600)
    container.add_scoped(Current, lambda_current, scope="session")
    assert "`Current` (scoped in session) of one" in str(only(container, ServiceScopeError))


def lambda_current() -> Current:
    raise NotImplementedError


def test_consumer_of_what_is_kept_for_all_is_nobody_in_particular() -> None:
    """L14."""

    async def load(user_id: str, consumer: Consumer) -> User:
        raise NotImplementedError

    problem = only(office().add_cached(load, ttl=600), ServiceParameterError)
    assert "`User` (cached for 600 s) is shared" in str(problem)


async def load_all(ledger: Ledger) -> User:
    raise NotImplementedError


def find_all(ledger: Ledger) -> User:
    raise NotImplementedError


@pytest.mark.parametrize("factory", [load_all, find_all])
def test_cache_is_asked_with_await(factory: Callable[..., Any]) -> None:
    """L10: `get` and whoever cannot wait are told, with the way there."""

    class Front:
        def __init__(self, user: User) -> None: ...

    class Back:
        def __init__(self, users: Factory[User]) -> None: ...

    container = office().add_cached(factory, ttl=600).add_singleton(Front)
    container.validate()
    with pytest.raises(ServiceAsyncError, match=r"`User` cannot be had without await: `User` is cached") as caught:
        container.get(User)
    assert "aget(User)" in str(caught.value)
    with pytest.raises(ServiceAsyncError, match=r"`Front` cannot be had without await: `User` is cached") as caught:
        container.get(Front)
    assert "AsyncFactory[User]" in str(caught.value)
    with pytest.raises(ServiceAsyncError, match="is cached"):
        container[User]()
    problem = only(container.add_singleton(Back), ServiceAsyncError)
    assert "`Back` takes a `Factory[User]` for parameter `users`, which cannot await: `User` is cached" in str(problem)
    assert "AsyncFactory[User]" in str(problem)


def test_consumer_that_passes_no_arguments_is_told() -> None:
    """L27, L28: with the way there."""

    class Front:
        def __init__(self, user: User) -> None: ...

    problem = only(office().add_cached(load_user, ttl=600).add_singleton(Front), ServiceParameterError)
    assert "`User` is cached by `user_id`, and nothing is passed for it here" in str(problem)
    container = office().add_cached(load_user, ttl=600).add_singleton(Front)
    with pytest.raises(ServiceParameterError) as caught:
        container.get(Front)
    assert "let `Front` take an `AsyncFactory[User]`" in str(caught.value)


def test_typed_factory_that_does_not_fit_is_refused() -> None:
    """L15."""

    class Page:
        def __init__(self, users: AsyncFactory[User, [bytes]]) -> None: ...

    assert "bytes" in str(only(office().add_cached(load_user, ttl=600).add_transient(Page), ServiceParameterError))


def test_nothing_is_forgotten_of_what_is_not_cached() -> None:
    container = ServiceContainer().add_transient(User)
    with pytest.raises(ServiceResolutionError, match=r"`User` \(transient\) is not cached"):
        asyncio.run(container.invalidate(User, id="42"))
    with pytest.raises(ServiceResolutionError, match="not cached"):
        asyncio.run(container.afactory(User).invalidate(id="42"))
    with pytest.raises(ServiceNotFoundError, match="`Secret` is not registered"):
        asyncio.run(container.invalidate(Secret))


def test_module_without_a_container_has_no_cache() -> None:
    """L30: told with the reason."""
    with pytest.raises(ServiceGraphError) as caught:
        office().add_cached(load_user, ttl=600).module()
    assert "`User` cannot be written into a module: it is cached" in str(caught.value)


def test_value_of_one_caller_is_told_once_however_many_ways_lead_there() -> None:
    """L27."""

    class Other:
        def __init__(self, visit: Visit, current: Current) -> None: ...

    async def load(current: Current, other: Other) -> User:
        raise NotImplementedError

    container = office().add_cached(load, ttl=600).add_scoped(Current).add_scoped(Other).add_context(Visit)
    assert "`Visit` (context) of one" in str(only(container, ServiceScopeError))


def test_missing_configuration_of_the_making_is_told() -> None:
    """L7: it is no argument."""

    async def load(user_id: str, lang: Annotated[str, Inject(param="lang")]) -> User:
        raise NotImplementedError

    container = office().add_cached(load, ttl=600)
    assert "`lang` is not configured" in str(only(container, ServiceParameterError))
    with pytest.raises(ServiceParameterError, match="`lang` is not configured"):
        asyncio.run(container.afactory(User)(user_id="42"))
