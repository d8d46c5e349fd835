"""What type checkers must see of those who look at the wiring (L30): checked, never run."""

from typing import assert_type

from wireworks import Factory, Lifetime, ServiceContainer
from wireworks.graph import Gives, Need, Problem, Service, ServiceGraph, Step


class Clock: ...


container = ServiceContainer().add_singleton(Clock)

assert_type(container.explain(Clock), str)
assert_type(container.explain(Factory[Clock]), str)
assert_type(container.source(Clock), str)
assert_type(container.graph, ServiceGraph)
assert_type(container.graph_of(Clock), ServiceGraph)
assert_type(container.graph.services, tuple[Service, ...])
assert_type(container.graph.problems, tuple[Problem, ...])
assert_type(container.graph.named("Clock"), list[Service])
assert_type(container.graph.mermaid(), str)
assert_type(container.graph.services[0].needs, tuple[Need, ...])
assert_type(container.graph.services[0].lifetime, Lifetime)
assert_type(container.graph.services[0].needs[0].gives, Gives)
assert_type(container.graph.problems[0].chain, tuple[Step, ...])

container.graph = container.graph  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
container.graph.services[0].name = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
