"""Paired samples: a library beside hand-written code, in one process, in random order.

What counts is the processor's time: nothing that is measured waits, and other programs of the machine disturb it less.
"""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from itertools import repeat
from random import Random
from time import process_time_ns
from types import ModuleType
from typing import Any

from bench.calls import AsyncCall, Call
from bench.workloads import Workload


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Args:
        rounds: pairs of samples.
        nanoseconds: that one sample takes at least.
        warm: calls before the first sample, so that what compiles itself has done so.
    """

    rounds: int
    nanoseconds: int
    warm: int = 3_000


@dataclass(frozen=True)
class Pairs:
    """What was measured: nanoseconds a call, by sample."""

    handwritten: list[float]
    library: list[float]

    def multiples(self) -> list[float]:
        """Return what each sample took, as a multiple of the hand-written one of its round."""
        return [taken / by_hand for by_hand, taken in zip(self.handwritten, self.library, strict=True)]


def measure(workload: Workload, handwritten: ModuleType, library: ModuleType, effort: Effort) -> Pairs:
    """Measure a sync workload."""
    with ExitStack() as stack:
        calls: list[Call] = [workload.made_by(module)(stack) for module in (handwritten, library)]
        for call in calls:
            workload.check(call(), call())
            run(call, effort.warm)
        counts = [calibrated(call, effort) for call in calls]
        found: tuple[list[float], list[float]] = ([], [])
        for turn in turns(effort.rounds):
            gc.collect()
            found[turn].append(run(calls[turn], counts[turn]) / counts[turn])
    return Pairs(*found)


async def measure_async(workload: Workload, handwritten: ModuleType, library: ModuleType, effort: Effort) -> Pairs:
    """Measure an async workload."""
    async with AsyncExitStack() as stack:
        calls = [await prepared(workload, module, stack) for module in (handwritten, library)]
        for call in calls:
            workload.check(await call(), await call())
            await run_async(call, effort.warm)
        counts = [await calibrated_async(call, effort) for call in calls]
        found: tuple[list[float], list[float]] = ([], [])
        for turn in turns(effort.rounds):
            gc.collect()
            found[turn].append(await run_async(calls[turn], counts[turn]) / counts[turn])
    return Pairs(*found)


async def prepared(workload: Workload, module: ModuleType, stack: AsyncExitStack) -> AsyncCall:
    """Return what is measured; of an application, a request."""
    made = workload.made_by(module)
    if not workload.path:
        call: AsyncCall = await made(stack)
        return call
    from bench.web.driving import driven

    return await driven(made(), workload.path, stack)


def turns(rounds: int) -> list[int]:
    """Say who is next: both in each round, in random order."""
    random = Random()  # noqa: S311  # a shuffle, not a secret
    return [turn for _ in range(rounds) for turn in random.sample((0, 1), 2)]


def run(call: Callable[[], Any], count: int) -> int:
    """Return the nanoseconds that so many calls take."""
    begin = process_time_ns()
    for _ in repeat(None, count):
        call()
    return process_time_ns() - begin


async def run_async(call: Callable[[], Awaitable[Any]], count: int) -> int:
    """Return the nanoseconds that so many calls take, each awaited."""
    begin = process_time_ns()
    for _ in repeat(None, count):
        await call()
    return process_time_ns() - begin


def calibrated(call: Call, effort: Effort) -> int:
    """Return how many calls make a sample."""
    count = 16
    while run(call, count) < effort.nanoseconds:
        count *= 2
    return count


async def calibrated_async(call: AsyncCall, effort: Effort) -> int:
    """Return how many calls make a sample."""
    count = 16
    while await run_async(call, count) < effort.nanoseconds:
        count *= 2
    return count
