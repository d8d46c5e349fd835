"""The way from a service that was asked for to the place where something is wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from wireworks._model.provider import Source
from wireworks._plan.records import Node, Problem
from wireworks._text.message import Link
from wireworks._text.names import name_of, place_of


def way(root: Node, goal: Node) -> tuple[Node, ...]:
    """Return the shortest way from ``root`` to ``goal`` along what nodes need, both included."""
    came: dict[Node, Node | None] = {root: None}
    waiting = deque([root])
    while waiting and goal not in came:
        node = waiting.popleft()
        for need in node.needs:
            if need not in came:
                came[need] = node
                waiting.append(need)
    steps = []
    here: Node | None = goal
    while here is not None:
        steps.append(here)
        here = came.get(here)
    return tuple(reversed(steps))


def first_problem(root: Node) -> Problem | None:
    """Return the problem nearest to ``root``, or ``None``."""
    seen = {root}
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        if node.problems:
            return node.problems[0]
        for need in node.needs:
            if need.broken and need not in seen:
                seen.add(need)
                waiting.append(need)
    return None


def links(nodes: Sequence[Node]) -> list[Link]:
    """Return a chain to print: each service with its lifetime, its place, and the parameter it fills of the one above."""
    found = []
    for above, node in zip([None, *nodes], nodes, strict=False):
        found.append(Link(lifetime_of(node), title_of(node), place_of(node.title), _parameter(above, node)))
    return found


def lifetime_of(node: Node) -> str:
    """Return the word for a node's lifetime in a chain."""
    return str(node.lifetime) if node.source is Source.FACTORY else node.source.value


def title_of(node: Node) -> str:
    """Return the name a chain shows: the key, and the factory behind it where that has another name."""
    key = name_of(node.key)
    made_by = name_of(node.title)
    return key if made_by in (key, name_of(node.key.service)) else f"{key} <- {made_by}"


def _parameter(above: Node | None, node: Node) -> str | None:
    if above is None:
        return None
    return next((argument.name for argument in above.arguments if argument.supply is node), None)
