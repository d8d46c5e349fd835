"""A plan read into records: what was planned, and nothing made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_origin

from wireworks._declare.keys import asked_with
from wireworks._declare.maker import Maker
from wireworks._model.consumer import Consumer
from wireworks._model.provider import Source
from wireworks._plan.build import Graph
from wireworks._plan.check import problems_of, reached
from wireworks._plan.explain import explain
from wireworks._plan.records import Constant, Fault, Node, Supply
from wireworks._plan.records import Problem as Trouble
from wireworks._plan.routes import Routes
from wireworks._text.names import name_of, place_of, seconds
from wireworks.graph._graph import ServiceGraph
from wireworks.graph._records import Gives, Need, Service, Step
from wireworks.graph._records import Problem as Reported


def read_all(graph: Graph) -> ServiceGraph:
    """Return everything that is registered, then what only stands below it."""
    nodes = reached(graph, graph.registered())
    return _Reading(graph, nodes, problems_of(graph, nodes)).read()


def read_below(graph: Graph, root: Node) -> ServiceGraph:
    """Return ``root`` and everything below it, factories of services included; ``root`` comes first."""
    nodes = reached(graph, [root])
    # A cached service is asked for with the arguments that it lacks.
    return _Reading(graph, nodes, problems_of(graph, nodes, None if root.looks_up else root.key)).read()


def _supplies(node: Node) -> Iterator[tuple[str, str, Supply]]:
    for argument in node.arguments:
        yield argument.name, "argument", argument.supply
    for step in node.steps:
        yield step.name, "method" if step.call else "attribute", step.supply


def _below(graph: Graph, supply: Supply) -> Node | None:
    if isinstance(supply, Maker):
        return graph.node(supply.key)
    return graph.plain(supply) if isinstance(supply, Node) else None


class _Reading:
    """One reading of a graph: the ids it gave, and the problems at each node.

    What is made for each of its consumers anew is one service, and shown as it is made for nobody.
    """

    def __init__(self, graph: Graph, nodes: list[Node], troubles: Sequence[Trouble]) -> None:
        self._graph = graph
        self._nodes = [node for node in nodes if node.consumer is None and not node.fills]
        self._routes = Routes(troubles)
        self._ids = _ids_of(self._nodes)
        self._told: dict[Node, list[Trouble]] = {}
        self._problems: dict[Node, list[Reported]] = {}
        self._in_order: list[Reported] = []
        for trouble in troubles:
            problem = self._problem(trouble)
            self._in_order.append(problem)
            at = graph.plain(trouble.node)
            self._told.setdefault(at, []).append(trouble)
            self._problems.setdefault(at, []).append(problem)

    def read(self) -> ServiceGraph:
        """Return the records."""
        return ServiceGraph(tuple(map(self._service, self._nodes)), tuple(self._in_order))

    def _problem(self, trouble: Trouble) -> Reported:
        error = explain(trouble, self._graph.suggestions, self._routes)
        chain = tuple(Step(*link) for link in error.chain)
        kind, service = type(error).__name__, self._ids[self._graph.plain(trouble.node)]
        return Reported(
            kind, service, trouble.parameter, error.what, chain, error.fix or "", error.see or "", str(error)
        )

    def _service(self, node: Node) -> Service:
        is_made = node.source is Source.FACTORY
        made = self._made(node)
        return Service(
            id=self._ids[node],
            name=name_of(node.key),
            key=asked_with(node.key) if self._graph.provider(node.key) is node.provider else None,
            type=node.key.service,
            qualifier=node.key.qualifier,
            lifetime=node.lifetime,
            source=node.source.value,
            making=made.kind if is_made else "",
            factory=name_of(node.title) if is_made else "",
            place=place_of(node.title) if is_made else "",
            is_async=node.is_async,
            needs_scope=node.needs_scope,
            scope=node.scope,
            eager=node.provider.terms.eager,
            ttl=None if node.provider.terms.ttl is None else seconds(node.provider.terms.ttl),
            height=made.height,
            needs=(*(self._need(*each) for each in _supplies(made)), *self._unfilled(made)),
            problems=tuple(self._problems.get(node, ())),
        )

    def _made(self, node: Node) -> Node:
        """Return the node that says what a service is made of: for a cached one it is not that which looks it up."""
        maker = node.makers[0][1] if node.looks_up and node.makers else None
        return (None if maker is None else self._graph.made_by(maker)) or node

    def _need(self, parameter: str, by: str, supply: Supply) -> Need:
        below = _below(self._graph, supply)
        if below is None:
            if isinstance(supply, Constant) and isinstance(supply.value, Consumer):
                return Need(parameter, by, Gives.CONSUMER, None, name_of(Consumer))
            return Need(parameter, by, Gives.VALUE, None, "")
        return Need(
            parameter,
            by,
            Gives[supply.wants.name] if isinstance(supply, Maker) else Gives.SERVICE,
            self._ids[below],
            name_of(below.key),
        )

    def _unfilled(self, node: Node) -> Iterator[Need]:
        told = {(trouble.fault, trouble.parameter) for trouble in self._told.get(self._graph.plain(node), ())}
        filled = {argument.name for argument in node.arguments}
        for trouble in node.problems:
            if trouble.parameter is not None and trouble.fault is not Fault.UNKNOWN and trouble.parameter not in filled:
                open_or_not = Gives.OPEN if trouble.fault is Fault.OPEN else Gives.CALLER
                gives = Gives.MISSING if (trouble.fault, trouble.parameter) in told else open_or_not
                name = "" if trouble.key is None else name_of(trouble.key)
                yield Need(trouble.parameter, "argument", gives, None, name)


def _ids_of(nodes: Iterable[Node]) -> dict[Node, str]:
    """Return a name for each node that nobody else has: where two look alike, the later one is numbered."""
    ids: dict[Node, str] = {}
    counts: dict[str, int] = {}
    for node in nodes:
        service: Any = node.key.service
        module = getattr(get_origin(service) or service, "__module__", "builtins")
        found = base = f"{module}:{name_of(node.key)}"
        while found in counts:
            counts[base] += 1
            found = f"{base}#{counts[base]}"
        counts[found] = 1
        ids[node] = found
    return ids
