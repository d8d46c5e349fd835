"""The whole graph checked at once: every problem, each told once, nothing made (L27)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from wireworks._declare.keys import asked_with
from wireworks._declare.maker import Maker
from wireworks._declare.variables import is_open
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Root, Wants
from wireworks._model.provider import Provider, Source
from wireworks._model.record import NamedTuple
from wireworks._plan.build import Graph
from wireworks._plan.path import shorten
from wireworks._plan.records import HELD, Fault, Node, Problem, Trail, Variant
from wireworks._text.message import counted
from wireworks.errors import ServiceError, ServiceGraphError


class _Uses(NamedTuple):
    """Who is used: the keys that somebody needs as they are, those made through a factory, the providers reached."""

    needed: set[Key]
    made: set[Key]
    providers: set[Provider]


def check(graph: Graph, roots: Iterable[Root] = ()) -> list[Node]:
    """Plan everything and report what is wrong; return all that was reached.

    Raises:
        ServiceGraphError: something is wrong.
    """
    nodes = graph.registered()
    nodes += [graph.root(root.function, root.parameters) for root in roots]
    nodes = reached(graph, nodes)
    problems = problems_of(graph, nodes)
    if problems:
        from wireworks._plan.explain import explain  # errors alone need it, and start-up is dear
        from wireworks._plan.routes import Routes

        routes = Routes(problems)
        raise refused([explain(problem, graph.suggestions, routes) for problem in problems])
    return nodes


def refused(errors: Sequence[ServiceError]) -> ServiceGraphError:
    """Return the error for a graph that has all of ``errors``."""
    return ServiceGraphError(f"The graph of services has {counted(len(errors), 'problem')}.", errors)


def for_themselves(nodes: Collection[Node]) -> list[Node]:
    """Return ``nodes``, which are all that was reached, without those that only stand for others of them."""
    uses = _uses(nodes)
    return [node for node in nodes if not _stands_for_others(node, uses)]


def eager(nodes: Collection[Node]) -> list[Any]:
    """Return what to ask for so that every eager singleton is made; a generic one that nobody closes is left alone."""
    wanted = [node for node in for_themselves(nodes) if node.provider.terms.eager]
    return [asked_with(node.key) for node in wanted if not (node.broken and is_open(node.key.service))]


def reached(graph: Graph, nodes: Iterable[Node]) -> list[Node]:
    """Return ``nodes`` and what they lead to: not all of that was registered, some of it only follows."""
    found = dict.fromkeys(nodes)
    waiting = list(found)
    for node in waiting:
        needs = [need for need in node.needs if need not in found]
        if node.makers:
            made = [graph.made_by(maker) for _, maker in node.makers]
            needs += [need for need in made if need is not None and need not in found]
        if not needs:
            continue
        # What is made for one consumer stands behind what is made for nobody, which is the one to tell problems of.
        below = dict.fromkeys(each for need in needs for each in (graph.plain(need), need))
        waiting.extend(each for each in below if each not in found)
        found.update(below)
    return waiting


def problems_of(graph: Graph, nodes: Collection[Node], asked: Key | None = None) -> list[Problem]:
    """Return what is wrong at ``nodes``.

    Args:
        graph: where the nodes are from.
        nodes: finished, with all that they lead to.
        asked: the key of the one that will be asked for itself, so that nobody passes what it lacks.
    """
    found = [problem for node in nodes for problem in node.problems]
    makers = [node for node in nodes if node.makers]
    if makers:
        found += [problem for node in makers for problem in _sync_makers(graph, node)]
        found += _kept_later(graph, nodes)
        if any(node.fills for node in nodes):
            from wireworks._plan.cached import requested  # few programs cache, and start-up is dear

            found += requested(nodes, graph.innermost)
    if not found:
        return []
    uses = _uses(nodes)
    if asked is not None:
        uses.needed.add(asked)
    return [problem for problem in _told_once(found) if not _is_free(problem, uses)]


def _told_once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Return ``problems`` without those that a service has again for each of its consumers."""
    told: dict[object, Problem] = {}
    for problem in problems:
        around = tuple(node.provider for node in problem.around)
        about = problem.fault, problem.node.provider, problem.parameter, problem.key, problem.detail, around
        told.setdefault(about, problem)
    return told.values()


