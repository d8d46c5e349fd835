"""Random graphs asked by tasks and threads that share a scope, while makings fail and some give up (L20, L26)."""

import asyncio
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import replace
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.making import Product
from tests.property.model import MakingFailed
from tests.property.programs import Node, Program, graphs
from tests.property.sharing import Asker, SharedRun, askers
from tests.property.test_programs import every_container
from tests.support.examples import examples
from wireworks import ServiceAsyncError

LIMIT = 20
ROUNDS = 2
SYNC = ("class", "function", "generator", "disposable", "late_disposable", "entered")


async def ask(run: SharedRun, asker: Asker, scope, got: list[Product]) -> None:
    """Ask, and keep what came of it; only what may go wrong goes wrong quietly."""
    try:
        found = run.get(asker, scope) if asker.how == "get" else await run.aget(asker, scope)
    except MakingFailed:
        return
    except ServiceAsyncError:
        assert asker.how == "get"
        return
    assert [product.number for product in found] == list(asker.nodes)
    got.extend(found)


async def at_once(run: SharedRun, asking: list[Asker], scope) -> list[Product]:
    """Let all ask at their time, and cancel those that are to be cancelled."""
    got: list[Product] = []
    tasks: dict[Asker, asyncio.Task[None]] = {}
    for turn in range(12):
        for asker in asking:
            if asker.starts == turn:
                tasks[asker] = asyncio.create_task(ask(run, asker, scope, got))
            elif asker.cancelled is not None and asker.starts + asker.cancelled == turn:
                tasks[asker].cancel()
        await asyncio.sleep(0)
    await asyncio.wait_for(asyncio.wait(tasks.values()), LIMIT)
    for task in tasks.values():
        if not task.cancelled():
            task.result()
    return got


async def everything(run: SharedRun, asking: list[Asker], scope) -> list[Product]:
    """Ask again until nothing fails any more: nobody may have left anything behind that keeps it from being made."""
    got: list[Product] = []
    for number in sorted({number for asker in asking for number in asker.nodes}):
        for _ in range(1 + sum(node.failing_makings for node in run.nodes)):
            before = len(got)
            await ask(run, Asker((number,), "scope"), scope, got)
            if len(got) > before:
                break
        else:
            raise AssertionError(number)
    return got


def without_failing_teardown(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(replace(node, teardown_fails=False) for node in nodes)


class Closings:
    """L20: what ends is closed newest first, all of it and once."""

    def __init__(self, run: SharedRun) -> None:
        self.run = run
        self.before = 0

    def check(self) -> None:
        """Look at what was closed since the last look."""
        closed = [product.serial for product in self.run.closed[self.before :]]
        assert closed == [product.serial for product in reversed(self.run.opened) if product.serial in closed]
        self.before = len(self.run.closed)

    def left(self) -> list[Product]:
        """Return what is not closed yet."""
        return [product for product in self.run.opened if product not in self.run.closed]


@every_container
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    nodes=graphs().map(without_failing_teardown),
    pauses=st.lists(st.integers(0, 3), min_size=1).map(tuple),
)
def test_tasks_that_share_a_scope_agree_whatever_happens_to_some(make, data, nodes, pauses) -> None:
    """L20, L23, L26: one product for all, everything closed once, and whoever comes next may try again."""
    asking = data.draw(st.lists(askers(len(nodes)), min_size=2, max_size=6, unique=True))
    run = SharedRun(make(), Program(nodes, ()), pauses)
    closings = Closings(run)

    async def main() -> None:
        for _ in range(ROUNDS):
            first = len(run.made)
            async with run.container.create_scope() as scope:
                got = await at_once(run, asking, scope)
                got += await everything(run, asking, scope)
                assert run.current() is scope
            assert run.current() is None
            assert all(len(serials) == 1 for serials in run.seen(first, got).values())
            closings.check()
            assert all(nodes[product.number].lifetime != "scoped" for product in closings.left())
        await run.container.aclose()
        closings.check()
        assert closings.left() == []

    asyncio.run(main())


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def ask_in_threads(run: SharedRun, asking: list[Asker], scope) -> list[Product]:
    """Let each ask in a thread of its own that knows the scope, all at the same time; what fails is asked for again."""
    barrier = Barrier(len(asking))

    def work(asker: Asker) -> list[Product]:
        got: list[Product] = []
        barrier.wait(LIMIT)
        for _ in range(1 + sum(node.failing_makings for node in run.nodes)):
            with suppress(MakingFailed):
                got.extend(run.get(asker, scope))
        return got

    with ThreadPoolExecutor(len(asking)) as pool:
        working = [pool.submit(copy_context().run, work, asker) for asker in asking]
        return [product for each in working for product in each.result(LIMIT)]


@every_container
@pytest.mark.usefixtures("hasty")
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data(), nodes=graphs(kinds=SYNC).map(without_failing_teardown))
def test_threads_that_share_a_scope_agree_whatever_fails(make, data, nodes) -> None:
    """L20, L23, L26: one product for all; everything closed once, and before what it was made of."""
    asking = data.draw(st.lists(askers(len(nodes)), min_size=2, max_size=4, unique=True))
    run = SharedRun(make(), Program(nodes, ()))
    for _ in range(ROUNDS):
        first = len(run.made)
        with run.container.create_scope() as scope:
            got = ask_in_threads(run, asking, scope)
            assert run.current() is scope
        assert run.current() is None
        assert all(len(serials) == 1 for serials in run.seen(first, got).values())
        left = [product for product in run.opened if product not in run.closed]
        assert all(nodes[product.number].lifetime != "scoped" for product in left)
    run.container.close()
    assert sorted(product.serial for product in run.closed) == sorted(product.serial for product in run.opened)
    closed = {product.serial: place for place, product in enumerate(run.closed)}
    for serial, parts in run.parts.items():
        if serial in closed and not run.nodes[run.made[serial - 1].number].later:
            assert all(closed.get(part.serial, len(closed)) > closed[serial] for part in parts)
