"""L16, L26: a `Lazy` makes its value once, whoever asks at the same time, and hangs for nobody."""

import asyncio
import threading

import pytest

from tests.support.flights import LIMIT, Engine, Gate, settled, start, start_loop, waiting
from wireworks import Lazy, ServiceAsyncError, ServiceCircularDependencyError, ServiceContainer


def lazy_of(make: object) -> Lazy[Engine]:
    return ServiceContainer().add_transient(Engine, make).get(Lazy[Engine])


class Turnstile:
    """A sync factory that waits in the middle until it is let on, and then fails as often as it was told to."""

    def __init__(self, *failures: BaseException) -> None:
        self.making, self.go = threading.Event(), threading.Event()
        self.failures = list(failures)
        self.made = 0

    def make(self) -> Engine:
        self.made += 1
        self.making.set()
        assert self.go.wait(LIMIT)
        if self.failures:
            raise self.failures.pop(0)
        return Engine()


class Boom(Exception):
    """What a factory fails with."""


def test_threads_that_ask_at_once_get_one_value() -> None:
    turnstile = Turnstile()
    lazy = lazy_of(turnstile.make)
    first = start(lambda: lazy.value)
    assert turnstile.making.wait(LIMIT)
    others = [start(lambda: lazy.value) for _ in range(4)]
    turnstile.go.set()
    assert {id(each.result(LIMIT)) for each in (first, *others)} == {id(lazy.value)}
    assert turnstile.made == 1


def test_tasks_that_ask_at_once_get_one_value() -> None:
    async def main() -> None:
        gate = Gate()
        lazy = lazy_of(gate.make)
        tasks = await waiting(gate, lazy.avalue(), lazy.avalue(), lazy.avalue())
        gate.go.set()
        assert len({id(engine) for engine in await asyncio.gather(*tasks)}) == 1
        assert gate.made == 1

    asyncio.run(main())


def test_threads_wait_for_the_task_of_another_thread() -> None:
    """L26: a flight belongs to no loop."""
    ready: asyncio.Queue[None] = asyncio.Queue()
    loops: list[asyncio.AbstractEventLoop] = []
    making = threading.Event()
    made = []

    async def make() -> Engine:
        loops.append(asyncio.get_running_loop())
        making.set()
        await ready.get()
        made.append(Engine())
        return made[-1]

    lazy = lazy_of(make)
    first = start_loop(lazy.avalue)
    assert making.wait(LIMIT)
    second, third = start(lambda: lazy.value), start_loop(lazy.avalue)
    loops[0].call_soon_threadsafe(ready.put_nowait, None)
    assert first.result(LIMIT) is second.result(LIMIT) is third.result(LIMIT) is made[0]
    assert len(made) == 1


def test_sync_code_that_would_wait_for_its_own_loop_is_told_so() -> None:
    """L26: it would never end."""

    async def main() -> None:
        gate = Gate()
        lazy = lazy_of(gate.make)
        (task,) = await waiting(gate, lazy.avalue())
        with pytest.raises(ServiceAsyncError, match="`Engine` is being made by a task of this thread") as caught:
            lazy.value  # noqa: B018 - the property is what is tested
        assert caught.value.fix is not None
        assert "await" in caught.value.fix
        gate.go.set()
        assert await task is lazy.value

    asyncio.run(main())


def test_failure_is_not_kept() -> None:
    """L16, L26: whoever waits sees it, and the next who asks tries again."""
    turnstile = Turnstile(Boom())
    lazy = lazy_of(turnstile.make)
    first = start(lambda: lazy.value)
    assert turnstile.making.wait(LIMIT)
    failed = turnstile.failures[0]
    turnstile.go.set()
    assert first.exception(LIMIT) is failed
    assert isinstance(lazy.value, Engine)
    assert turnstile.made == 2


def test_task_that_waits_sees_the_failure() -> None:
    """L26."""

    async def main() -> None:
        gate = Gate(Boom())
        lazy = lazy_of(gate.make)
        tasks = await waiting(gate, lazy.avalue(), lazy.avalue())
        gate.go.set()
        first, second = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(first, Boom)
        assert first is second
        assert isinstance(await lazy.avalue(), Engine)

    asyncio.run(main())


def test_waiter_takes_over_from_a_task_that_is_cancelled() -> None:
    """L26: nobody hangs, nobody gets a half-made object."""

    async def main() -> None:
        gate = Gate()
        lazy = lazy_of(gate.make)
        first, second = await waiting(gate, lazy.avalue(), lazy.avalue())
        first.cancel()
        await settled()
        gate.go.set()
        assert isinstance(await asyncio.wait_for(second, LIMIT), Engine)
        assert first.cancelled()
        assert gate.made == 2

    asyncio.run(main())


class Chicken:
    def __init__(self, egg: "Lazy[Egg]") -> None:
        self.egg = egg.value


class Egg:
    def __init__(self, chicken: Chicken) -> None:
        self.chicken = chicken


@pytest.mark.parametrize("lifetime", ["singleton", "scoped"])
def test_value_asked_for_while_its_owner_is_made_for_it_is_a_circle(lifetime: str) -> None:
    """L16: an error with the way round, not a hang."""
    container = ServiceContainer()
    container.register(Chicken, Chicken, lifetime)
    container.register(Egg, Egg, lifetime)
    for _ in range(3):
        with container.create_scope() as scope:
            with pytest.raises(ServiceCircularDependencyError) as caught:
                scope.get(Chicken)
            assert "`Chicken` -> `Egg` -> `Chicken`." in caught.value.what


def test_circle_of_transients_is_told_when_the_stack_is_used_up() -> None:
    """L16."""
    container = ServiceContainer().add_transient(Chicken).add_transient(Egg)
    with pytest.raises(ServiceCircularDependencyError, match="without end"):
        container.get(Chicken)


class Nest:
    def __init__(self, bird: "Lazy[Bird]") -> None:
        self.bird = bird


class Bird:
    def __init__(self, nest: Nest) -> None:
        self.asked = nest.bird.value


@pytest.mark.parametrize("lifetime", ["scoped", "transient"])
def test_value_asked_for_by_what_is_made_for_it_is_a_circle(lifetime: str) -> None:
    """L16: the very same `Lazy`, whose value is on its way."""
    container = ServiceContainer().add_scoped(Nest)
    container.register(Bird, Bird, lifetime)
    container.validate()
    with container.create_scope() as scope:
        nest = scope.get(Nest)
        with pytest.raises(ServiceCircularDependencyError, match="`Bird` -> `Bird`"):
            nest.bird.value  # noqa: B018 - the property is what is tested

        async def main() -> None:
            with pytest.raises(ServiceCircularDependencyError, match="`Bird` -> `Bird`"):
                await nest.bird.avalue()

        asyncio.run(main())
