"""The exits that integrations call: `scope.exit(exc)` and `await scope.aexit(exc)`."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from wireworks import ServiceClosedError, ServiceCloseError, ServiceContainer


class Session: ...


class Boom(Exception): ...


def recorded(log: list[object], teardown: Exception | None = None):
    def make() -> Iterator[Session]:
        try:
            yield Session()
            log.append("success")
        except BaseException as error:
            log.append(error)
            raise
        finally:
            if teardown:
                raise teardown

    return make


def recorded_async(log: list[object], teardown: Exception | None = None):
    async def make() -> AsyncIterator[Session]:
        try:
            yield Session()
            log.append("success")
        except BaseException as error:
            log.append(error)
            raise
        finally:
            if teardown:
                raise teardown

    return make


async def end(factory, outcome: BaseException | None) -> None:
    """Open a scope, make the session in it and end it with `outcome`."""
    container = ServiceContainer().add_scoped(factory)
    scope = container.create_scope()
    await scope.aget(Session)
    await scope.aexit(outcome)
    with pytest.raises(ServiceClosedError):
        scope.get(Session)


@pytest.mark.parametrize("kind", [recorded, recorded_async])
@pytest.mark.parametrize("outcome", [None, Boom(), asyncio.CancelledError(), StopIteration()])
def test_aexit_tells_the_outcome_and_raises_nothing_itself(kind, outcome) -> None:
    """The outcome is told to the generators; raising it again is the caller's business."""
    log: list[object] = []
    asyncio.run(end(kind(log), outcome))
    assert log == [outcome or "success"]


@pytest.mark.parametrize("outcome", [None, Boom(), KeyboardInterrupt(), StopIteration()])
def test_exit_tells_the_outcome_and_raises_nothing_itself(outcome) -> None:
    """The same without a loop."""
    log: list[object] = []
    container = ServiceContainer().add_scoped(recorded(log))
    scope = container.create_scope()
    scope.get(Session)
    scope.exit(outcome)
    assert log == [outcome or "success"]
    with pytest.raises(ServiceClosedError):
        scope.get(Session)


@pytest.mark.parametrize("kind", [recorded, recorded_async])
def test_aexit_raises_the_failures_of_teardown_after_the_outcome(kind) -> None:
    """L20."""
    outcome, teardown = Boom("outcome"), Boom("teardown")
    with pytest.raises(ServiceCloseError) as caught:
        asyncio.run(end(kind([], teardown), outcome))
    assert caught.value.exceptions == (outcome, teardown)


def test_exit_raises_the_failures_of_teardown_after_the_outcome() -> None:
    """L20."""
    outcome, teardown = Boom("outcome"), Boom("teardown")
    container = ServiceContainer().add_scoped(recorded([], teardown))
    scope = container.create_scope()
    scope.get(Session)
    with pytest.raises(ServiceCloseError) as caught:
        scope.exit(outcome)
    assert caught.value.exceptions == (outcome, teardown)
