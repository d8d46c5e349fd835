"""What a finished node inherits from the nodes it needs: async-ness, scopes, resources, problems."""

from __future__ import annotations

from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._plan.records import HELD, Fault, Node, Problem

_TRANSIENT, _CLASS = Lifetime.TRANSIENT, Making.CLASS


def colour(node: Node) -> None:
    """Set the colours of ``node``; those of everything it needs are set already, except around a cycle."""
    below = reach = 0
    is_async = node.making is not _CLASS and node.awaits
    broken, leaks, wants_scope = bool(node.problems), False, False
    for need in node.needs:
        # Calls of `max` would take most of the time.
        below = need.height if need.height > below else below  # noqa: FURB136
        reach = need.reach if need.reach > reach else reach  # noqa: FURB136
        is_async = is_async or need.is_async
        broken = broken or need.broken
        if need.provider.lifetime is _TRANSIENT:
            leaks = leaks or need.leaks
            wants_scope = wants_scope or need.wants_scope
    node.height = 1 + below
    node.is_async = is_async
    node.broken = broken
    if node.provider.lifetime in HELD:
        node.reach = node.rank
        if reach > node.rank:
            _tell_captives(node)
    else:
        node.reach = reach
        node.leaks = leaks or node.yields or node.disposes
        # A cached service is made in a scope of its own.
        node.wants_scope = wants_scope or (bool(node.makers) and not node.looks_up)
    node.needs_scope = node.reach > 0
    if node.guard is not None and node.guard.nullable:
        node.nullable = True
    else:
        node.guard = None


def _tell_captives(node: Node) -> None:
    """Note what ends before ``node`` does: it lives in a scope further in, or has something that does."""
    for need in dict.fromkeys(node.needs):
        if need.reach > node.rank:
            node.broken = True
            node.problems += (Problem(Fault.CAPTIVE, node, key=need.key, around=(need,)),)
