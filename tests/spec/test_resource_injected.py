"""L13, L20: a function that opens its own scope ends it by the same rules, whenever it is called."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from wireworks import Injected, ServiceCloseError, ServiceContainer, ServiceError

CALLS = 3  # the first calls and the later ones may run through different code


class Engine: ...


class Session:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Boom(Exception): ...


class World:
    """Two resources that note what happens to them, and functions that use them."""

    def __init__(self, *, suppress: bool = False, teardown: BaseException | None = None) -> None:
        self.log: list[object] = []
        self.suppress = suppress
        self.teardown = teardown
        self.container = ServiceContainer()

    def end(self, name: str, error: BaseException | None) -> None:
        self.log.append((name, error))
        if name == "session" and self.teardown is not None:
            raise self.teardown
        if error is not None and not self.suppress:
            raise error

    def engine(self) -> Iterator[Engine]:
        try:
            yield Engine()
        except BaseException as error:  # noqa: BLE001 - `end` decides
            self.end("engine", error)
        else:
            self.end("engine", None)

    def session(self, engine: Engine) -> Iterator[Session]:
        try:
            yield Session(engine)
        except BaseException as error:  # noqa: BLE001 - `end` decides
            self.end("session", error)
        else:
            self.end("session", None)

    async def session_async(self, engine: Engine) -> AsyncIterator[Session]:
        try:
            yield Session(engine)
        except BaseException as error:  # noqa: BLE001 - `end` decides
            await asyncio.sleep(0)
            self.end("session", error)
        else:
            self.end("session", None)


def sync_use(world: World, body: Callable[[], object]) -> Callable[[], object]:
    """Make a call of a sync function that wants a session."""
    world.container.add_scoped(world.engine).add_scoped(world.session)

    @world.container.inject(new_scope=True)
    def use(session: Injected[Session]) -> object:
        return body()

    return use


def async_use(world: World, body: Callable[[], object]) -> Callable[[], object]:
    """Make a call of a coroutine function that wants a session which is an async resource."""
    world.container.add_scoped(world.engine).add_scoped(world.session_async)

    @world.container.inject(new_scope=True)
    async def use(session: Injected[Session]) -> object:
        await asyncio.sleep(0)
        return body()

    async def caught() -> tuple[object, BaseException | None]:
        # Caught in here: neither a coroutine nor a loop lets every exception pass.
        try:
            return await use(), None
        except BaseException as error:  # noqa: BLE001 - raised again below
            return None, error

    def run() -> object:
        result, error = asyncio.run(caught())
        if error is not None:
            raise error
        return result

    return run


def default_use(world: World, body: Callable[[], object]) -> Callable[[], object]:
    """Make a call of a sync function that opens a scope because none is open."""
    world.container.add_scoped(world.engine).add_scoped(world.session)

    @world.container.inject
    def use(session: Injected[Session]) -> object:
        return body()

    return use


uses = pytest.mark.parametrize("use", [sync_use, async_use, default_use])
FAILURES = [Boom, StopAsyncIteration, GeneratorExit, KeyboardInterrupt, asyncio.CancelledError]


def raising(error: BaseException) -> Callable[[], None]:
    def body() -> None:
        raise error

    return body


@uses
def test_resources_of_a_call_are_closed_when_it_returns(use) -> None:
    """L13, L20."""
    world = World()
    call = use(world, lambda: len(world.log))
    for count in range(CALLS):
        assert call() == 2 * count
    assert world.log == [("session", None), ("engine", None)] * CALLS


@uses
@pytest.mark.parametrize("suppress", [False, True])
@pytest.mark.parametrize("kind", FAILURES)
def test_failure_of_a_call_is_told_to_its_resources_and_passes_unchanged(use, suppress, kind) -> None:
    """L20."""
    for _ in range(CALLS):
        world, failure = World(suppress=suppress), kind("body")
        call = use(world, raising(failure))
        for _ in range(CALLS):
            world.log.clear()
            with pytest.raises(kind) as caught:
                call()
            assert caught.value is failure
            assert world.log == [("session", failure), ("engine", failure)]


@pytest.mark.parametrize("use", [sync_use, default_use])
def test_stop_iteration_of_a_call_passes_unchanged(use) -> None:
    """PEP 479 concerns generators, not the function that uses them."""
    failure = StopIteration("body")
    world = World()
    call = use(world, raising(failure))
    for _ in range(CALLS):
        with pytest.raises(StopIteration) as caught:
            call()
        assert caught.value is failure
    assert world.log == [("session", failure), ("engine", failure)] * CALLS


@uses
def test_failing_teardown_of_a_call_is_reported_after_its_failure(use) -> None:
    """L20."""
    failure, teardown = Boom("body"), ValueError("teardown")
    world = World(teardown=teardown)
    call = use(world, raising(failure))
    for _ in range(CALLS):
        with pytest.raises(ServiceCloseError) as caught:
            call()
        assert caught.value.exceptions == (failure, teardown)
    assert len(world.log) == 2 * CALLS


@uses
def test_failing_teardown_of_a_successful_call_is_reported(use) -> None:
    """L20: its result is lost, for it did not end well."""
    teardown = ValueError("teardown")
    world = World(teardown=teardown)
    call = use(world, lambda: "result")
    for _ in range(CALLS):
        with pytest.raises(ServiceCloseError) as caught:
            call()
        assert caught.value.exceptions == (teardown,)
    assert world.log[-1] == ("engine", None)


@uses
def test_interrupt_of_a_teardown_after_a_call_lets_the_rest_close(use) -> None:
    """L20."""
    interrupt = KeyboardInterrupt("teardown")
    world = World(teardown=interrupt)
    call = use(world, lambda: "result")
    for _ in range(CALLS):
        with pytest.raises(KeyboardInterrupt) as caught:
            call()
        assert caught.value is interrupt
        assert world.log[-1] == ("engine", None)


def test_resources_made_before_a_failing_parameter_are_told_of_its_failure() -> None:
    """reliability: factory N fails; the function is never entered."""
    world = World()
    world.container.add_scoped(world.engine)
    failure = Boom()

    class Broken:
        def __init__(self, engine: Engine) -> None:
            raise failure

    world.container.add_scoped(Broken)

    @world.container.inject(new_scope=True)
    def use(engine: Injected[Engine], broken: Injected[Broken]) -> None:
        raise AssertionError

    for _ in range(CALLS):
        with pytest.raises(Boom) as caught:
            use()
        assert caught.value is failure
    assert world.log == [("engine", failure)] * CALLS


def test_generator_that_yields_twice_is_named_after_a_call() -> None:
    """L20."""
    container = ServiceContainer()

    def make_twice() -> Iterator[Engine]:
        yield Engine()
        yield Engine()

    container.add_scoped(make_twice)

    @container.inject(new_scope=True)
    def use(engine: Injected[Engine]) -> None: ...

    for _ in range(CALLS):
        with pytest.raises(ServiceCloseError) as caught:
            use()
        (error,) = caught.value.exceptions
        assert isinstance(error, ServiceError)
        assert "make_twice" in str(error)


def test_cancelled_call_tells_its_resources() -> None:
    """L20: cancelled while its body waits."""
    world = World()
    world.container.add_scoped(world.engine).add_scoped(world.session_async)

    async def main() -> None:
        entered = asyncio.Event()

        @world.container.inject(new_scope=True)
        async def use(session: Injected[Session]) -> None:
            entered.set()
            await asyncio.Event().wait()

        for _ in range(CALLS):
            entered.clear()
            task = asyncio.create_task(use())
            await asyncio.wait_for(entered.wait(), 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert [name for name, _ in world.log] == ["session", "engine"] * CALLS
    assert {type(error) for _, error in world.log} == {asyncio.CancelledError}
