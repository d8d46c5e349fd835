"""L13: `@container.inject` on methods, coroutines and generators."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Generator, Iterator

import pytest

from wireworks import Injected, ServiceContainer
from wireworks.errors import ServiceNotFoundError


class Store: ...


class Connection: ...


async def connect() -> Connection:
    return Connection()


container = ServiceContainer().add_singleton(Store).add_singleton(connect)


class Worker:
    """One injected method of every kind."""

    name = "worker"

    @container.inject
    def method(self, text: str, store: Injected[Store]) -> tuple[object, str, Store]:
        return self, text, store

    @classmethod
    @container.inject
    def class_inside(cls, text: str, store: Injected[Store]) -> object:
        return cls, text, store

    @container.inject
    @classmethod
    def class_outside(cls, text: str, store: Injected[Store]) -> object:
        return cls, text, store

    @staticmethod
    @container.inject
    def static_inside(text: str, store: Injected[Store]) -> object:
        return text, store

    @container.inject
    @staticmethod
    def static_outside(text: str, store: Injected[Store]) -> object:
        return text, store

    @container.inject
    async def coroutine(self, text: str, store: Injected[Connection]) -> object:
        return self, text, store

    @property
    @container.inject
    def computed(self, store: Injected[Store]) -> Store:  # noqa: PLR0206 - filled by the container
        return store


class Heir(Worker): ...


@container.inject
async def coroutine(text: str, found: Injected[Connection]) -> tuple[str, Connection]:
    await asyncio.sleep(0)
    return text, found


@container.inject
def generator(text: str, store: Injected[Store]) -> Generator[object, object, tuple[str, object]]:
    received = yield store
    try:
        received = yield received
    except LookupError:
        received = yield "caught"
    return text, received


@container.inject
async def async_generator(text: str, found: Injected[Connection]) -> AsyncIterator[object]:
    received = yield found
    try:
        yield received
    except LookupError:
        yield "caught"


@container.inject
def plain(store: Injected[Store]) -> Store:
    return store


def test_method_is_filled() -> None:
    """L13."""
    worker = Worker()
    assert worker.method("t") == (worker, "t", container.get(Store))
    assert Worker.method(worker, "t") == (worker, "t", container.get(Store))
    assert worker.computed is container.get(Store)


@pytest.mark.parametrize("name", ["class_inside", "class_outside"])
def test_class_method_is_filled(name: str) -> None:
    """L13: in whichever order the decorators stand, and for heirs."""
    store = container.get(Store)
    assert getattr(Worker, name)("t") == (Worker, "t", store)
    assert getattr(Heir(), name)(text="t") == (Heir, "t", store)


@pytest.mark.parametrize("name", ["static_inside", "static_outside"])
def test_static_method_is_filled(name: str) -> None:
    """L13."""
    store = container.get(Store)
    assert getattr(Worker, name)("t") == ("t", store)
    assert getattr(Worker(), name)("t") == ("t", store)


def test_bound_method_of_an_object_is_filled() -> None:
    """L13: `inject` called on a method, not used as a decorator."""

    class Plain:
        def method(self, store: Injected[Store]) -> tuple[object, Store]:
            return self, store

    plain = Plain()
    assert container.inject(plain.method)() == (plain, container.get(Store))


def test_method_signatures_lose_their_marked_parameters() -> None:
    """L13."""
    for method in (Worker.method, Worker.coroutine):
        assert list(inspect.signature(method).parameters) == ["self", "text"]
    for method in (Worker().method, Worker.class_outside, Worker.static_outside):
        assert list(inspect.signature(method).parameters) == ["text"]


def test_coroutine_function_is_filled_with_awaited_services() -> None:
    """L13."""

    async def main() -> None:
        text, found = await coroutine("t")
        assert (text, found) == ("t", await container.aget(Connection))
        mine = Connection()
        assert await coroutine("t", mine) == ("t", mine)
        worker = Worker()
        assert await worker.coroutine("t") == (worker, "t", found)

    asyncio.run(main())


def test_coroutine_function_resolves_when_it_is_awaited() -> None:
    """L13: calling it runs nothing."""
    empty = ServiceContainer()

    @empty.inject
    async def job(store: Injected[Store]) -> Store:
        return store

    async def main() -> Store:
        pending = job()
        empty.add_singleton(Store)
        return await pending

    assert asyncio.run(main()) is empty.get(Store)


def test_generator_is_filled_and_passes_everything_through() -> None:
    """L13: values sent, errors thrown in, and the value returned."""
    running = generator("t")
    assert next(running) is container.get(Store)
    assert running.send("sent") == "sent"
    assert running.throw(LookupError()) == "caught"
    with pytest.raises(StopIteration) as caught:
        running.send("last")
    assert caught.value.value == ("t", "last")


def test_async_generator_is_filled_and_passes_everything_through() -> None:
    """L13."""

    async def main() -> None:
        running = async_generator("t")
        assert await anext(running) is await container.aget(Connection)
        assert await running.asend("sent") == "sent"
        assert await running.athrow(LookupError()) == "caught"
        with pytest.raises(StopAsyncIteration):
            await anext(running)

    asyncio.run(main())


def test_closed_generator_runs_its_cleanup() -> None:
    """L13."""
    events = []

    @container.inject
    def watched(store: Injected[Store]) -> Iterator[Store]:
        try:
            yield store
        finally:
            events.append("closed")

    running = watched()
    next(running)
    running.close()
    assert events == ["closed"]


def test_closed_async_generator_runs_its_cleanup() -> None:
    """L13."""
    events = []

    @container.inject
    async def watched(store: Injected[Store]) -> AsyncIterator[Store]:
        try:
            yield store
        finally:
            events.append("closed")

    async def main() -> None:
        running = watched()
        await anext(running)
        await running.aclose()

    asyncio.run(main())
    assert events == ["closed"]


KINDS: dict[Callable[..., bool], list[Callable[..., object]]] = {
    inspect.iscoroutinefunction: [coroutine, Worker.coroutine, Worker().coroutine],
    inspect.isgeneratorfunction: [generator],
    inspect.isasyncgenfunction: [async_generator],
}
EVERYTHING = [function for kind in KINDS.values() for function in kind] + [plain]


@pytest.mark.parametrize("is_kind", KINDS)
@pytest.mark.parametrize("function", EVERYTHING, ids=lambda function: str(function).split(" at ")[0])
def test_kind_of_a_function_is_still_seen(is_kind: Callable[..., bool], function: Callable[..., object]) -> None:
    """L13: `iscoroutinefunction` and friends stay true, and false."""
    assert is_kind(function) is (function in KINDS[is_kind])


def test_generator_that_cannot_be_filled_says_so_when_it_starts() -> None:
    """L13."""

    @ServiceContainer().inject
    def running(store: Injected[Store]) -> Iterator[Store]:
        yield store

    with pytest.raises(ServiceNotFoundError, match="`Store`"):
        next(running())
