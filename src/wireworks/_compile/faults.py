"""What can go wrong while making, and the errors that say so."""

from __future__ import annotations

from wireworks._declare.conform import fits
from wireworks._model.lifetime import Lifetime
from wireworks._model.sentinel import MISSING
from wireworks._plan.explain import async_needed
from wireworks._plan.path import links, title_of, way
from wireworks._plan.records import Node
from wireworks._runtime.flight import Flight
from wireworks._runtime.instances import Instances
from wireworks._text.message import compose
from wireworks._text.names import name_of, place_of
from wireworks.errors import ServiceResolutionError, ServiceScopeError, ServiceTypeError

_LONGEST = 200


def check_product(node: Node, product: object) -> None:
    """Raise ``ServiceTypeError`` if a factory function returned something else than its key says."""
    if node.check is not None and not fits(product, node.check) and not (product is None and node.nullable):
        raise wrong_type(node, product)


def wrong_type(node: Node, product: object) -> ServiceTypeError:
    """Return the error for a product that does not fit; its text is fixed, the explanation goes into a note (L12)."""
    shown = f"{product}"
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}..."
    error = ServiceTypeError(f"Service '{shown}' is not of type '{name_of(node.key)}'")
    made_by = f"`{name_of(node.title)}` ({place_of(node.title)}) returned an object of type `{type(product).__name__}`."
    fix = f"return a `{name_of(node.key)}`"
    fix += f", or annotate the factory with `{name_of(node.key)} | None`." if product is None else "."
    error.fix = fix
    error.add_note(compose(made_by, (), fix, "type"))
    return error


def never_yielded(node: Node) -> ServiceResolutionError:
    """Return the error for a generator that ended without yielding."""
    return ServiceResolutionError(
        f"The generator `{name_of(node.title)}` ended without yielding a `{name_of(node.key)}`.",
        chain=links((node,)),
        fix="yield exactly once on every way through it.",
        see="generator",
    )


def already_made(node: Node) -> ServiceResolutionError:
    """Return the error for arguments that come too late, because the service is there already."""
    return ServiceResolutionError(
        f"`{title_of(node)}` ({node.lifetime}) exists already, so it cannot be made with other arguments.",
        chain=links((node,)),
        fix="make it transient, or pass arguments only when it is first made.",
        see="factory-arguments",
    )


def outside_scope(root: Node) -> ServiceScopeError:
    """Return the error for asking without a scope for what lives in one, or would never be closed."""
    if root.needs_scope:
        culprit = way(root, next(node for node in _reachable(root) if node.lifetime is Lifetime.SCOPED))
        what = f"`{title_of(root)}` needs a scope, and none is open here."
    else:
        culprit = way(root, next(node for node in _reachable(root) if node.yields))
        what = f"`{title_of(root)}` holds a resource that only the end of a scope closes, and none is open here."
    return ServiceScopeError(
        what,
        chain=links(culprit),
        fix="ask inside `with container.create_scope():`, or in a thread or task that has one.",
        see="scope",
    )


def _reachable(root: Node) -> list[Node]:
    """Return ``root`` and every node made along with it for nobody else, the nearest first."""
    found = dict.fromkeys([root])
    waiting = [root]
    for node in waiting:
        for need in node.needs:
            if need not in found and need.lifetime is not Lifetime.SINGLETON:
                found[need] = None
                waiting.append(need)
    return list(found)


def refuse_async(root: Node, singletons: Instances, scope: Instances | None) -> None:
    """Raise ``ServiceAsyncError`` if anything that is not there yet takes ``await``, before anything is made."""
    seen = {root}
    waiting = [root]
    for node in waiting:
        if node.shared and _exists(node, singletons, scope):
            continue
        if node.awaits:
            raise async_needed(name_of(root.key), way(root, node))
        for need in node.needs:
            if need.is_async and need not in seen:
                seen.add(need)
                waiting.append(need)


def _exists(node: Node, singletons: Instances, scope: Instances | None) -> bool:
    home = singletons if node.lifetime is Lifetime.SINGLETON else scope
    if home is None:
        return False
    found = home.made.get(node.provider, MISSING)
    return found is not MISSING and not isinstance(found, Flight)
