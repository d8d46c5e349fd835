"""What was just made, given to whoever disposes of it at the end (L22)."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar

from wireworks._compile.faults import outside_scope
from wireworks._declare.disposal import is_disposable
from wireworks._plan.records import Node
from wireworks._runtime.exits import Disposal, at_once, unwind
from wireworks._runtime.instances import Instances
from wireworks._runtime.scope import ServiceScope, scope_in_force


def dispose_later(
    current: ContextVar[ServiceScope | None],
    node: Node,
    owner: Instances | None,
    product: object,
    arguments: Iterable[object] = (),
) -> None:
    """Let ``owner`` dispose of ``product`` at its end, if it can be disposed of and nobody else does so.

    Args:
        current: holds the scope that is the owner where there is none.
        node: what the product was made for.
        owner: who closes what is made here; ``None`` where no scope was asked for, and nothing keeps the product.
        product: what the factory made.
        arguments: what the factory was given; one of them handed on under another name is not its to dispose of.

    Raises:
        ServiceScopeError: there is no owner, and no scope open either.
        ServiceClosedError: the owner was closed meanwhile; the product is disposed of.
    """
    keeper = _keeper(current, node, owner, product, arguments)
    if keeper is not None:
        keeper.hold(node.key, Disposal(product))


async def adispose_later(
    current: ContextVar[ServiceScope | None],
    node: Node,
    owner: Instances | None,
    product: object,
    arguments: Iterable[object] = (),
) -> None:
    """Do what ``dispose_later`` does for what was made with ``await``."""
    keeper = _keeper(current, node, owner, product, arguments)
    if keeper is not None:
        await keeper.ahold(node.key, Disposal(product))


def _keeper(
    current: ContextVar[ServiceScope | None],
    node: Node,
    owner: Instances | None,
    product: object,
    arguments: Iterable[object],
) -> Instances | None:
    """Return who is to dispose of a product, if anybody is and nobody else does so."""
    if not _is_made(node, product, arguments):
        return None
    keeper = owner or _scope(current, node, product)
    return keeper if keeper.claim(product) else None


def _is_made(node: Node, product: object, arguments: Iterable[object]) -> bool:
    """Tell whether a product is to be disposed of, as far as it was made here."""
    cls = type(product)
    if is_disposable(cls):
        return not any(product is argument for argument in arguments)
    if node.seen is not None:
        node.seen.plain = cls
    return False


def _scope(current: ContextVar[ServiceScope | None], node: Node, product: object) -> ServiceScope:
    scope = scope_in_force(current)
    if scope is None:
        closing = at_once(unwind([(node.key, Disposal(product), False)], None, may_await=False))
        raise outside_scope(node) from next((failure for _, failure in closing.failures), None)
    return scope
