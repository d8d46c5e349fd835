"""Random graphs asked by many tasks at once: everything kept is made once, closed once (L26)."""

import asyncio
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.driver import Run
from tests.property.programs import Node, Program, graphs
from tests.support.examples import examples
from wireworks import ServiceCloseError, ServiceContainer

LIMIT = 20


def without_failures(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(replace(node, failing_makings=0, teardown_fails=False) for node in nodes)


async def ask_at_once(run: Run, asked: list[int], scopes: int) -> list[list]:
    """Ask for the same nodes in several scopes, all tasks at the same time."""

    async def request() -> list:
        async with run.container.create_scope() as scope:
            asking = (scope.aget(run.keys[number]) for number in asked)
            return await asyncio.gather(*asking)

    found = await asyncio.gather(*(request() for _ in range(scopes)))
    await run.container.aclose()
    return found


def entries(run: Run, word: str) -> list[tuple]:
    return [entry for entry in run.transcript if entry[0] == word]


@settings(max_examples=examples(100))
@given(data=st.data(), nodes=graphs(), scopes=st.integers(1, 3))
def test_tasks_at_once_make_and_close_everything_once(data, nodes, scopes) -> None:
    """L20, L26: per scope or per container, whatever the interleaving."""
    nodes = without_failures(nodes)
    asked = data.draw(st.lists(st.integers(0, len(nodes) - 1), min_size=1, max_size=6))
    run = Run(ServiceContainer(), Program(nodes, ()))
    work = asyncio.wait_for(ask_at_once(run, asked, scopes), LIMIT)

    found = asyncio.run(work)

    made = Counter(number for _, number, *_ in entries(run, "make"))
    for number, node in enumerate(nodes):
        if node.lifetime != "transient":
            assert made[number] <= (1 if node.lifetime == "singleton" else scopes)
    for results in found:
        for number, product in zip(asked, results, strict=True):
            if nodes[number].lifetime != "transient":
                assert all(other is product for place, other in zip(asked, results, strict=True) if place == number)
    opened = sorted(entry[2] for entry in entries(run, "make") if nodes[entry[1]].is_resource)
    assert sorted(entry[2] for entry in entries(run, "close")) == opened


def test_driver_sees_teardown_failures() -> None:
    """The driver itself: a failing teardown is not swallowed by it."""
    program = Program((Node("singleton", "generator", (), 0, teardown_fails=True),), ())
    run = Run(ServiceContainer(), program)
    run.container.get(run.keys[0])
    try:
        run.container.close()
    except ServiceCloseError:
        return
    raise AssertionError
