"""What is measured of a cache, in a process that has nothing else to do: `python -m bench.caching.rows ROW CACHE URL`.

Prints a line of JSON. What the parent process has to say, it says by a line on standard input.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib import import_module
from itertools import repeat
from random import Random
from statistics import median, quantiles

from bench.caching import CACHES, Cache, User, load, user

Figures = dict[str, float]

ROUNDS = 15
SAMPLE = 0.1  # seconds that one sample takes at least
MAKING = 0.05  # seconds that a factory takes where makings are looked at
LOADED = 0.02  # and where answers under load are
PATIENCE = 15.0  # who waits longer for an answer hangs
KEYS = 64


async def opened(stack: AsyncExitStack, name: str, url: str) -> Cache:
    """Connect a cache."""
    cache: Cache = await stack.enter_async_context(import_module(CACHES[name][0]).opened(url))
    return cache


async def hits(name: str, url: str, callers: str) -> Figures:
    """Take hits beside redis-py alone, in turn; `callers` ask at the same time, each for a value of its own."""
    async with AsyncExitStack() as stack:
        caches = [await opened(stack, one, url) for one in ("redis-py", name)]
        for cache in caches:
            for each in range(KEYS):
                found = await cache.get(str(each), load)
                found = await cache.get(str(each), load)
                if isinstance(found, User) and found != user(str(each)):
                    raise RuntimeError("what came back is not what was stored")
        counts = [await enough(cache, int(callers)) for cache in caches]
        samples: tuple[list[float], list[float]] = ([], [])
        random = Random()  # noqa: S311  # a shuffle, not a secret
        for _ in range(ROUNDS):
            gc.collect()
            for turn in random.sample((0, 1), 2):
                samples[turn].append(await together(caches[turn], int(callers), counts[turn]) / counts[turn])
    raw, own = samples
    return {"of raw": median(a / b for a, b in zip(raw, own, strict=True)), "us": median(own) * 1e6}


async def enough(cache: Cache, callers: int) -> int:
    """Return how many hits make a sample."""
    count = KEYS
    while await together(cache, callers, count) < SAMPLE:
        count *= 2
    return count


async def together(cache: Cache, callers: int, count: int) -> float:
    """Return the seconds that so many hits take."""
    hit, share = cache.hit, count // callers

    async def caller(identifier: str) -> None:
        for _ in repeat(None, share):
            await hit(identifier)

    begin = time.perf_counter()
    if callers == 1:
        await caller("1")
    else:
        await asyncio.gather(*(caller(str(number)) for number in range(callers)))
    return time.perf_counter() - begin


class Making:
    """A factory that takes its time, and is counted."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.calls = 0
        self.begun = asyncio.Event()

    async def __call__(self, identifier: str) -> User:
        """Make a value."""
        self.calls += 1
        self.begun.set()
        await asyncio.sleep(self.seconds)
        return user(identifier)


async def stampede(name: str, url: str, callers: str) -> Figures:
    """Ask for one value that nobody made, when the parent says so."""
    making = Making(MAKING)
    async with AsyncExitStack() as stack:
        cache = await opened(stack, name, url)
        await cache.get("warm", load)
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        found = await asyncio.gather(*(cache.get("cold", making) for _ in range(int(callers))), return_exceptions=True)
    return {"makings": making.calls, "failed": sum(isinstance(one, Exception) for one in found)}


async def cancellation(name: str, url: str) -> Figures:
    """Cancel the first of twenty who ask for one value."""
    making = Making(MAKING)
    async with AsyncExitStack() as stack:
        cache = await opened(stack, name, url)
        await cache.get("warm", load)
        callers = [asyncio.create_task(cache.get("cancelled", making)) for _ in range(20)]
        await making.begun.wait()
        callers[0].cancel()
        async with asyncio.timeout(PATIENCE):
            found = await asyncio.gather(*callers, return_exceptions=True)
    return {"served": sum(isinstance(one, User) for one in found), "makings": making.calls}


async def deletion(name: str, url: str) -> Figures:
    """Delete a value while it is made, and tell whether what was made before is found after."""
    kept = ["old"]
    begun = asyncio.Event()

    async def read(identifier: str) -> User:
        found = kept[0]
        begun.set()
        await asyncio.sleep(MAKING)
        return user(identifier).model_copy(update={"name": found})

    async with AsyncExitStack() as stack:
        cache = await opened(stack, name, url)
        await cache.get("warm", load)
        first = asyncio.create_task(cache.get("deleted", read))
        await begun.wait()
        kept[0] = "new"
        await cache.delete("deleted")
        await first
        after = await cache.get("deleted", read)
    return {"stale": float(name_in(after) == "old")}


def name_in(found: object) -> str:
    """Read what came back: a value, or what the library makes of it."""
    if isinstance(found, bytes):
        return User.model_validate_json(found).name
    return User.model_validate(found).name


async def outage(name: str, url: str, seconds: str) -> Figures:
    """Ask for many values by 32 callers, while the parent takes the server away and brings it back."""
    random = Random()  # noqa: S311  # a choice of keys
    making = Making(LOADED)
    took: list[float] = []
    failed = 0
    async with AsyncExitStack() as stack:
        cache = await opened(stack, name, url)
        await cache.get("warm", load)
        end = time.monotonic() + float(seconds)

        async def caller() -> None:
            nonlocal failed
            while time.monotonic() < end:
                begin = time.monotonic()
                try:
                    async with asyncio.timeout(PATIENCE):
                        await cache.get(str(random.randrange(200)), making)
                except Exception:  # noqa: BLE001  # of any library: it is counted
                    failed += 1
                took.append(time.monotonic() - begin)
                await asyncio.sleep(0.005)

        say("ready")
        await asyncio.gather(*(caller() for _ in range(32)))
    return {"failed": failed, "p99 ms": quantiles(took, n=100)[-1] * 1e3, "longest ms": max(took) * 1e3}


def say(word: object) -> None:
    """Tell the parent."""
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


ROWS: dict[str, Callable[..., Awaitable[Figures]]] = {
    one.__name__: one for one in (hits, stampede, cancellation, deletion, outage)
}


def main(row: str, *arguments: str) -> None:
    """Measure one row."""

    async def measured() -> Figures:
        return await ROWS[row](*arguments)

    say(asyncio.run(measured()))


if __name__ == "__main__":
    main(*sys.argv[1:])
