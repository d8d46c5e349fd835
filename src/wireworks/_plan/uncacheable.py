"""The errors that tell why a service cannot be kept in a cache (C3, L28)."""

from __future__ import annotations

from wireworks._plan.path import lifetime_of, links
from wireworks._plan.records import Node, Problem
from wireworks._plan.routes import Routes
from wireworks._text.names import name_of
from wireworks.errors import (
    ServiceError,
    ServiceNotFoundError,
    ServiceParameterError,
    ServiceRegistrationError,
    ServiceScopeError,
)


def unstored(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    """Return the error for a service that no cache can keep, or not as it was registered."""
    return ServiceRegistrationError(
        f"`{name_of(problem.node.key)}` cannot be kept in the cache: {problem.detail}.",
        chain=links(nodes),
        fix=problem.fix,
        see="cached",
    )


def unpassed(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    """Return the error for a cached service that is asked for without the arguments that it is looked up by."""
    name = name_of(problem.node.key)
    taker = f"let `{name_of(nodes[-2].key)}` take" if nodes[1:] else "ask for"
    return ServiceParameterError(
        f"`{name}` is cached by `{problem.parameter}`, and nothing is passed for it here.",
        chain=links(nodes),
        fix=f"{taker} an `AsyncFactory[{name}]`, and pass `{problem.parameter}` to that.",
        see="cached",
    )


def untold(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    """Return the error for a parameter that is neither filled nor could be part of a key, so that callers fill it."""
    needed = "" if problem.key is None else name_of(problem.key)
    return ServiceNotFoundError(
        f"`{needed}` is not registered, but `{name_of(problem.node.key)}` needs it for parameter `{problem.parameter}`;"
        f" nor can callers pass it, as a `{needed}` cannot be part of a key in the cache.",
        chain=links(nodes),
        fix=f"register `{needed}`, or let the factory take what tells one from another, such as an id.",
        see="cached",
    )


def requested(problem: Problem, nodes: tuple[Node, ...], _: Routes) -> ServiceError:
    """Return the error for a value that would be kept for all, and is made of what only one caller has."""
    name, (end,) = name_of(problem.node.key), problem.around
    held = name_of(end.key)
    return ServiceScopeError(
        f"`{name}` (cached) is kept for every caller, and would be made of the `{held}` ({lifetime_of(end)}) of one.",
        chain=links((*nodes[:-1], *problem.trail)),
        fix=f"let callers of `AsyncFactory[{name}]` pass what matters of `{held}`: arguments are part of the key.",
        see="cached",
    )
