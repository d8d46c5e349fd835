"""W10: reading from something without an end until the process is told to stop."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from wireworks.stopping import Stopping

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_is_read_until_it_stops_is_closed_where_it_waits() -> None:
    """W10: and who reads it goes on in good order."""
    stopping, read, closed = Stopping(), asyncio.Event(), list[str]()

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            read.set()
            await asyncio.Event().wait()
        finally:
            closed.append("closed")

    async def reading() -> list[int]:
        return [number async for number in stopping.until(numbers())]

    task = asyncio.create_task(reading())
    await read.wait()
    stopping.stop()
    assert await task == [1]
    assert closed == ["closed"]


async def test_what_never_waits_is_read_until_it_stops_too() -> None:
    """W10: and not at all if it has stopped."""
    stopping = Stopping()

    async def numbers() -> AsyncIterator[int]:
        for number in range(1_000_000):
            if number == 2:
                stopping.stop()
            yield number

    assert [number async for number in stopping.until(numbers())] == [0, 1, 2]
    assert [number async for number in stopping.until(numbers())] == []


async def test_reading_until_it_stops_changes_nothing_else() -> None:
    """W10: the end, errors, cancellation, and iterators that cannot be closed."""
    stopping = Stopping()

    class Numbers:
        left = 2

        def __aiter__(self) -> "Numbers":
            return self

        async def __anext__(self) -> int:
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return self.left

    async def late() -> AsyncIterator[int]:
        yield 1
        raise TimeoutError("its own")

    async def waiting() -> AsyncIterator[int]:
        await asyncio.Event().wait()
        yield 1

    assert [number async for number in stopping.until(Numbers())] == [1, 0]
    with pytest.raises(TimeoutError, match="its own"):
        _ = [number async for number in stopping.until(late())]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            _ = [number async for number in stopping.until(waiting())]
    assert not stopping.stopped
