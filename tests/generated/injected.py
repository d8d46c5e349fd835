"""Injected functions that were called often, whose code is written out: a function, and a call of it."""

import asyncio
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple, cast

from tests.generated.graphs import Clock, Connection, Handler, Log, Repository, connect, open_session
from wireworks import Injected, ServiceContainer


class Filled(NamedTuple):
    """A function, and what calls it."""

    function: FunctionType
    call: Callable[[], Any]


def injected_function() -> Filled:
    """In the scope in force, whoever uses it, or in one of its own."""
    container = ServiceContainer().add_singleton(Clock).add_transient(Log).add_scoped(open_session)
    container.add_scoped(Repository).add_transient(Handler)

    @container.inject
    def handle(order: int, handler: Injected[Handler], clock: Injected[Clock], *, times: int = 1) -> None: ...

    return Filled(cast("FunctionType", handle), lambda: handle(7))  # type: ignore[call-arg]


def injected_coroutine() -> Filled:
    """With a scope of its own for each call."""
    container = ServiceContainer().add_singleton(Clock).add_scoped(connect)

    @container.inject(new_scope=True)
    async def handle(connection: Injected[Connection]) -> None: ...

    return Filled(cast("FunctionType", handle), lambda: asyncio.run(handle()))  # type: ignore[call-arg]


FILLED: dict[str, Callable[[], Filled]] = {make.__name__: make for make in (injected_function, injected_coroutine)}
