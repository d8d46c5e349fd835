"""What a plan knows of the disposing of products before they are made (L22)."""

from __future__ import annotations

from wireworks._declare.callables import target_of
from wireworks._declare.conform import type_of
from wireworks._declare.declared import declared_by
from wireworks._declare.disposal import is_disposable
from wireworks._model.parameter import Making
from wireworks._model.wiring import Wired
from wireworks._plan.records import Node, Seen


def settle_disposal(node: Node) -> None:
    """Set what is known of the products of ``node``: a class tells all, a function as much as it declares.

    What a generator makes is the generator's business, and what a provider keeps is the provider's.
    """
    made = target_of(node.factory)
    if node.making is Making.CLASS:
        node.disposes = isinstance(made, type) and is_disposable(made)
    elif not node.yields and not isinstance(made, Wired):
        request = (node.declared or declared_by(node.factory)).request
        declared = None if request is None else type_of(request.key.service)
        node.disposes = declared is not None and is_disposable(declared)
        # An object of a subclass may have what its class has not.
        if node.disposes or not getattr(declared, "__final__", False):
            node.seen = Seen(None if node.disposes else declared)
