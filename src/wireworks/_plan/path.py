"""The way from a service that was asked for to the place where something is wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import get_origin

from wireworks._declare.maker import Maker
from wireworks._model.provider import Source
from wireworks._plan.records import Gap, Node, Problem, Supply, Trail
from wireworks._text.message import Link
from wireworks._text.names import name_of, place_of, seconds

_LONGEST = 20
_FIRST, _LAST = 16, 2


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


def shorten(trail: Trail) -> Trail:
    """Leave out the middle of a long trail: nobody reads it, and thousands of them would fill the memory.

    What was shortened may grow at both ends and be shortened again: the result is that of the whole.
    """
    length = sum(each.size if isinstance(each, Gap) else 1 for each in trail)
    if length <= _LONGEST:
        return trail
    return (*trail[:_FIRST], Gap(length - _FIRST - _LAST), *trail[-_LAST:])


def circle(nodes: Sequence[tuple[Node, object]], start: int) -> Trail:
    """Return the trail from the node at ``start`` of a stack to its top, and back to that node."""
    if len(nodes) - start < _LONGEST:
        return (*(node for node, _ in nodes[start:]), nodes[start][0])
    first = [node for node, _ in nodes[start : start + _FIRST]]
    return (*first, Gap(len(nodes) - start - _FIRST - 1), nodes[-1][0], first[0])


def links(trail: Trail) -> list[Link]:
    """Return a chain to print: each service, its lifetime, its place, and the parameter it fills of the one above."""
    trail = shorten(trail)
    return [_link(above, node) for above, node in zip([None, *trail], trail, strict=False)]


def _link(above: Node | Gap | None, node: Node | Gap) -> Link:
    if isinstance(node, Gap):
        return Link("...", f"{node.size} more")
    return Link(lifetime_of(node), _with_factory(node), place_of(node.title), _parameter(above, node))


def lifetime_of(node: Node) -> str:
    """Return the words for a node's lifetime in a chain."""
    word = str(node.lifetime) if node.source is Source.FACTORY else node.source.value
    if node.provider.terms.ttl is not None:
        return f"{word} for {seconds(node.provider.terms.ttl):g} s"
    return word if node.scope is None else f"{word} in {node.scope}"


def _with_factory(node: Node) -> str:
    """Return the name a chain shows: the key, and the factory behind it where that has another name."""
    key, made_by = name_of(node.key), name_of(node.title)
    service = node.key.service
    known = (key, name_of(service), name_of(get_origin(service)))
    return key if made_by in known else f"{key} <- {made_by}"


def _parameter(above: Node | Gap | None, node: Node) -> str | None:
    if not isinstance(above, Node):
        return None
    return next((argument.name for argument in above.arguments if _fills(argument.supply, node)), None)


def _fills(supply: Supply, node: Node) -> bool:
    return supply is node or (isinstance(supply, Maker) and supply.key == node.key)
