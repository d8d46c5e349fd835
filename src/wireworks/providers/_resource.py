"""Resources: opened once, and closed when they are shut down, the newest first (L20)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, Protocol, TypeAlias, TypeVar, overload

from wireworks._declare.declared import making_of
from wireworks._explicit.injections import wiring_of
from wireworks._runtime.exits import Closing, Exit, at_once, report, unwind
from wireworks._text.message import listing
from wireworks._text.names import name_of
from wireworks.errors import ServiceAsyncError
from wireworks.providers._kept import Kept
from wireworks.providers._opening import opening

T = TypeVar("T")
S = TypeVar("S")
M_co = TypeVar("M_co", covariant=True)


class Initialised(Protocol[M_co]):
    """What makes a resource by ``init`` and ends it by ``shutdown``."""

    def init(self, *args: Any, **kwargs: Any) -> M_co:
        """Return the resource."""
        ...

    def shutdown(self, resource: Any, /) -> object:
        """End the resource."""
        ...


Opening: TypeAlias = (
    Iterator[S]
    | AsyncIterator[S]
    | AbstractContextManager[S]
    | AbstractAsyncContextManager[S]
    | Awaitable[S]
    | Initialised[Awaitable[S]]
    | Initialised[S]
)
"""What a resource is made of."""


class Resource(Kept[T]):
    """Open a ``T`` once, give it to everybody, and close it at ``shutdown``.

    Args:
        provides: a generator function that yields once; a class of context managers, or a function that
            ``contextlib.contextmanager`` made; a class whose ``init`` takes the arguments and returns the resource, and
            whose ``shutdown`` takes the resource; each of them sync or async. Anything else is called or awaited, and
            nothing is to be closed.
        *injections: as for ``Factory``.
        **keywords: as for ``Factory``.

    It is opened when it is first asked for, or by ``init``. After ``shutdown`` it can be opened again.

    Raises:
        ServiceRegistrationError: as for ``Factory``.

    Example:
        >>> def connection():
        ...     yield "connected"
        ...     print("closed")
        >>> connections = Resource(connection)
        >>> connections()
        'connected'
        >>> connections.shutdown()
        closed

    Source: L17, L20, L26.
    """

    @overload
    def __init__(self, provides: Callable[..., Opening[T]], /, *injections: Any, **keywords: Any) -> None: ...
    @overload
    def __init__(self, provides: Callable[..., T], /, *injections: Any, **keywords: Any) -> None: ...

    def __init__(self, provides: Callable[..., Any], /, *injections: Any, **keywords: Any) -> None:
        parts = wiring_of("Resource", opening(provides), injections, keywords)
        super().__init__(parts, making_of(parts.provides))

    @property
    def initialized(self) -> bool:
        """Whether it is open now."""
        return self._place in self.home().made

    def init(self) -> T:
        """Open the resource, unless it is open, and return it; as a call does.

        Raises:
            ServiceAsyncError: that takes ``await``.
        """
        return self()

    async def ainit(self) -> T:
        """Open the resource, unless it is open, and return it."""
        return await self.aget()

    def shutdown(self) -> None:
        """Close the resource, where it is open.

        Raises:
            ServiceCloseError: closing it failed, or takes ``await``.
        """
        shut_down((self,))

    async def ashutdown(self) -> None:
        """Close the resource, where it is open.

        Raises:
            ServiceCloseError: closing it failed.
        """
        await ashut_down((self,))


def shut_down(resources: Iterable[Resource[Any]], outcome: BaseException | None = None) -> None:
    """Close resources, the newest first, those that take ``await`` left open.

    Args:
        resources: some may not be open at all.
        outcome: what made an end to their use; it is thrown into each.

    Raises:
        ServiceCloseError: something failed to close, or takes ``await``.
    """
    exits, left = _taken(resources, may_await=False)
    closing = at_once(unwind(exits, outcome, may_await=False))
    if left:
        closing.failures.append((left[0][0], _takes_await(left)))
    report(closing, outcome, "the resources")


async def ashut_down(resources: Iterable[Resource[Any]], outcome: BaseException | None = None) -> None:
    """Close resources, the newest first; as ``shut_down``, those that take ``await`` too."""
    exits, _ = _taken(resources, may_await=True)
    closing: Closing = await unwind(exits, outcome, may_await=True)
    report(closing, outcome, "the resources")


def _taken(resources: Iterable[Resource[Any]], *, may_await: bool) -> tuple[list[Exit], list[Exit]]:
    """Take what is to be closed out of its homes, the newest last; return what has to stay beside it."""
    homes = [home for resource in resources for home in list(resource.shelf().homes.values())]
    homes.sort(key=lambda home: home.stamp)
    taken: list[Exit] = []
    left: list[Exit] = []
    for home in homes:
        if not may_await and any(is_async for _, _, is_async in home.exits or ()):
            left.extend(home.exits or ())
        else:
            taken.extend(home.empty())
    return taken, left


def _takes_await(left: list[Exit]) -> ServiceAsyncError:
    names = listing(dict.fromkeys(name_of(key) for key, *_ in left))
    return ServiceAsyncError(
        f"{names} can only be closed with await.",
        fix="use `await ...ashutdown()` or `await ...ashutdown_resources()`, which still closes them.",
        see="async-service",
    )
