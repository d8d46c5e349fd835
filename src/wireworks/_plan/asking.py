"""Who asks for a service, for factories that want to know."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from wireworks._declare.callables import target_of
from wireworks._declare.wrapping import left_open
from wireworks._model.consumer import Consumer
from wireworks._model.key import Key
from wireworks._model.parameter import Signature, Wants
from wireworks._model.provider import Provider
from wireworks._plan.collect import Collected
from wireworks._plan.records import Node
from wireworks._text.names import name_of

CONSUMER: Final = Key(Consumer)


def wants_consumer(provider: Provider, signature: Signature) -> bool:
    """Tell whether the factory of a provider wants to know who asks for what it makes."""
    for each in signature.parameters:
        request = each.request
        if request is not None and request.key.service is Consumer and request.wants is Wants.SERVICE:
            return each in left_open(provider.subject, signature.parameters)
    return False


def consumer_of(node: Node, parameter: str) -> Consumer | None:
    """Return who asks for what fills a parameter of ``node``, or ``None`` where it is asked for directly."""
    if isinstance(node.provider.subject, Collected) or isinstance(node.title, Key):
        return node.consumer  # put together for somebody else
    return consumer(node.title, parameter, node.key)


def consumer(taker: object, parameter: str, key: Key) -> Consumer:
    """Return the record of ``taker``, a class or function that has a ``parameter`` and is asked for by ``key``."""
    target = target_of(taker)
    module = getattr(target, "__module__", None) or ""
    name = name_of(target)
    return Consumer(_hashed(key.service), key.qualifier, parameter, f"{module}.{name}" if module else name, module)


def _hashed(service: object) -> Hashable:
    """Return a service, or the class of an object without a hash that is called: records may be kept in tables."""
    return service if isinstance(service, Hashable) else type(service)
