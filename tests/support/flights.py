"""What the tests of single flight share: threads and loops whose hanging is noticed, and a slow factory."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any

# Seconds after which waiting counts as hanging.
LIMIT = 10


def start(work: Callable[[], Any]) -> Future[Any]:
    """Run `work` in a daemon thread; ask the future for its outcome, with a limit."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks the future
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def start_loop(work: Callable[[], Awaitable[Any]]) -> Future[Any]:
    """Await what `work` returns in a loop and a thread of its own."""

    async def main() -> Any:
        return await asyncio.wait_for(work(), LIMIT)

    return start(lambda: asyncio.run(main()))


class Engine:
    """The service that is made."""


class Session:
    """A service that needs an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine


class Gate:
    """An async factory of `Engine` that waits to be let on, and then fails as often as it was told to."""

    def __init__(self, *failures: Exception) -> None:
        self.making, self.go = asyncio.Event(), asyncio.Event()
        self.failures = list(failures)
        self.made = 0

    async def make(self) -> Engine:
        """Make an engine once `go` is set."""
        self.made += 1
        self.making.set()
        await self.go.wait()
        if self.failures:
            raise self.failures.pop(0)
        return Engine()


async def waiting(gate: Gate, *asked: Awaitable[Any]) -> list[asyncio.Future[Any]]:
    """Start tasks, the first of which makes the engine of `gate` while the others wait for it."""
    tasks = [asyncio.ensure_future(one) for one in asked]
    await asyncio.wait_for(gate.making.wait(), LIMIT)
    await settled()
    return tasks


async def settled() -> None:
    """Let every task of the loop go on until it waits for something."""
    for _ in range(5):
        await asyncio.sleep(0)
