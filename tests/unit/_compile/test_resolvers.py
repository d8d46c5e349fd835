"""The graph that resolvers are made from, and registrations that change meanwhile."""

from __future__ import annotations

from threading import Thread
from typing import Any

from wireworks._compile.resolvers import Resolvers


def test_registration_while_a_graph_is_planned_is_not_missed() -> None:
    told: list[bool] = []
    registering = Thread(target=lambda: told.append(resolvers.reset()))

    def plan() -> Any:
        registering.start()
        registering.join(0.05)  # whoever registers waits for this graph, so as to make it stale
        return object()

    engine: Any = None
    resolvers = Resolvers(engine, plan)
    before = resolvers.graph
    registering.join()
    assert told == [True]
    resolvers = Resolvers(engine, object)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # any graph will do
    assert not resolvers.reset()
    assert resolvers.graph is resolvers.graph is not before
    assert resolvers.reset()
    assert not resolvers.reset()
