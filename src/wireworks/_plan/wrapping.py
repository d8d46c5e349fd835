"""Decorators planned: what a wrapper gets of what it wraps, and which arguments of the moment go to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from wireworks._declare.wrapping import Inner, inner_of, left_open
from wireworks._model.parameter import Parameter, Signature
from wireworks._model.provider import Provider, Source
from wireworks._plan.records import Constant, Fault, Given, Node, Problem, Supply


class Nodes(Protocol):
    """Give the node of a provider whose caller passes ``names``."""

    def __call__(self, provider: Provider, names: frozenset[str] = ..., /) -> Node: ...


class Book(NamedTuple):
    """What the planner knows already: the node of each provider, and the signature of each node's factory."""

    nodes: Nodes
    read: Callable[[Node], Signature]


def around(node: Node, wraps: Provider, book: Book) -> dict[str, Supply]:
    """Return what the factory of a decorator gets of its caller, and what it wraps; it may find problems.

    Arguments of the moment that its factory names go to it, the others to what it wraps.
    """
    parameters = book.read(node).parameters
    inner = _inner(node, book)
    if inner.name is None:
        node.problems.append(Problem(Fault.UNWRAPPED, node, detail=inner.detail, fix=inner.fix))
        return {parameter.name: Constant(None) for parameter in parameters}  # one problem tells enough
    mine = [each.name for each in parameters if each.name in node.given and each.name != inner.name]
    rest = frozenset(node.given).difference(mine)
    if rest:
        _refuse_unknown(node, rest, book)
    below = book.nodes(wraps, rest)
    if not inner.optional:
        node.guard = below
    return {inner.name: below, **{name: Given(name) for name in mine}}


def taken(node: Node, book: Book) -> Signature:
    """Return what callers may pass for a service: what its factory and the decorators around it leave open."""
    parameters: dict[str, Parameter] = {}
    level = node
    while level.source is Source.FACTORY:
        signature, wraps = book.read(level), level.provider.wraps
        inner = None if wraps is None else _inner(level, book).name
        for each in left_open(level.provider.subject, signature.parameters):
            if each.name != inner:
                parameters.setdefault(each.name, each)
        if wraps is None:
            return Signature(tuple(parameters.values()), signature.open_keywords)
        level = book.nodes(wraps)
    return Signature(tuple(parameters.values()))


def _inner(node: Node, book: Book) -> Inner:
    return inner_of(node.key, left_open(node.provider.subject, book.read(node).parameters))


def _refuse_unknown(node: Node, names: frozenset[str], book: Book) -> None:
    """Put down a problem for each name that neither the decorator takes nor anything it wraps."""
    accepted: list[str] = []
    level = node
    while level.source is Source.FACTORY:
        signature, wraps = book.read(level), level.provider.wraps
        if wraps is None:
            accepted += [each.name for each in signature.parameters]
            if signature.open_keywords:
                return
            break
        own = _inner(level, book).name
        accepted += [each.name for each in signature.parameters if each.name != own]
        level = book.nodes(wraps)
    detail = ", ".join(dict.fromkeys(accepted))
    unknown = sorted(names.difference(accepted))
    node.problems += [Problem(Fault.UNKNOWN, node, name, detail=detail) for name in unknown]
