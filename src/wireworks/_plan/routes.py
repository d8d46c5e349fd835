"""Ways from many services to what is wrong below them, worked out once for all: a report takes linear time (L27)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wireworks._model.record import NamedTuple
from wireworks._plan.path import shorten, way
from wireworks._plan.records import Node, Problem, Trail


class Goal(NamedTuple):
    """What a way leads to, and which nodes it leads through; goals of one name are the same."""

    name: object
    accept: Callable[[Node], bool]
    along: Callable[[Node], bool]


AWAIT = Goal("await", lambda node: node.awaits, lambda node: node.is_async)
# Of what a function made, that it has to be closed may show only then.
_RESOURCE = Goal("resource", lambda node: node.yields or node.disposes or not node.leaks, lambda node: node.leaks)


def scope_goal(node: Node, rank: int = 0) -> Goal:
    """Return what of ``node`` ends before a scope of ``rank``, or else what only the end of one closes."""
    if node.reach > rank:
        return Goal(rank, lambda each: each.rank > rank, lambda each: each.reach > rank)
    return _RESOURCE


def way_to(goal: Goal, root: Node) -> tuple[Node, ...]:
    """Return the shortest way from ``root`` to a goal; one has to exist."""
    return way(root, goal.accept, goal.along)


class Way(NamedTuple):
    """A way, perhaps shortened, and where it ends."""

    trail: Trail
    end: Node


class Routes:
    """Know the shortest ways to any goal from the nodes that some problems are about, and from all that these need."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._roots = dict.fromkeys(node for problem in problems for node in problem.around)
        self._ways: dict[object, dict[Node, Way]] = {}

    def to(self, goal: Goal, node: Node) -> Way:
        """Return the shortest way from ``node`` to a goal; one has to exist."""
        if goal.name not in self._ways:
            self._ways[goal.name] = _spread(goal, self._roots)
        return self._ways[goal.name][node]


def _spread(goal: Goal, roots: Iterable[Node]) -> dict[Node, Way]:
    """Walk from the goals up to all that lead there, and note the next step of each, which is one nearer."""
    users = _users(goal, roots)
    steps = dict.fromkeys((node for node in users if goal.accept(node)), 0)
    waiting = list(steps)
    ways = {node: Way((node,), node) for node in waiting}
    for node in waiting:
        for user in users[node]:
            if user not in steps:
                steps[user] = steps[node] + 1
                waiting.append(user)
        if node not in ways:
            after = ways[next(need for need in node.needs if steps.get(need) == steps[node] - 1)]
            ways[node] = Way(shorten((node, *after.trail)), after.end)
    return ways


def _users(goal: Goal, roots: Iterable[Node]) -> dict[Node, list[Node]]:
    """Return the nodes that a way may lead through, each with those that need it."""
    users: dict[Node, list[Node]] = {node: [] for node in roots if goal.along(node)}
    waiting = list(users)
    for node in waiting:
        for need in node.needs:
            if goal.along(need):
                if need not in users:
                    users[need] = []
                    waiting.append(need)
                users[need].append(node)
    return users
