"""What factories, `Lazy` and `Owned` ask of their container; how it answers is written in a room above this one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from wireworks._declare.maker import Maker
from wireworks._model.key import Key
from wireworks._model.provider import Provider
from wireworks._runtime.scope import ServiceScope


class Supplier(Protocol):
    """Make what a ``Maker`` stands for, in a scope, or without one in what is current."""

    @property
    def choose(self) -> Callable[[], object] | None:
        """What chooses among overrides, while one is open."""
        ...

    def ask(self, maker: Maker, scope: ServiceScope | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make or fetch it for a call with such arguments, or return what does so when it is awaited."""
        ...

    def written_for(
        self, maker: Maker, scope: ServiceScope | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Callable[..., Any] | None:
        """Return a function for such calls, if one is written by now."""
        ...

    def make_at_once(self, maker: Maker, scope: ServiceScope | None, instead: str) -> Any:
        """Make or fetch it in sync code; in async code that is written as ``instead``."""
        ...

    def amake(self, maker: Maker, scope: ServiceScope | None, kwargs: dict[str, Any]) -> Coroutine[Any, Any, Any]:
        """Make or fetch it, awaiting whatever takes ``await``."""
        ...

    def refuse_captive(self, maker: Maker, scope: ServiceScope | None) -> None:
        """Raise ``ServiceScopeError`` if what is made without ``scope``, to be kept, lives in one."""
        ...

    def open_scope(self, parent: ServiceScope | None, key: Key) -> ServiceScope:
        """Return a new scope for the service of ``key``, inside ``parent`` or the current one."""
        ...

    def provider(self, key: Key) -> Provider:
        """Return what is registered under ``key``."""
        ...

    def cached(self, maker: Maker) -> Callable[[dict[str, object]], object]:
        """Return what looks a cached service up by its arguments, and makes it where it is not there."""
        ...

    async def forget(self, maker: Maker, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Forget what is cached for the arguments of a call; tell whether it was there."""
        ...
