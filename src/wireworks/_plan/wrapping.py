"""Decorators planned: what a wrapper gets of what it wraps, and which arguments of the moment go to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from wireworks._declare.wrapping import Inner, inner_of, left_open
from wireworks._model.parameter import Parameter, Signature
from wireworks._model.provider import Provider, Source
from wireworks._model.record import NamedTuple
from wireworks._plan.records import Constant, Fault, Given, Node, Problem, Supply


class Nodes(Protocol):
    """Give the node of a provider whose caller passes ``names``, for whoever asks."""

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
        node.problems += (Problem(Fault.UNWRAPPED, node, detail=inner.detail, fix=inner.fix),)
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
    open_keywords = False
    for level, signature, inner in _levels(node, book):
        for each in left_open(level.provider.subject, signature.parameters):
            if each.name != inner:
                parameters.setdefault(each.name, each)
        open_keywords = signature.open_keywords and level.provider.wraps is None
    return Signature(tuple(parameters.values()), open_keywords)


def _levels(node: Node, book: Book) -> Iterator[tuple[Node, Signature, str | None]]:
    """Yield each factory behind a service, the outermost decorator first, with its parameter for what it wraps."""
    level: Node | None = node
    while level is not None and level.source is Source.FACTORY:
        wraps = level.provider.wraps
        yield level, book.read(level), None if wraps is None else _inner(level, book).name
        level = None if wraps is None else book.nodes(wraps)


def _inner(node: Node, book: Book) -> Inner:
    return inner_of(node.key, left_open(node.provider.subject, book.read(node).parameters))


def _refuse_unknown(node: Node, names: frozenset[str], book: Book) -> None:
    """Put down a problem for each name that neither the decorator takes nor anything it wraps."""
    accepted: list[str] = []
    for level, signature, inner in _levels(node, book):
        accepted += [each.name for each in signature.parameters if each.name != inner]
        if signature.open_keywords and level.provider.wraps is None:
            return
    detail = ", ".join(dict.fromkeys(accepted))
    unknown = sorted(names.difference(accepted))
    node.problems += tuple(Problem(Fault.UNKNOWN, node, name, detail=detail) for name in unknown)
