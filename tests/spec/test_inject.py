"""L13: `@container.inject`: which parameters are filled, and who wins."""

import asyncio
import inspect
from typing import Annotated

import pytest

from wireworks import Factory, Inject, Injected, ServiceContainer
from wireworks.errors import (
    ServiceAsyncError,
    ServiceError,
    ServiceNotFoundError,
)


class Store:
    def __init__(self, label: str = "registered") -> None:
        self.label = label


def with_store() -> ServiceContainer:
    return ServiceContainer().add_singleton(Store)


def test_marked_parameters_are_filled() -> None:
    """L13: in both spellings of the mark."""
    container = with_store()

    @container.inject
    def job(one: Injected[Store], two: Annotated[Store, Inject()]) -> set[Store]:
        return {one, two}

    assert job() == {container.get(Store)}


def test_unmarked_parameters_are_left_to_the_caller() -> None:
    """L13: even when their type is registered."""
    container = with_store()

    @container.inject
    def job(plain: Store, marked: Injected[Store]) -> Store:
        return plain

    mine = Store("mine")
    assert job(mine) is mine
    with pytest.raises(TypeError, match="plain"):
        job()


def test_inject_may_be_called_without_arguments() -> None:
    """L13: `@container.inject` and `@container.inject()` are one."""
    container = with_store()

    @container.inject()
    def job(store: Injected[Store]) -> Store:
        return store

    assert job() is container.get(Store)


def test_caller_wins_by_keyword() -> None:
    """L13."""

    @with_store().inject
    def job(name: str, store: Injected[Store]) -> tuple[str, str]:
        return name, store.label

    assert job("n", store=Store("mine")) == ("n", "mine")
    assert job(name="n", store=Store("mine")) == ("n", "mine")


def test_caller_wins_by_position() -> None:
    """L13."""

    @with_store().inject
    def job(name: str, store: Injected[Store]) -> tuple[str, str]:
        return name, store.label

    assert job("n", Store("mine")) == ("n", "mine")
    assert job("n") == ("n", "registered")


def test_what_the_caller_passes_is_not_made() -> None:
    """L13."""
    made = []

    def store() -> Store:
        made.append("store")
        return Store()

    @ServiceContainer().add_transient(store).inject
    def job(store: Injected[Store]) -> str:
        return store.label

    assert job(store=Store("mine")) == "mine"
    assert made == []


def test_caller_may_pass_none() -> None:
    """L13: what is passed wins, whatever it is."""

    @with_store().inject
    def job(store: Injected[Store]) -> Store | None:
        return store

    assert job(store=None) is None


def test_marked_parameter_before_plain_ones_takes_no_position() -> None:
    """L13: it has vanished from the signature, so the caller counts without it."""
    container = with_store()

    @container.inject
    def job(store: Injected[Store], name: str, size: int = 1) -> tuple[str, str, int]:
        return store.label, name, size

    assert job(name="n") == ("registered", "n", 1)
    assert job("n") == ("registered", "n", 1)
    assert job("n", 2) == ("registered", "n", 2)


def test_positional_only_parameters_are_filled() -> None:
    """L5, L13."""

    @with_store().inject
    def job(name: str, store: Injected[Store], size: int = 1, /) -> tuple[str, str, int]:
        return name, store.label, size

    assert job("n") == ("n", "registered", 1)


def test_keyword_only_and_variadic_parameters_are_kept() -> None:
    """L13."""

    @with_store().inject
    def job(*rest: int, store: Injected[Store], size: int = 1, **more: int) -> object:
        return rest, store.label, size, more

    assert job() == ((), "registered", 1, {})
    assert job(3, 4, size=2, depth=5) == ((3, 4), "registered", 2, {"depth": 5})


def test_marked_parameter_falls_back_to_its_default() -> None:
    """L6, L13."""

    @ServiceContainer().inject
    def job(
        store: Injected[Store] = Store("default"),  # noqa: B008
        other: Injected[Store | None] = None,
    ) -> tuple[str, Store | None]:
        return store.label, other

    assert job() == ("default", None)


