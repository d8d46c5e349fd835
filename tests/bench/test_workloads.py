"""What the bench measures is the same work, by hand and with wireworks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack

import pytest

from bench import layers
from bench.calls import Call
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


@pytest.mark.parametrize("kind", [layers.of_scopes, layers.of_resources])
def test_layers_of_a_scope_do_the_same_work(kind: Callable[[ExitStack], dict[str, Call]]) -> None:
    workload = next(one for one in SYNC if one.name == ("scope" if kind is layers.of_scopes else "resource"))
    with ExitStack() as stack:
        for call in kind(stack).values():
            workload.check(call(), call())

    found = layers.measured(kind, LEAST)
    assert [len(taken) for taken in found.values()] == [LEAST.rounds] * len(found)
    assert layers.rows(found)[0][1] == 1


def test_samples_come_in_pairs() -> None:
    modules = [module for one in BOTH if (module := one.module("libraries"))]

    sync = measure(SYNC[0], *modules, LEAST)
    awaited = asyncio.run(measure_async(AWAITED[0], *modules, LEAST))

    assert [len(sync.multiples()), len(awaited.multiples())] == [LEAST.rounds, LEAST.rounds]
    assert min(sync.multiples() + awaited.multiples()) > 0
