"""Who takes a value of a context, at once or for what it makes later."""

from __future__ import annotations

from collections.abc import Iterable

from wireworks._model.key import Key
from wireworks._model.parameter import Request
from wireworks._plan.build import Graph
from wireworks._text.names import name_of


def taker_of(graph: Graph, requests: Iterable[Request], keys: Iterable[object]) -> str:
    """Return the name of a service that takes one of ``keys``, or needs one that does; "" if none does.

    Args:
        graph: where they are planned.
        requests: where to begin.
        keys: what is looked for.
    """
    wanted = {Key(key) for key in keys}
    pending = [node for request in requests if (node := graph.node(graph.wanted(request).key)) is not None]
    seen = set(pending)
    for node in pending:
        if node.key in wanted:
            return f"Injected[{name_of(node.key)}]"
        below = [*node.needs, *(made for _, maker in node.makers if (made := graph.made_by(maker)) is not None)]
        if any(each.key in wanted for each in below):
            return name_of(node.key)
        pending.extend(each for each in below if each not in seen)
        seen.update(below)
    return ""
