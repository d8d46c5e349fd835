"""L13: `container.call`."""

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator
from typing import Annotated

import pytest

from wireworks import Inject, Injected, ServiceContainer
from wireworks.errors import ServiceAsyncError, ServiceError


class Store: ...


class Session:
    def __init__(self) -> None:
        self.open = True


def sessions() -> Iterator[Session]:
    session = Session()
    yield session
    session.open = False


async def async_sessions() -> AsyncIterator[Session]:
    session = Session()
    yield session
    session.open = False


def job(store: Store, name: str = "job") -> tuple[Store, str]:
    return store, name


def with_store() -> ServiceContainer:
    return ServiceContainer().add_singleton(Store)


def test_call_fills_what_is_not_passed() -> None:
    """L13: no mark is needed."""
    container = with_store()
    assert container.call(job) == (container.get(Store), "job")


def test_call_passes_what_it_is_given() -> None:
    """L13: what the caller passes wins, by position and by keyword."""
    container = with_store()
    mine = Store()
    assert container.call(job, mine) == (mine, "job")
    assert container.call(job, store=mine) == (mine, "job")
    assert container.call(job, name="mine") == (container.get(Store), "mine")
    assert container.call(job, mine, "mine") == (mine, "mine")


def test_call_fills_marked_and_unmarked_parameters_alike() -> None:
    """L13."""

    def both(one: Injected[Store], two: Annotated[Store, Inject()], three: Store) -> set[Store]:
        return {one, two, three}

    container = with_store()
    assert container.call(both) == {container.get(Store)}


def test_call_keeps_defaults_of_what_is_not_registered() -> None:
    """L6, L13."""

    def count(number: int = 3, *rest: int, store: Store | None = None) -> object:
        return number, rest, store

    container = ServiceContainer()
    assert container.call(count) == (3, (), None)
    assert container.call(count, 4, 5, 6) == (4, (5, 6), None)


def test_call_passes_additional_keywords_to_variadic_ones() -> None:
    """L13."""

    def collect(store: Store, **rest: int) -> dict[str, int]:
        return rest

    assert with_store().call(collect, depth=3) == {"depth": 3}


def test_call_fills_positional_only_parameters() -> None:
    """L5, L13."""

    def strict(store: Store, number: int = 3, /) -> tuple[Store, int]:
        return store, number

    container = with_store()
    assert container.call(strict) == (container.get(Store), 3)
    mine = Store()
    assert container.call(strict, mine, 4) == (mine, 4)


def test_call_names_the_parameter_it_cannot_fill() -> None:
    """L13: it fills what it can; Python or the container says what is missing."""

    def needs(text: str) -> str:
        return text

    with pytest.raises((ServiceError, TypeError), match="text"):
        with_store().call(needs)


def test_call_takes_methods_partials_lambdas_and_objects() -> None:
    """L13."""

    class Worker:
        def work(self, store: Store) -> Store:
            return store

        @classmethod
        def work_by_class(cls, store: Store) -> Store:
            return store

        def __call__(self, store: Store) -> Store:
            return store

    container = with_store()
    store = container.get(Store)
    assert container.call(Worker().work) is store
    assert container.call(Worker.work_by_class) is store
    assert container.call(Worker()) is store
    assert container.call(functools.partial(job, name="mine")) == (store, "mine")
    assert container.call(lambda: 3) == 3


def test_call_takes_a_class() -> None:
    """L13: one that is not registered, with its services filled in."""

    class Unregistered:
        def __init__(self, store: Store, text: str) -> None:
            self.values = (store, text)

    container = with_store()
    made = container.call(Unregistered, text="mine")
    assert made.values == (container.get(Store), "mine")


def test_call_opens_a_scope_of_its_own_when_none_is_open() -> None:
    """L13: for the length of the call."""
    container = ServiceContainer().add_scoped(sessions)

    def use(session: Session, again: Session) -> Session:
        assert session.open
        assert session is again
        assert container.get(Session) is session
        return session

    first, second = container.call(use), container.call(use)
    assert not first.open
    assert first is not second


def test_call_uses_the_open_scope() -> None:
    """L13: and leaves it open."""
    container = ServiceContainer().add_scoped(sessions)
    with container.create_scope() as scope:
        session = container.call(lambda_of_session)
        assert session is scope.get(Session)
        assert session.open


def lambda_of_session(session: Session) -> Session:
    return session


def test_error_of_the_function_comes_out_as_it_is_and_reaches_its_resources() -> None:
    """L13, L20."""
    seen = []

    def watching() -> Iterator[Session]:
        try:
            yield Session()
        except LookupError as error:
            seen.append(error)
            raise

    error = LookupError("mine")

    def fail(session: Session) -> None:
        raise error

    with pytest.raises(LookupError) as caught:
        ServiceContainer().add_scoped(watching).call(fail)
    assert caught.value is error
    assert seen == [error]


def test_call_of_a_coroutine_function_is_awaited() -> None:
    """L13: with services that must be awaited themselves, in a scope of its own."""
    container = ServiceContainer().add_scoped(async_sessions)

    async def use(session: Session, text: str = "text") -> tuple[Session, str]:
        await asyncio.sleep(0)
        assert session.open
        return session, text

    async def main() -> None:
        session, text = await container.call(use, text="mine")
        assert text == "mine"
        assert not session.open

    asyncio.run(main())


def test_call_of_a_function_that_needs_an_async_service_is_an_error() -> None:
    """L10, L13."""
    container = ServiceContainer().add_scoped(async_sessions)
    with pytest.raises(ServiceAsyncError, match="async_sessions"):
        container.call(lambda_of_session)


def test_scope_has_no_influence_after_the_call() -> None:
    """L13, L23: the scope of the call is over when the call is."""
    container = ServiceContainer().add_scoped(sessions)
    container.call(lambda_of_session)
    assert container.call(lambda_of_session).open is False