def _makers(node: Node, *wants: Wants) -> list[tuple[str, Maker]]:
    """Return what makes services for ``node`` later, by parameter, if it is of these kinds."""
    return [each for each in node.makers if each[1].wants in wants]


def _uses(nodes: Iterable[Node]) -> _Uses:
    needed = {need.key for node in nodes for need in node.needs if need.provider is not node.provider.wraps}
    needed |= {supply.key for node in nodes for _, supply in _makers(node, Wants.LAZY, Wants.OWNED)}
    made = {
        supply.key for node in nodes for _, supply in _makers(node, Wants.FACTORY, Wants.ASYNC_FACTORY, Wants.CACHED)
    }
    return _Uses(needed, made, {node.provider for node in nodes})


def _is_free(problem: Problem, uses: _Uses) -> bool:
    """Tell whether a problem is none before somebody asks for the service without more ado.

    A missing parameter may be meant as one that the caller of a factory passes. A registration that stands for many
    services need not work as it is; the services that it is used for tell all the rest.
    """
    node, fault = problem.node, problem.fault
    if node.key in uses.made and node.key not in uses.needed:
        return fault in (Fault.MISSING, Fault.UNANNOTATED, Fault.OPEN)
    if fault is Fault.OPEN:
        return is_open(node.key.service) and node.key not in uses.needed
    return _stands_for_others(node, uses)


def _stands_for_others(node: Node, uses: _Uses) -> bool:
    """Tell whether nobody needs a service itself, but somebody one that it stands for."""
    if node.key in uses.needed or node.key in uses.made:
        return False
    return any(each in uses.providers for each in node.provider.closings.values())


def _sync_makers(graph: Graph, node: Node) -> list[Problem]:
    """Return the sync factories that ``node`` takes of services which only ``await`` can make."""
    found = []
    for name, maker in _makers(node, Wants.FACTORY):
        made = _made_by(graph, maker)
        if made is not None and made.is_async:
            awaited = maker._replace(wants=Wants.ASYNC_FACTORY).spelled
            fix = f"let it take `{awaited}`" if awaited != maker.spelled else f"let `{awaited}.__call__` be async"
            found.append(Problem(Fault.ASYNC, node, name, maker.key, maker.spelled, fix, around=(made,)))
    return found


def _made_by(graph: Graph, maker: Maker) -> Node | None:
    """Return the node of what a factory makes; what callers are known to pass is not made for it."""
    provider = graph.provider(maker.key)
    if provider is None or maker.call is None or provider.source is not Source.FACTORY:
        return graph.node(maker.key)
    return graph.planned(provider, Variant(frozenset(each.name for each in maker.call.parameters)))


def _kept_later(graph: Graph, nodes: Iterable[Node]) -> list[Problem]:
    """Return what services would keep past its scope once it is made: through a ``Lazy`` of theirs, or a transient's.

    Such an edge is no need, so that it may close a circle; that is why it is looked at when all nodes are finished.
    """
    found = []
    kept = sorted((node for node in nodes if node.lifetime in HELD), key=lambda node: node.rank)
    keepers: dict[Node, tuple[Node, Trail]] = {node: (node, (node,)) for node in kept}
    for holder in kept:
        keeper, trail = keepers[holder]
        for name, maker in _makers(holder, Wants.LAZY):
            made = graph.node(maker.key)
            if made is not None and (made.reach > keeper.rank or (made.leaks and not keeper.rank)):
                found.append(Problem(Fault.KEPT, keeper, name, maker.key, around=(holder, made), trail=trail))
        for need in holder.needs:
            if need.lifetime is Lifetime.TRANSIENT and need not in keepers:
                keepers[need] = keeper, shorten((*trail, need))
                kept.append(need)
    return found
