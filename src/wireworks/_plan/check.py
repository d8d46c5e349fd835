"""The whole graph checked at once: every problem, each told once, nothing made (L27)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from wireworks._model.key import Key
from wireworks._model.parameter import Parameter
from wireworks._plan.build import Graph
from wireworks._plan.explain import explain
from wireworks._plan.records import Fault, Maker, Node, Problem
from wireworks.errors import ServiceGraphError


class Consumer(NamedTuple):
    """A function outside the container that will ask it for some of its parameters."""

    function: Callable[..., object]
    parameters: tuple[Parameter, ...]


def check(graph: Graph, consumers: Iterable[Consumer] = ()) -> None:
    """Plan everything and report what is wrong.

    Raises:
        ServiceGraphError: something is.
    """
    nodes = [node for key in list(graph.providers) if (node := graph.node(key)) is not None]
    nodes += [graph.consumer(consumer.function, consumer.parameters) for consumer in consumers]
    nodes = _reached(graph, nodes)
    assisted = _assisted(nodes)
    problems = [problem for node in nodes for problem in node.problems if not _is_free(problem, assisted)]
    problems += [problem for node in nodes for problem in _sync_makers(graph, node)]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        errors = [explain(problem, problem.node, graph.providers) for problem in problems]
        raise ServiceGraphError(f"The graph of services has {count}.", errors)


def _reached(graph: Graph, nodes: Iterable[Node]) -> list[Node]:
    """Return ``nodes`` and what they lead to: not all of that was registered, some of it only follows."""
    found = dict.fromkeys(nodes)
    waiting = list(found)
    for node in waiting:
        made = [graph.node(maker.key) for _, maker in _makers(node)]
        below = [need for need in (*node.needs, *made) if need is not None and need not in found]
        found.update(dict.fromkeys(below))
        waiting.extend(below)
    return waiting


def _makers(node: Node) -> list[tuple[str, Maker]]:
    supplies = [(argument.name, argument.supply) for argument in node.arguments]
    return [(name, supply) for name, supply in supplies if isinstance(supply, Maker)]


def _assisted(nodes: Iterable[Node]) -> set[Key]:
    """Return the keys that somebody makes through a factory and nobody needs ready-made."""
    made = {supply.key for node in nodes for _, supply in _makers(node)}
    return made - {need.key for node in nodes for need in node.needs}


def _is_free(problem: Problem, assisted: set[Key]) -> bool:
    """Tell whether a missing parameter may be meant as one that the caller of a factory passes."""
    return problem.fault in (Fault.MISSING, Fault.UNANNOTATED) and problem.node.key in assisted


def _sync_makers(graph: Graph, node: Node) -> list[Problem]:
    """Return the sync factories that ``node`` takes of services which only ``await`` can make."""
    found = []
    for name, maker in _makers(node):
        made = graph.node(maker.key)
        if made is not None and made.is_async and not maker.is_async:
            found.append(Problem(Fault.ASYNC, node, name, maker.key, around=(made,)))
    return found
