"""Cycles among providers are errors with their path, and depth is none."""

import asyncio

import pytest

from tests.spec.providers.parts import Photo, User
from tests.support.flights import LIMIT, start
from wireworks.errors import ServiceCircularDependencyError
from wireworks.providers import Coroutine, DeclarativeContainer, Dependency, Factory, List, Selector, Singleton

kinds = pytest.mark.parametrize("kind", [Factory, Singleton])


@kinds
def test_cycle_through_an_override_is_told_with_its_path(kind) -> None:
    """L18."""
    photos = kind(Photo)
    users = kind(User, photo=List(photos))
    with photos.override(kind(User, "other", users)):
        for provider in (users, photos):
            with pytest.raises(ServiceCircularDependencyError) as caught:
                provider()
            assert caught.value.what == (
                f"`{photos!r}` needs itself: `{photos!r}` -> `{users!r}` -> `{users!r}` -> `List(...)` -> `{photos!r}`."
            )
    assert isinstance(users().photo[0], Photo)


@kinds
def test_async_cycle_is_told_as_well(kind) -> None:
    """L18."""
    photos = kind(Photo)
    users = kind(User, photo=photos)
    with photos.override(Factory(User, users)), pytest.raises(ServiceCircularDependencyError):
        asyncio.run(users.aget())


def test_containers_that_need_each_other_are_a_cycle() -> None:
    class App(DeclarativeContainer):
        needed = Dependency()
        users = Singleton(User, photo=needed)

    one, two = App(), App()
    with one.needed.override(two.users), two.needed.override(one.users):
        with pytest.raises(ServiceCircularDependencyError, match=r"`App\.needed` -> .*`App\.users`"):
            one.users()


def test_choice_that_leads_back_is_a_cycle() -> None:
    """Only the choice tells."""
    which = Factory(str, "one")
    photos = Factory(Photo)
    chosen = Selector(which, one=Factory(User, photo=photos))
    with photos.override(chosen), pytest.raises(ServiceCircularDependencyError):
        chosen()


def test_singleton_that_asks_for_itself_is_a_cycle() -> None:
    """L26: in its own code; never a hang."""

    def make() -> object:
        return users()

    users = Singleton(make)
    error = start(users).exception(LIMIT)
    assert isinstance(error, ServiceCircularDependencyError)
    assert "make" in str(error)


def test_singletons_of_two_threads_that_wait_for_each_other_are_a_cycle() -> None:
    """L26."""

    def one() -> object:
        return second()

    def two() -> object:
        return first()

    first, second = Singleton(one), Singleton(two)
    outcomes = [start(first).exception(LIMIT), start(second).exception(LIMIT)]
    assert all(isinstance(error, ServiceCircularDependencyError) for error in outcomes)


def test_override_that_calls_what_it_replaces_is_a_cycle() -> None:
    """L18: the way back leads through user code, below another provider."""

    def call_it() -> object:
        return users()

    photos = Singleton(Photo)
    users = Factory(User, photo=photos)
    with photos.override(Factory(call_it)), pytest.raises(ServiceCircularDependencyError):
        users()


def test_deep_chain_of_providers_is_made() -> None:
    """reliability: sync and async."""

    async def photo() -> Photo:
        return Photo()

    for bottom in (Factory(Photo), Coroutine(photo)):
        provider = bottom
        for _ in range(1500):
            provider = Singleton(User, photo=provider)
        user, depth = asyncio.run(provider.aget()), 0
        while isinstance(user, User):
            user, depth = user.photo, depth + 1
        assert depth == 1500
        assert provider() is provider()
