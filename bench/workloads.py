"""What is measured: the names of the functions that a library's module may have, and what has to come out of each.

In `bench.libraries`, a sync workload is a function `(ExitStack) -> call`, an async one a coroutine function
`(AsyncExitStack) -> call`. What has to stay open while calls are measured is entered in the stack. `call` takes no
argument. In `bench.web`, a workload is a function without arguments that returns an application.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bench.services import Basket, Billing, Handler, Parcel, Settings, Storefront


class WrongResultError(Exception):
    """What a library gave is not what was asked for; its figures would mean nothing."""


@dataclass(frozen=True)
class Workload:
    """One row of the table.

    Args:
        name: of the function in the module of each library.
        title: of the row.
        check: takes what two calls gave, and raises `WrongResultError`.
        aim: the multiple of hand-written time to reach, where there is one.
        awaited: whether the call is a coroutine function.
        path: what is requested, where a library gives an application.
        like: the workload that it is for the libraries, where only the hand-written side differs.
    """

    name: str
    title: str
    check: Callable[[Any, Any], None]
    aim: float | None = None
    awaited: bool = False
    path: str = ""
    like: str = ""

    def made_by(self, module: ModuleType) -> Any:
        """Return the function of a library, or ``None`` if it has no answer."""
        return getattr(module, self.name, getattr(module, self.like, None) if self.like else None)

    @property
    def room(self) -> str:
        """Name the package of the libraries' modules."""
        return "web" if self.path else "libraries"


def expect(what: str, *, holds: bool) -> None:
    """Raise unless it holds."""
    if not holds:
        raise WrongResultError(what)


def new_basket(first: Any, second: Any) -> None:
    """Expect two baskets, each its own."""
    expect("a Basket", holds=type(first) is Basket and type(second) is Basket)
    expect("a new one each time", holds=first is not second)


def new_storefront(first: Any, second: Any) -> None:
    """Expect two whole trees that share nothing."""
    expect("a Storefront", holds=type(first) is Storefront and type(second) is Storefront)
    pairs = [
        (first.catalogue.search.index.tokens, second.catalogue.search.index.tokens),
        (first.checkout.payment.gateway, second.checkout.payment.gateway),
    ]
    expect("new ones each time", holds=all(one is not other for one, other in pairs))


def same_settings(first: Any, second: Any) -> None:
    """Expect one singleton."""
    expect("Settings", holds=type(first) is Settings)
    expect("the same each time", holds=first is second)


def wired(handler: Any) -> None:
    """Expect a handler whose services share what belongs to one scope."""
    expect("a Handler", holds=type(handler) is Handler and type(handler.billing) is Billing)
    sessions = {id(handler.session), id(handler.orders.session), id(handler.billing.users.session)}
    expect("one session in a scope", holds=len(sessions) == 1)
    expect("one Settings", holds=handler.billing.settings is handler.session.pool.settings)


def scope_of_its_own(first: Any, second: Any) -> None:
    """Expect two handlers of two scopes, over the same singletons."""
    wired(first)
    wired(second)
    expect("a scope each", holds=first is not second and first.session is not second.session)
    expect("the same singletons", holds=first.session.pool is second.session.pool)
    expect("the same singletons", holds=first.orders.clock is second.orders.clock)


def wired_handlers(first: Any, second: Any) -> None:
    """Expect handlers, of a bare route one that was made in advance."""
    wired(first)
    wired(second)


def closed_scope_of_its_own(first: Any, second: Any) -> None:
    """Expect as much, and that the session of each was open while it was used and is closed."""
    scope_of_its_own(first, second)
    expect("open while it is used", holds=first.was_open and second.was_open)
    expect("closed in the end", holds=first.session.closed and second.session.closed)


def same_scope(first: Any, second: Any) -> None:
    """Expect the handler of the scope that is open."""
    wired(first)
    expect("the handler of the open scope", holds=first is second)


def new_parcel(first: Any, second: Any) -> None:
    """Expect two parcels with what their maker said, over one postage."""
    expect("a Parcel", holds=type(first) is Parcel and first.to == "Ada")
    expect("a new one each time, over one Postage", holds=first is not second and first.postage is second.postage)


WORKLOADS = (
    Workload("leaf", "transient leaf, `get`", new_basket, aim=1.3),
    Workload("tree", "transient tree, 12 classes, 5 deep", new_storefront, aim=1.1),
    Workload("singleton", "cached singleton, `get`", same_settings, aim=2.3),
    Workload("scope", "scope + 5 scoped over 3 singletons, sync", scope_of_its_own, aim=2.4),
    Workload("scope_async", "the same, async", scope_of_its_own, aim=2.7, awaited=True),
    Workload("resource", "the same with a generator resource, sync", closed_scope_of_its_own, aim=2.15),
    Workload("resource_async", "the same, async", closed_scope_of_its_own, aim=1.75, awaited=True),
    Workload("injected_open", "injected function in an open scope", same_scope, aim=3.5),
    Workload("injected", "injected function that opens its scope, sync", scope_of_its_own, aim=1.1),
    Workload("injected_async", "the same, async", scope_of_its_own, aim=1.1, awaited=True),
    Workload("injected_resource", "the same with a resource, sync", closed_scope_of_its_own, aim=1.15),
    Workload("injected_resource_async", "the same, async", closed_scope_of_its_own, aim=1.15, awaited=True),
    Workload("factory", "injected factory with a call-time argument", new_parcel, aim=2.0),
    Workload("factory_value", "explicit factory with a call-time argument", new_parcel, aim=2.0),
    Workload("web", "FastAPI, a request in process", scope_of_its_own, 1.05, awaited=True, path="/orders/1"),
    Workload(
        "web_bare", "the same over a bare route", wired_handlers, 1.19, awaited=True, path="/orders/1", like="web"
    ),
    Workload("web_resource", "the same, async resource", closed_scope_of_its_own, 1.05, awaited=True, path="/orders/1"),
    Workload("web_injected", "the same, all of it injected", scope_of_its_own, 0.65, awaited=True, path="/orders"),
)
