"""The way from a service that was asked for to the place where something is wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import get_origin

from wireworks._model.provider import Source
from wireworks._plan.records import Maker, Node, Problem, Supply
from wireworks._text.message import Link
from wireworks._text.names import name_of, place_of


def way(root: Node, accept: Callable[[Node], bool], along: Callable[[Node], bool] | None = None) -> tuple[Node, ...]:
    """Return the shortest way from ``root`` to a node that ``accept`` is true of, both included.

    Args:
        root: where to begin.
        accept: tells the goal; one has to exist.
        along: tells which nodes the way may lead through; all where it is left out.
    """
    came: dict[Node, Node | None] = {root: None}
    waiting = deque([root])
    while True:
        node = waiting.popleft()
        if accept(node):
            return way_back(node, came)
        for need in node.needs:
            if need not in came and (along is None or along(need)):
                came[need] = node
                waiting.append(need)


def way_back(node: Node, came: Mapping[Node, Node | None]) -> tuple[Node, ...]:
    """Return the way to ``node`` from where a walk began, by what the walk ``came`` from to each."""
    found: list[Node] = []
    here: Node | None = node
    while here is not None:
        found.append(here)
        here = came[here]
    return tuple(reversed(found))


def first_problem(root: Node) -> Problem:
    """Return the problem nearest to ``root``, which is broken."""
    return way(root, lambda node: bool(node.problems), lambda node: node.broken)[-1].problems[0]


def scoped_part(node: Node, rank: int = 0) -> tuple[Node, ...]:
    """Return the way to what of ``node`` ends before a scope of ``rank``, or to what only the end of one closes."""
    if node.reach > rank:
        return way(node, lambda each: each.rank > rank, lambda each: each.reach > rank)
    # Of what a function made, that may show only then.
    return way(node, lambda each: each.yields or each.disposes or not each.leaks, lambda each: each.leaks)


def links(nodes: Sequence[Node]) -> list[Link]:
    """Return a chain to print: each service, its lifetime, its place, and the parameter it fills of the one above."""
    return [
        Link(lifetime_of(node), _with_factory(node), place_of(node.title), _parameter(above, node))
        for above, node in zip([None, *nodes], nodes, strict=False)
    ]


def lifetime_of(node: Node) -> str:
    """Return the words for a node's lifetime in a chain."""
    word = str(node.lifetime) if node.source is Source.FACTORY else node.source.value
    return word if node.scope is None else f"{word} in {node.scope}"


def _with_factory(node: Node) -> str:
    """Return the name a chain shows: the key, and the factory behind it where that has another name."""
    key, made_by = name_of(node.key), name_of(node.title)
    service = node.key.service
    known = (key, name_of(service), name_of(get_origin(service)))
    return key if made_by in known else f"{key} <- {made_by}"


def _parameter(above: Node | None, node: Node) -> str | None:
    if above is None:
        return None
    return next((argument.name for argument in above.arguments if _fills(argument.supply, node)), None)


def _fills(supply: Supply, node: Node) -> bool:
    return supply is node or (isinstance(supply, Maker) and supply.key == node.key)
