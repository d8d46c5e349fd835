"""Waiting for what happens in whatever thread, with a limit, and without being able to cancel it."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def outcome_of(future: Future[T], limit: float | None) -> bool:
    """Return when ``future`` is done, or after ``limit`` seconds; tell whether it is done.

    A caller that is cancelled leaves it as it is.
    """
    if future.done():
        return True
    here = asyncio.get_running_loop()
    done = asyncio.Event()

    def wake(_future: Future[T]) -> None:
        with suppress(RuntimeError):  # the one who waited is gone, and the event loop too
            here.call_soon_threadsafe(done.set)

    future.add_done_callback(wake)
    with suppress(TimeoutError):
        async with asyncio.timeout(limit):
            await done.wait()
    return future.done()
