"""Cached services planned: what tells one call from another, and what of it can be seen to be wrong (C3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Final

from wireworks._declare.annotations import is_free
from wireworks._declare.callables import called
from wireworks._declare.configuration import Unconfigured
from wireworks._declare.maker import Maker
from wireworks._declare.signature import signature_of
from wireworks._declare.wrapping import left_open
from wireworks._model.kept import Cache
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Parameter, Signature, Wants
from wireworks._model.provider import Kept, Provider, Source
from wireworks._model.record import NamedTuple
from wireworks._model.sentinel import MISSING
from wireworks._plan.assist import Misfit
from wireworks._plan.nodes import declared_of
from wireworks._plan.path import shorten
from wireworks._plan.records import Argument, Constant, Fault, Given, Node, Problem, Supply, Trail
from wireworks._text.message import listing
from wireworks._text.names import name_of, whole_name_of

CACHE: Final = Key(Cache)


class Cached(NamedTuple):
    """What the planner knows: the signature of a node, what fills a parameter, and what is wrong if nothing does.

    ``built_in`` holds what every container has of itself.
    """

    read: Callable[[Node], Signature]
    supply: Callable[[Node, Parameter], Supply | None]
    unfilled: Callable[[Node, Parameter], Problem]
    built_in: dict[Key, Provider]


def bridge() -> Any:
    """Return the module that knows the cache, which the core does not: by name, so that no arrow leads there.

    Raises:
        ModuleNotFoundError: the cache needs what is not installed.
    """
    return import_module("wireworks.caching")


def provide_cache(built_in: dict[Key, Provider]) -> None:
    """Have a cache, where nobody registered one."""
    if CACHE not in built_in:
        built_in.setdefault(CACHE, Provider(CACHE, Lifetime.SINGLETON, Source.FACTORY, bridge().cache))


def read_looked_up(node: Node, book: Cached) -> None:
    """Fill the node of a cached service: its arguments are those of the call, those left to their defaults included.

    What the container fills is left to the node that makes the value, in a scope of its own.
    """
    try:
        caching = bridge()
    except ModuleNotFoundError as error:
        detail = f"the cache needs `{error.name}`, which is not installed"
        node.problems += (Problem(Fault.UNSTORED, node, detail=detail, fix="`pip install wireworks[cache]`."),)
        return
    provide_cache(book.built_in)
    signature, kept = book.read(node), _kept(node)
    node.problems += tuple(_mistakes(node, signature, caching.obstacle(kept.model)))
    supplies: dict[str, Supply] = {name: Given(name) for name in node.given}
    for parameter in left_open(node.provider.subject, signature.parameters):
        if parameter.name in supplies or _is_filled(node, parameter, book):
            continue
        if parameter.default is MISSING:
            node.problems += (_missing(node, parameter, book, caching.is_no_argument),)
        elif caching.can_be_told(parameter.default):
            supplies[parameter.name] = Constant(parameter.default)
    node.arguments = (Argument("", by_name=False, supply=Maker(node.key, Wants.CACHED, kept=kept)),)
    node.arguments += tuple(Argument(name, by_name=True, supply=supply) for name, supply in supplies.items())
    node.settle()


def _kept(node: Node) -> Kept:
    """Return what a cache is told of a service: its values are of the type that its factory declares."""
    declared, node.declared = declared_of(node), None
    model: Any = None if declared is None or declared.request is None else declared.request.key.service
    if model is None or is_free(model):
        model = node.key.service
    terms = node.provider.terms
    tags = (terms.tags,) if isinstance(terms.tags, str) else terms.tags
    service = whole_name_of(node.key.service)
    if node.key.qualifier is not None:
        service += f"[{name_of(node.key.qualifier)}]"
    factory = whole_name_of(called(node.title))
    return Kept(service, factory, model | None if node.nullable else model, terms.ttl, tags, node.provider)


def _is_filled(node: Node, parameter: Parameter, book: Cached) -> bool:
    """Tell whether the container fills a parameter; what is wrong with that, the node that makes the value tells."""
    try:
        return book.supply(node, parameter) is not None
    except (Misfit, Unconfigured):
        return True


def _missing(node: Node, parameter: Parameter, book: Cached, is_no_argument: Callable[[object], bool]) -> Problem:
    """Return the problem of a parameter that only a caller could fill, if it can be part of a key at all."""
    problem = book.unfilled(node, parameter)
    request = parameter.request
    if problem.fault is Fault.MISSING and request is not None and is_no_argument(request.key.service):
        return problem._replace(fault=Fault.UNTOLD)
    return problem


def _mistakes(node: Node, signature: Signature, obstacle: tuple[str, str] | None) -> Iterator[Problem]:
    names = [each.name for each in signature.parameters]
    if obstacle is not None:
        yield Problem(Fault.UNSTORED, node, detail=obstacle[0], fix=obstacle[1])
    if signature.open_keywords:
        return
    for name in node.given:
        if name not in names:
            yield Problem(Fault.UNKNOWN, node, name, detail=", ".join(names))
    tags = node.provider.terms.tags
    if callable(tags):
        strange = [each.name for each in signature_of(tags).parameters if each.name not in names]
        if strange:
            detail = f"its `tags` take {listing(strange)}, which is no argument of `{name_of(node.title)}`"
            yield Problem(Fault.UNSTORED, node, detail=detail, fix=f"let `tags` take some of {listing(names)}.")


def requested(nodes: Iterable[Node], innermost: str | None) -> Iterator[Problem]:
    """Yield a problem for each cached service whose making needs what only a scope of its caller's has.

    The ways are walked once, up from what is wrong, so that this is linear however many services there are.

    Args:
        nodes: finished, with all that they need.
        innermost: the name of the scope that it is made in.
    """
    nodes = list(nodes)
    ends = [node for node in nodes if node.source is Source.CONTEXT or node.scope not in {None, innermost}]
    users: dict[Node, list[Node]] = {}
    for node in nodes if ends else ():
        for need in node.needs:
            users.setdefault(need, []).append(node)
    ways: dict[Node, tuple[Trail, Node]] = {end: ((end,), end) for end in ends}
    waiting = list(ends)
    for node in waiting:
        trail, end = ways[node]
        for user in users.get(node, ()):
            if user not in ways:
                ways[user] = shorten((user, *trail)), end
                waiting.append(user)
                if user.fills:
                    yield Problem(Fault.REQUESTED, user, key=end.key, around=(end,), trail=ways[user][0])


def below(node: Node) -> list[Node]:
    """Return a node and all that it needs."""
    found = {node: None}
    waiting = [node]
    for each in waiting:
        new = [need for need in each.needs if need not in found]
        found.update(dict.fromkeys(new))
        waiting.extend(new)
    return list(found)