def test_marked_parameter_that_cannot_be_filled_is_not_found() -> None:
    """L6, L13: with its function and its name, when it is called."""

    @ServiceContainer().inject
    def job(store: Injected[Store]) -> None: ...

    with pytest.raises(ServiceNotFoundError, match="`Store`") as caught:
        job()
    assert "`store`" in str(caught.value)
    assert "job" in str(caught.value)


def test_service_may_be_registered_after_the_decoration() -> None:
    """L3, L5: a decorator runs when its module is imported, which is early."""
    container = ServiceContainer()

    @container.inject
    def job(store: "Injected[Store]") -> Store:
        return store

    with pytest.raises(ServiceNotFoundError):
        job()
    container.add_singleton(Store)
    assert job() is container.get(Store)
    container.unregister(Store)
    container.add_instance(Store, mine := Store("mine"))
    assert job() is mine


def test_marked_parameters_vanish_from_the_signature() -> None:
    """L13: frameworks look at it."""

    @with_store().inject
    def job(first: int, store: Injected[Store], *, last: str = "", also: Injected[Store]) -> bool:
        return True

    assert str(inspect.signature(job)) == "(first: int, *, last: str = '') -> bool"


def test_signature_without_marked_parameters_is_kept() -> None:
    """L13."""

    @with_store().inject
    def job(first: int, /, second: Store, *rest: int, **more: int) -> bool:
        """Do the job."""
        return True

    names = ["first", "second", "rest", "more"]
    assert list(inspect.signature(job).parameters) == names
    assert inspect.signature(job) == inspect.signature(inspect.unwrap(job))


def test_injected_function_keeps_its_identity() -> None:
    """L13: name, place and docs, and a way to the function itself."""

    def job(store: Injected[Store]) -> str:
        """Do the job."""
        return store.label

    injected = with_store().inject(job)
    assert injected.__name__ == "job"
    assert injected.__qualname__ == job.__qualname__
    assert injected.__module__ == __name__
    assert injected.__doc__ == "Do the job."
    assert injected.__wrapped__ is job


def test_original_function_is_left_alone() -> None:
    """L13: one function can be injected by two containers."""

    def job(store: Injected[Store]) -> str:
        return store.label

    one = ServiceContainer().add_instance(Store, Store("one")).inject(job)
    two = ServiceContainer().add_instance(Store, Store("two")).inject(job)
    assert (one(), two(), job(Store("three"))) == ("one", "two", "three")


def test_injected_factories_and_containers_are_filled() -> None:
    """L13, L14, L15."""
    container = with_store()

    @container.inject
    def job(make: Injected[Factory[Store]], me: Injected[ServiceContainer]) -> bool:
        return make() is container.get(Store) and me is container

    assert job()


def test_error_of_the_function_comes_out_as_it_is() -> None:
    """L13."""
    error = LookupError("mine")

    @with_store().inject
    def job(store: Injected[Store]) -> None:
        raise error

    with pytest.raises(LookupError) as caught:
        job()
    assert caught.value is error


def test_missing_plain_argument_is_pythons_own_error() -> None:
    """L13."""

    @with_store().inject
    def job(name: str, store: Injected[Store]) -> None: ...

    with pytest.raises(TypeError, match="name"):
        job()
    with pytest.raises(TypeError, match="other"):
        job("n", other=3)


def test_sync_function_cannot_have_an_async_service() -> None:
    """L10, L13."""

    async def store() -> Store:
        return Store()

    container = ServiceContainer().add_singleton(store)

    @container.inject
    def job(store: Injected[Store]) -> str:
        return store.label

    with pytest.raises(ServiceAsyncError, match="Store"):
        job()
    asyncio.run(container.aget(Store))
    assert job() == "registered"


def test_object_that_is_no_callable_is_refused() -> None:
    """L13."""
    with pytest.raises((ServiceError, TypeError)):
        with_store().inject(3)
