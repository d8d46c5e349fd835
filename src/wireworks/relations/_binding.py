"""From what a plan says to what a consumer is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wireworks._declare.maker import Maker
from wireworks._model.parameter import Wants
from wireworks._runtime.scope import ServiceScope
from wireworks._runtime.supplier import Supplier
from wireworks.relations._factories import AsyncFactory, BoundFactory
from wireworks.relations._lazy import BoundLazy
from wireworks.relations._owned import Owned

_KINDS: dict[Wants, Callable[[Supplier, Maker, ServiceScope | None], Any]] = {
    Wants.FACTORY: BoundFactory,
    Wants.ASYNC_FACTORY: AsyncFactory,
    Wants.LAZY: BoundLazy,
    Wants.OWNED: Owned,
    Wants.CACHED: lambda caller, maker, _: caller.cached(maker),
}


def bind(caller: Supplier, maker: Maker, scope: ServiceScope | None) -> Any:
    """Return what ``maker`` stands for, making in ``scope``, or without one in what is current when it is asked."""
    return _KINDS[maker.wants](caller, maker, scope)
