"""The least that keeps wireworks' promises, written by hand for each row: what no library that keeps them can go below.

No graph is read here and nothing is general. What stands beside the hand-written code is what the promises themselves
ask for: any key can be asked for; a scope is an object, found through a context variable by whatever the code inside
calls, tasks that it starts included; what was made in it is kept, and found again by others; a resource is a generator
that has to yield once and to end; what a function makes is looked at.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack, ExitStack
from contextvars import ContextVar, Token
from typing import Any, Self

from bench.calls import AsyncCall, Call
from bench.libraries.handwritten import (
    CLOCK,
    POOL,
    POSTAGE,
    SETTINGS,
    handle,
    handle_async,
    handle_open,
    handle_open_async,
)
from bench.services import (
    Basket,
    Billing,
    Handler,
    Orders,
    Parcel,
    Postage,
    Session,
    Settings,
    Users,
    open_async_session,
    open_session,
)

CURRENT: ContextVar[Scope | None] = ContextVar("floor", default=None)
NOTHING = object()


class Root:
    """What is asked for keys: one dictionary, one call."""

    def __init__(self) -> None:
        self._makers: dict[type, Callable[[], Any]] = {Basket: Basket, Settings: lambda: SETTINGS}

    def get(self, key: type) -> Any:
        """Make what a key stands for."""
        return self._makers[key]()


class Scope:
    """Own what is made in it; be found through the context variable; end once."""

    __slots__ = ("_token", "generators", "made")

    def __init__(self) -> None:
        self.made: list[Any] | None = None
        self.generators: list[Any] | None = None

    def get(self, key: type) -> Any:
        """Make what a key stands for."""
        return MAKERS[key](self)

    async def aget(self, key: type) -> Any:
        """Do what `get` does."""
        return await ASYNC_MAKERS[key](self)

    def __enter__(self) -> Self:
        self._token: Token[Scope | None] = CURRENT.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        CURRENT.reset(self._token)
        self.made = []
        if self.generators:
            end(self.generators.pop())

    async def __aenter__(self) -> Self:
        self._token = CURRENT.set(self)
        return self

    async def __aexit__(self, *_: object) -> None:
        CURRENT.reset(self._token)
        self.made = []
        if self.generators:
            await aend(self.generators.pop())


def end(generator: Generator[object, None, None]) -> None:
    """Resume a generator that has to end now."""
    if next(generator, NOTHING) is not NOTHING:
        raise RuntimeError


async def aend(generator: AsyncGenerator[object, None]) -> None:
    """Resume a generator that has to end now."""
    if await anext(generator, NOTHING) is not NOTHING:
        raise RuntimeError


def keep(scope: Scope, session: Session) -> Handler:
    """Make what stands on a session, and keep it all."""
    users = Users(session)
    orders = Orders(session, CLOCK)
    billing = Billing(users, SETTINGS)
    handler = Handler(orders, billing, session)
    scope.made = [session, users, orders, billing, handler]
    return handler


def begun(scope: Scope, generator: Generator[Session, None, None]) -> Handler:
    """Start the generator, look at what it gave, and make what stands on that."""
    session = next(generator)
    scope.generators = [generator]
    if not isinstance(session, Session):
        raise TypeError
    return keep(scope, session)


async def abegun(scope: Scope, generator: AsyncGenerator[Session, None]) -> Handler:
    """Do what `begun` does."""
    session = await anext(generator)
    scope.generators = [generator]
    if not isinstance(session, Session):
        raise TypeError
    return keep(scope, session)


def plain(scope: Scope) -> Handler:
    """Make the handler of a scope."""
    return keep(scope, Session(POOL))


async def plain_async(scope: Scope) -> Handler:
    """Make the handler of a scope."""
    return keep(scope, Session(POOL))


MAKERS: dict[type, Callable[[Scope], Handler]] = {Handler: plain}
ASYNC_MAKERS: dict[type, Callable[[Scope], Any]] = {Handler: plain_async}


def leaf(_: ExitStack) -> Call:
    root = Root()

    def call() -> Any:
        return root.get(Basket)

    return call


def singleton(_: ExitStack) -> Call:
    root = Root()

    def call() -> Any:
        return root.get(Settings)

    return call


def scope(_: ExitStack) -> Call:
    MAKERS[Handler] = plain

    def call() -> Any:
        with Scope() as opened:
            return opened.get(Handler)

    return call


async def scope_async(_: AsyncExitStack) -> AsyncCall:
    ASYNC_MAKERS[Handler] = plain_async

    async def call() -> Any:
        async with Scope() as opened:
            return await opened.aget(Handler)

    return call


def resource(_: ExitStack) -> Call:
    MAKERS[Handler] = lambda scope: begun(scope, open_session(POOL))

    def call() -> Any:
        with Scope() as opened:
            handler = opened.get(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


async def resource_async(_: AsyncExitStack) -> AsyncCall:
    ASYNC_MAKERS[Handler] = lambda scope: abegun(scope, open_async_session(POOL))

    async def call() -> Any:
        async with Scope() as opened:
            handler = await opened.aget(Handler)
            handler.was_open = not handler.session.closed
            return handler

    return call


def injected_open(stack: ExitStack) -> Call:
    opened = stack.enter_context(Scope())
    keep(opened, Session(POOL))

    def injected(order: int) -> Handler:
        found = CURRENT.get()
        if found is None or found.made is None:
            raise LookupError
        return handle(order, found.made[-1], SETTINGS)

    return lambda: injected(1)


def injected(_: ExitStack) -> Call:
    def injected(order: int) -> Handler:
        if CURRENT.get() is not None:
            raise LookupError
        opened = Scope()
        token = CURRENT.set(opened)
        try:
            return handle(order, keep(opened, Session(POOL)), SETTINGS)
        finally:
            CURRENT.reset(token)

    return lambda: injected(1)


async def injected_async(_: AsyncExitStack) -> AsyncCall:
    async def injected(order: int) -> Handler:
        if CURRENT.get() is not None:
            raise LookupError
        opened = Scope()
        token = CURRENT.set(opened)
        try:
            return await handle_async(order, keep(opened, Session(POOL)), SETTINGS)
        finally:
            CURRENT.reset(token)

    return lambda: injected(1)


def injected_resource(_: ExitStack) -> Call:
    def injected(order: int) -> Handler:
        if CURRENT.get() is not None:
            raise LookupError
        opened, generator = Scope(), open_session(POOL)
        token = CURRENT.set(opened)
        try:
            return handle_open(order, begun(opened, generator), SETTINGS)
        finally:
            CURRENT.reset(token)
            end(generator)

    return lambda: injected(1)


async def injected_resource_async(_: AsyncExitStack) -> AsyncCall:
    async def injected(order: int) -> Handler:
        if CURRENT.get() is not None:
            raise LookupError
        opened, generator = Scope(), open_async_session(POOL)
        token = CURRENT.set(opened)
        try:
            return await handle_open_async(order, await abegun(opened, generator), SETTINGS)
        finally:
            CURRENT.reset(token)
            await aend(generator)

    return lambda: injected(1)


def factory(_: ExitStack) -> Call:
    class Factory:
        def __init__(self, make: Callable[[Postage, str], Parcel]) -> None:
            self._make = make

        def __call__(self, to: str) -> Parcel:
            return self._make(POSTAGE, to)

    make = Factory(Parcel)
    return lambda: make("Ada")


factory_value = factory
