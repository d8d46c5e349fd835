"""What the bench measures is the same work, by hand and with wireworks."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack

import pytest

from bench.libraries import CONTEXTLIB, FLOOR, HANDWRITTEN, WIREWORKS, Library
from bench.sampling import Effort, measure, measure_async, prepared
from bench.workloads import WORKLOADS, Workload

BOTH = (HANDWRITTEN, WIREWORKS)
ALL = (*BOTH, CONTEXTLIB, FLOOR)
SYNC = [workload for workload in WORKLOADS if not workload.awaited]
AWAITED = [workload for workload in WORKLOADS if workload.awaited]
LEAST = Effort(rounds=2, nanoseconds=1, warm=3)


@pytest.mark.parametrize("library", ALL, ids=lambda library: library.name)
@pytest.mark.parametrize("workload", SYNC, ids=lambda workload: workload.name)
def test_sync_workload_gives_what_is_asked_for_before_and_after_it_is_compiled(
    workload: Workload, library: Library
) -> None:
    with ExitStack() as stack:
        module = library.module(workload.room)
        if workload.made_by(module) is None:
            pytest.skip("no answer to it")
        call = workload.made_by(module)(stack)

        for _ in range(5):
            workload.check(call(), call())


@pytest.mark.parametrize("library", ALL, ids=lambda library: library.name)
@pytest.mark.parametrize("workload", AWAITED, ids=lambda workload: workload.name)
def test_async_workload_gives_what_is_asked_for_before_and_after_it_is_compiled(
    workload: Workload, library: Library
) -> None:
    async def main() -> None:
        async with AsyncExitStack() as stack:
            module = library.module(workload.room)
            if workload.made_by(module) is None:
                pytest.skip("no answer to it")
            call = await prepared(workload, module, stack)

            for _ in range(5):
                workload.check(await call(), await call())

    asyncio.run(main())


def test_samples_come_in_pairs() -> None:
    modules = [module for one in BOTH if (module := one.module("libraries"))]

    sync = measure(SYNC[0], *modules, LEAST)
    awaited = asyncio.run(measure_async(AWAITED[0], *modules, LEAST))

    assert [len(sync.multiples()), len(awaited.multiples())] == [LEAST.rounds, LEAST.rounds]
    assert min(sync.multiples() + awaited.multiples()) > 0
