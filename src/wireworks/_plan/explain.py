"""Problems turned into the errors that users read (L28)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wireworks._declare.variables import is_generic
from wireworks._model.key import Key
from wireworks._plan.missing import not_found, unconfigured, variables_of
from wireworks._plan.path import lifetime_of, links, way
from wireworks._plan.records import Fault, Gap, Node, Problem
from wireworks._plan.routes import AWAIT, Routes, scope_goal, way_to
from wireworks._plan.suggest import Suggestions
from wireworks._plan.uncacheable import requested, unpassed, unstored, untold
from wireworks._text.message import Link, listing, near
from wireworks._text.names import name_of
from wireworks.errors import (
    ServiceAsyncError,
    ServiceCircularDependencyError,
    ServiceError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceScopeError,
)


def explain(problem: Problem, known: Suggestions, routes: Routes, root: Node | None = None) -> ServiceError:
    """Return the error for ``problem``.

    Args:
        problem: what is wrong.
        known: what may have been meant instead of something that is missing.
        routes: the ways down from what the problems are about, this one among them.
        root: what was asked for, if the chain is to begin there.
    """
    nodes = () if root is None else way(root, lambda node: node is problem.node)
    if problem.fault is Fault.CYCLE:
        return _cycle(problem, nodes)
    nodes = nodes or (problem.node,)
    if problem.fault is Fault.MISSING and problem.key is not None and not problem.node.looks_up:
        by, why = _name(problem.node), problem.detail
        return not_found(problem.key, known, links(nodes), problem.parameter, by=by, why=why)
    if problem.fault is Fault.UNCONFIGURED:
        return unconfigured(problem.detail, known, links(nodes), problem.parameter, by=_name(problem.node))
    return _EXPLAIN[problem.fault](problem, nodes, routes)


def _name(node: Node) -> str:
    return name_of(node.key)


def _unreadable(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    return ServiceParameterError(
        f"The annotation of `{problem.parameter}` of `{_name(problem.node)}` cannot be read: {problem.detail}.",
        chain=links(nodes),
        fix=f"{problem.fix}, or give the parameter a default.",
        see="parameter",
    )


def _unfit(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    return ServiceParameterError(
        f"Parameter `{problem.parameter}` of `{_name(problem.node)}` cannot be filled: {problem.detail}.",
        chain=links(nodes),
        fix=f"{problem.fix}, or annotate `{problem.parameter}` with the type it has.",
        see="parameter",
    )


def _unannotated(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    return ServiceParameterError(
        f"Parameter `{problem.parameter}` of `{_name(problem.node)}` has neither an annotation nor a default.",
        chain=links(nodes),
        fix="annotate it with the service it wants, or give it a default.",
        see="parameter",
    )


def _open(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    service = None if problem.key is None else problem.key.service
    variables = variables_of(service)
    name, key = _name(problem.node), problem.node.key
    fix = f"ask for `{name}[...]`" if is_generic(key.service) else "annotate it with a type that says so"
    return ServiceParameterError(
        f"Parameter `{problem.parameter}` of `{name}` is a `{name_of(service)}`, "
        f"and nothing says what {variables} stands for.",
        chain=links(nodes),
        fix=f"{fix}, or give the parameter a default.",
        see="generics",
    )


def _unknown(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    name = _name(problem.node)
    if problem.parameter is None:
        return ServiceParameterError(
            f"`{name}` takes {problem.detail}.",
            chain=links(nodes),
            fix="remove the values too many from its `Factory(...)`.",
            see="parameter",
        )
    return unknown_parameter(name, problem.parameter, problem.detail.split(", "), links(nodes))


def unknown_parameter(name: str, parameter: str, accepted: Iterable[str], chain: Iterable[Link]) -> ServiceError:
    """Return the error for an argument that the asked-for service does not take."""
    names = [each for each in accepted if each]
    nearest = near(parameter, names)
    fix = f"pass {listing(nearest)} instead." if nearest else f"leave `{parameter}` out, or let its factory take it."
    takes = f"it takes {listing(names)}" if names else "it takes none"
    return ServiceParameterError(
        f"`{name}` has no parameter `{parameter}`; {takes}.",
        chain=tuple(chain),
        fix=fix,
        see="parameter",
    )


def _cycle(problem: Problem, nodes: tuple[Node, ...]) -> ServiceError:
    """Tell the way round from where ``nodes`` come upon it; without any, from where it was found."""
    trail = problem.trail
    entry = next((place for place, node in enumerate(nodes) if node in trail), len(nodes))
    if nodes[entry:] and not any(isinstance(each, Gap) for each in trail):
        first = trail.index(nodes[entry])
        trail = (*trail[first:-1], *trail[:first], nodes[entry])
    names = ["..." if isinstance(each, Gap) else f"`{_name(each)}`" for each in trail]
    return ServiceCircularDependencyError(
        f"{names[0]} needs itself: {' -> '.join(names)}.",
        chain=links((*nodes[:entry], *trail)),
        fix=f"let {names[-2]} take `Lazy[{names[0][1:-1]}]`, which makes it later.",
        see="circular-dependency",
    )


def _captive(problem: Problem, nodes: tuple[Node, ...], routes: Routes) -> ServiceError:
    keeper = problem.node
    below, held = routes.to(scope_goal(problem.around[0], keeper.rank), problem.around[0])
    return ServiceScopeError(
        f"`{_name(keeper)}` ({lifetime_of(keeper)}) would keep `{_name(held)}` ({lifetime_of(held)}) past its scope.",
        chain=links((*nodes, *below)),
        fix=_captive_fix(keeper, held, keeper, held),
        see="captive-service",
    )


def _captive_fix(keeper: Node, held: Node, holder: Node, taken: Node) -> str:
    if keeper.scope is None:
        named = "" if held.scope is None else f' with `scope="{held.scope}"`'
        taker = "it" if holder is keeper else f"`{_name(holder)}`"
        return f"make `{_name(keeper)}` scoped{named}, or let {taker} take `Factory[{_name(taken)}]`."
    # A factory would not do here: it makes things for the scope of the keeper.
    moved = f"give `{_name(keeper)}` {'no scope' if held.scope is None else f'the scope `{held.scope}`'}"
    return f"{moved}, or give `{_name(held)}` the scope `{keeper.scope}`."


def _kept(problem: Problem, nodes: tuple[Node, ...], routes: Routes) -> ServiceError:
    keeper = problem.node
    holder, made = problem.around
    below, held = routes.to(scope_goal(made, keeper.rank), made)
    return ServiceScopeError(
        f"`{_name(keeper)}` ({lifetime_of(keeper)}) would keep `{_name(held)}` ({lifetime_of(held)}) past its scope: "
        f"a `Lazy[{_name(made)}]` keeps what it made.",
        chain=links((*nodes[:-1], *problem.trail, *below)),
        fix=_captive_fix(keeper, held, holder, made),
        see="captive-service",
    )


def _misfit(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    wanted = name_of(problem.node.key)
    return ServiceRegistrationError(
        f"`{name_of(problem.node.title)}` cannot make `{wanted}`: {problem.detail}.",
        chain=links(nodes),
        fix=problem.fix or f"return a `{wanted}`, or register it under what it makes.",
        see="registration",
    )


def _unwrapped(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    wrapper = name_of(problem.node.title)
    return ServiceRegistrationError(
        f"`{wrapper}` cannot be put around `{_name(problem.node)}`: {problem.detail}.",
        chain=links(nodes),
        fix=problem.fix,
        see="decorator",
    )


def _needs_await(problem: Problem, nodes: tuple[Node, ...], routes: Routes) -> ServiceError:
    below, culprit = routes.to(AWAIT, problem.around[0])
    return ServiceAsyncError(
        f"`{_name(problem.node)}` takes a `{problem.detail}` for parameter `{problem.parameter}`, which cannot await: "
        f"{_awaited(culprit)}.",
        chain=links((*nodes, *below)),
        fix=f"{problem.fix}{_made_sync(culprit)}.",
        see="async-service",
    )


def _awaited(culprit: Node) -> str:
    if culprit.looks_up:
        return f"`{_name(culprit)}` is cached, and the cache is asked with `await`"
    return f"`{name_of(culprit.title)}` is an {culprit.kind}"


def _made_sync(culprit: Node) -> str:
    return "" if culprit.looks_up else f", or make `{name_of(culprit.title)}` sync"


def kept_without_scope(node: Node) -> ServiceScopeError:
    """Return the error for a ``Lazy`` outside scopes that would keep what lives in one, or is closed with one."""
    below = way_to(scope_goal(node), node)
    name, held = _name(node), below[-1]
    return ServiceScopeError(
        f"A `Lazy[{name}]` outside scopes would keep `{_name(held)}` ({lifetime_of(held)}) past its scope.",
        chain=links(below),
        fix=f"take `Factory[{name}]` instead, or make the service that takes it scoped.",
        see="captive-service",
    )


def _shared(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    name, parameter = _name(problem.node), problem.parameter
    return ServiceParameterError(
        f"`{name}` ({lifetime_of(problem.node)}) is shared, so it has no one `Consumer` for parameter `{parameter}`.",
        chain=links(nodes),
        fix=f"make `{name}` transient, so that each consumer gets its own, or give `{parameter}` a default.",
        see="consumer",
    )


def _unassisted(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    asked = isinstance(problem.node.title, Key)
    where = "What is asked for" if asked else f"Parameter `{problem.parameter}` of `{_name(problem.node)}`"
    return ServiceParameterError(
        f"{where} is {problem.detail}.",
        chain=links(nodes),
        fix=problem.fix,
        see="factory-arguments",
    )


def async_needed(asking: str, nodes: tuple[Node, ...], instead: str = "") -> ServiceAsyncError:
    """Return the error for sync code that asks for what takes ``await``; the last of ``nodes`` is the one that does.

    ``instead`` is what async code writes in its place.
    """
    culprit = nodes[-1]
    use = instead or f"`await ...aget({asking})`"
    if not instead and nodes[1:]:
        use += f",{' or' * culprit.looks_up} let `{_name(nodes[-2])}` take `AsyncFactory[{_name(culprit)}]`"
    return ServiceAsyncError(
        f"`{asking}` cannot be had without await: {_awaited(culprit)}.",
        chain=links(nodes),
        fix=f"use {use}{_made_sync(culprit)}.",
        see="async-service",
    )


_EXPLAIN: dict[Fault, Callable[[Problem, tuple[Node, ...], Routes], ServiceError]] = {
    Fault.UNREADABLE: _unreadable,
    Fault.UNFIT: _unfit,
    Fault.UNANNOTATED: _unannotated,
    Fault.OPEN: _open,
    Fault.UNKNOWN: _unknown,
    Fault.CAPTIVE: _captive,
    Fault.KEPT: _kept,
    Fault.MISFIT: _misfit,
    Fault.UNWRAPPED: _unwrapped,
    Fault.ASYNC: _needs_await,
    Fault.ASSISTED: _unassisted,
    Fault.SHARED: _shared,
    Fault.MISSING: unpassed,
    Fault.UNSTORED: unstored,
    Fault.UNTOLD: untold,
    Fault.REQUESTED: requested,
}
