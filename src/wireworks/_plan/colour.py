"""What a finished node inherits from the nodes it needs: async-ness, scopes, resources, problems."""

from __future__ import annotations

from wireworks._model.lifetime import Lifetime
from wireworks._plan.records import Fault, Maker, Node, Problem


def colour(node: Node) -> None:
    """Set the colours of ``node``; those of everything it needs are set already, except around a cycle."""
    needs = node.needs
    node.height = 1 + max((need.height for need in needs), default=0)
    node.is_async = node.awaits or any(need.is_async for need in needs)
    if node.lifetime in (Lifetime.SINGLETON, Lifetime.SCOPED):
        node.reach = node.rank
        _look_for_captives(node)
    else:
        passing = [need for need in needs if need.lifetime is Lifetime.TRANSIENT]
        makers = any(isinstance(argument.supply, Maker) for argument in node.arguments)
        node.reach = max((need.reach for need in needs), default=0)
        node.leaks = node.yields or node.disposes or any(need.leaks for need in passing)
        node.wants_scope = makers or any(need.wants_scope for need in passing)
    node.needs_scope = node.reach > 0
    if node.guard is not None and node.guard.nullable:
        node.nullable = True
    else:
        node.guard = None
    node.broken = bool(node.problems) or any(need.broken for need in needs)


def _look_for_captives(node: Node) -> None:
    """Note what ends before ``node`` does: it lives in a scope further in, or has something that does."""
    for need in dict.fromkeys(node.needs):
        if need.reach > node.rank:
            node.problems.append(Problem(Fault.CAPTIVE, node, key=need.key, around=(need,)))
