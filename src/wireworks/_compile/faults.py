"""What can go wrong while making, and the errors that say so."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType
from typing import cast

from wireworks._compile.engine import Engine
from wireworks._declare.conform import fits
from wireworks._model.lifetime import Lifetime
from wireworks._model.provider import Source
from wireworks._model.sentinel import MISSING
from wireworks._plan.path import lifetime_of, links, way
from wireworks._plan.records import Node
from wireworks._runtime.claims import standing
from wireworks._runtime.flight import ROOT, Asking, Walker
from wireworks._runtime.scope import ServiceScope
from wireworks._text.message import compose
from wireworks._text.names import name_of, placed
from wireworks.errors import (
    ServiceCircularDependencyError,
    ServiceNotFoundError,
    ServiceResolutionError,
    ServiceScopeError,
    ServiceTypeError,
)

_LONGEST = 200


class Walk(Walker):
    """What makes a plan by walking it; ``root`` is the node that was asked for. The stack shows it as ``self``."""

    __slots__ = ("root",)

    root: Node


def check_product(node: Node, product: object) -> None:
    """Raise ``ServiceTypeError`` if a factory function returned something else than its key says."""
    if node.check is not None and not fits(product, node.check) and not (product is None and node.nullable):
        raise wrong_type(node, product)


def wrong_type(node: Node, product: object) -> ServiceTypeError:
    """Return the error for a product that does not fit; its text is fixed, the explanation goes into a note (L12)."""
    try:
        shown = f"{product}"
    except Exception:  # noqa: BLE001 - what a stranger says of itself is no reason to lose the error
        shown = object.__repr__(product)
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}..."
    error = ServiceTypeError(f"Service '{shown}' is not of type '{name_of(node.key)}'")
    wanted, got = name_of(node.key), "`None`" if product is None else f"an object of type `{type(product).__name__}`"
    made_by = f"{placed(node.title)} returned {got}, expected `{wanted}`."
    fix = f"let `{name_of(node.title)}` return an object of type `{wanted}`"
    fix += f", or annotate it with `{wanted} | None`." if product is None else "."
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
    made_here = node.source is Source.FACTORY
    fix = (
        "make it transient, or pass arguments only when it is first made." if made_here else "register a factory of it."
    )
    return ServiceResolutionError(
        f"`{name_of(node.key)}` ({lifetime_of(node)}) exists already, so it cannot be made with other arguments.",
        chain=links((node,)),
        fix=fix,
        see="factory-arguments",
    )


def outside_scope(root: Node) -> ServiceScopeError:
    """Return the error for asking without a scope for what lives in one, or would never be closed."""
    from wireworks._plan.routes import scope_goal, way_to  # errors alone need it, and start-up is dear

    culprit = way_to(scope_goal(root), root)
    if culprit[-1].scope is not None:
        return no_scope_named(root, culprit[-1])
    why = "needs a scope" if root.needs_scope else "holds a resource that only the end of a scope closes"
    return ServiceScopeError(
        f"`{name_of(root.key)}` {why}, and none is open here.",
        chain=links(culprit),
        fix="ask inside `with container.create_scope():`, or in a thread or task that has one.",
        see="scope",
    )


def no_scope_named(root: Node, node: Node) -> ServiceScopeError:
    """Return the error for ``node``, needed for ``root``, where no scope of the name it lives in is open."""
    return ServiceScopeError(
        f"`{name_of(node.key)}` lives in a scope `{node.scope}`, and none is open here.",
        chain=links(_way_to(root, node)),
        fix=f'ask inside `with container.create_scope("{node.scope}"):`.',
        see="scope",
    )


def no_value(root: Node, node: Node) -> ServiceNotFoundError:
    """Return the error for ``node``, needed for ``root``: a value that no scope was opened with."""
    name, scope = name_of(node.key), "" if node.scope is None else f'"{node.scope}", '
    return ServiceNotFoundError(
        f"No value for `{name}` was supplied when the scope was opened.",
        chain=links(_way_to(root, node)),
        fix=f"open it with `create_scope({scope}context={{{name}: ...}})`.",
        see="not-found",
    )


def home_of(node: Node, scope: ServiceScope | None, root: Node) -> ServiceScope:
    """Return the scope that ``node``, needed for ``root``, lives in, seen from ``scope``.

    Raises:
        ServiceScopeError: none of that name is open.
        ServiceClosedError: those of that name were closed.
    """
    here = cast("ServiceScope", scope)
    if node.scope is None:
        return here
    found = here.named(node.scope)
    if found is None:
        raise no_scope_named(root, node)
    return found


def refuse_async(root: Node, engine: Engine, scope: ServiceScope | None, instead: str = "") -> None:
    """Raise ``ServiceAsyncError`` if anything that is not there yet takes ``await``, before anything is made.

    ``instead`` is what async code writes in place of what was asked.
    """
    seen = {root}
    waiting = [root]
    for node in waiting:
        if node.shared and _exists(node, root, engine, scope):
            continue
        if node.awaits:
            from wireworks._plan.explain import async_needed  # errors alone need it, and start-up is dear

            raise async_needed(name_of(root.key), _way_to(root, node), instead)
        for need in node.needs:
            if need.is_async and need not in seen:
                seen.add(need)
                waiting.append(need)


def _way_to(root: Node, goal: Node) -> tuple[Node, ...]:
    return way(root, lambda node: node is goal)


def recursion(error: RecursionError) -> ServiceCircularDependencyError | None:
    """Return the circle of services that ate the stack, or ``None`` if it was something else.

    A transient may well ask for itself, with other arguments, and come to an end; so only the end of the stack tells.
    """
    nodes: list[Node] = []
    factories: dict[CodeType, Node] = {}
    last: object = None
    for frame in _frames(error):
        # An interpreted walk has several frames in a row, a generated function one.
        walk = frame.f_locals.get("self")
        # By ``type``: nothing of an object of the user's may run here.
        is_new = walk is not last and issubclass(type(walk), Walk)
        # A walk that could not even begin has no root yet.
        root = getattr(walk, "root", None) if is_new else frame.f_globals.get(ROOT)
        if issubclass(type(walk), Asking):
            root = cast("Asking", walk)._root_of(frame.f_locals.get("make"))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - its face is for users
        last = walk
        if isinstance(root, Node):
            if root in nodes:
                return _asks_for_itself([*nodes[nodes.index(root) :], root])
            nodes.append(root)
            factories.update(_codes(root))
        elif (node := factories.get(frame.f_code)) is not None and node is not nodes[-1]:
            nodes.append(node)
    return None


def _frames(error: BaseException) -> Iterator[FrameType]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _codes(root: Node) -> dict[CodeType, Node]:
    """Return the factory functions that a making of ``root`` may call."""
    seen = [root]
    for node in seen:
        seen.extend(need for need in node.needs if need not in seen)
    return {node.title.__code__: node for node in seen if isinstance(node.title, FunctionType)}


def _asks_for_itself(circle: list[Node]) -> ServiceCircularDependencyError:
    names = " -> ".join(f"`{name_of(node.key)}`" for node in circle)
    return ServiceCircularDependencyError(
        f"`{name_of(circle[0].key)}` asks for itself while it is made, without end: {names}.",
        chain=links(tuple(circle)),
        fix="let its factory come to an end, or ask later, for instance through a `Factory[...]`.",
        see="circular-dependency",
    )


def _exists(node: Node, root: Node, engine: Engine, scope: ServiceScope | None) -> bool:
    home = engine.home(node.provider) if node.lifetime is Lifetime.SINGLETON else home_of(node, scope, root)
    return standing(home.all_made(), node.provider) is not MISSING
