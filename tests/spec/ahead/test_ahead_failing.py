"""L20, L30: what fails in a written module fails as in a container, with errors of Python."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import Owned, ServiceContainer

EVENTS: list[str] = []


class Good: ...


class Bad: ...


class Twice: ...


class Never: ...


class Slow: ...


class SlowTwice: ...


class SlowNever: ...


class SlowStop: ...


class Unmade:
    def __init__(self, good: Good) -> None:
        raise LookupError("cannot be made")


class Holder:
    def __init__(self, own: Owned[Unmade], slow: Owned[Slow]) -> None:
        self.own, self.slow = own, slow


def good() -> Iterator[Good]:
    yield Good()
    EVENTS.append("good closed")


def bad() -> Iterator[Bad]:
    try:
        yield Bad()
    finally:
        raise OSError("bad")


def twice() -> Iterator[Twice]:
    yield Twice()
    yield Twice()


def never() -> Iterator[Never]:
    yield from ()


async def slow(unmade: Unmade) -> AsyncIterator[Slow]:
    yield Slow()


async def slow_twice() -> AsyncIterator[SlowTwice]:
    yield SlowTwice()
    yield SlowTwice()


async def slow_never() -> AsyncIterator[SlowNever]:
    return
    yield SlowNever()


async def slow_stop() -> AsyncIterator[SlowStop]:
    try:
        yield SlowStop()
    finally:
        raise KeyboardInterrupt


SYNC = ServiceContainer().add_scoped(good).add_scoped(bad).add_scoped(twice).add_scoped(never).add_scoped(Unmade)
ASYNC = (
    SYNC.fork()
    .add_scoped(slow)
    .add_scoped(slow_twice)
    .add_scoped(slow_never)
    .add_scoped(slow_stop)
    .add_singleton(Holder)
)


@pytest.fixture(autouse=True)
def events() -> list[str]:
    EVENTS.clear()
    return EVENTS


def test_failures_of_teardown_stand_behind_the_outcome(compiled, events: list[str]) -> None:
    outcome = ValueError("no")
    with compiled(SYNC).Singletons() as app:
        with pytest.raises(ExceptionGroup, match="Closing `Scope` failed for `bad`") as caught:
            with app.scope() as scope:
                scope.bad()
                raise outcome
        assert caught.value.exceptions[0] is outcome
        assert [type(each) for each in caught.value.exceptions] == [ValueError, OSError]
        with pytest.raises(ExceptionGroup, match="failed for `twice`") as caught:
            with app.scope() as scope:
                scope.good(), scope.twice()
        assert str(caught.value.exceptions[0]) == "The generator yielded twice."
    assert events == ["good closed"]


def test_interruption_of_the_body_goes_first(compiled) -> None:
    """It does its work; what failed as well hangs on it as its context."""
    outcome = KeyboardInterrupt()
    with compiled(SYNC).Singletons() as app, pytest.raises(KeyboardInterrupt) as caught, app.scope() as scope:
        scope.bad()
        raise outcome
    assert caught.value is outcome
    assert isinstance(outcome.__context__, ExceptionGroup)


def test_making_that_fails_is_tried_again(compiled) -> None:
    """L26."""
    with compiled(SYNC).Singletons() as app, app.scope() as scope:
        for _ in range(2):
            with pytest.raises(LookupError, match="cannot be made"):
                scope.unmade()
        with pytest.raises(RuntimeError, match="The generator of `never` ended without yielding"):
            scope.never()


def test_async_failures(compiled, events: list[str]) -> None:
    async def main() -> None:
        async with compiled(ASYNC).Singletons() as app:
            with pytest.raises(ExceptionGroup, match="failed for `bad`, `slow_twice`") as caught:
                async with app.scope() as scope:
                    await scope.slow_twice()
                    scope.good(), scope.bad()
            assert [type(each) for each in caught.value.exceptions] == [OSError, RuntimeError]
            async with app.scope() as scope:
                with pytest.raises(RuntimeError, match="The generator of `slow_never` ended without yielding"):
                    await scope.slow_never()
            with pytest.raises(KeyboardInterrupt):
                async with app.scope() as scope:
                    await scope.slow_stop()

    asyncio.run(main())
    assert events == ["good closed"]


def test_owned_service_that_cannot_be_made_leaves_nothing_open(compiled, events: list[str]) -> None:
    """L16: what was made for it is closed."""

    async def main() -> None:
        async with compiled(ASYNC).Singletons() as app:
            holder = app.holder()
            with pytest.raises(LookupError, match="cannot be made"), holder.own:
                pass
            with pytest.raises(LookupError, match="cannot be made"):
                async with holder.slow:
                    pass

    asyncio.run(main())
    assert events == []


def test_eager_service_that_cannot_be_made_ends_it(compiled) -> None:
    """L25: what was made before is closed."""
    container = ServiceContainer()
    container.register(Good, good, "singleton", eager=True)
    container.register(Unmade, Unmade, "singleton", eager=True)
    app = compiled(container).Singletons()
    with pytest.raises(LookupError, match="cannot be made"):
        app.start()
    assert EVENTS == []
    with pytest.raises(RuntimeError, match="was closed"):
        app.good()
