"""Providers that keep what they made: for everybody, for a thread, for a context."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from threading import local
from typing import Any, Self, TypeVar, cast, overload
from weakref import WeakKeyDictionary

from wireworks._declare.declared import making_of
from wireworks._explicit.following import top
from wireworks._explicit.injections import wiring_of
from wireworks._explicit.keeping import Home, Shelf
from wireworks._explicit.provider import Written
from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._model.provider import Provider, Source
from wireworks._model.sentinel import MISSING
from wireworks._model.wiring import Recipe, Wiring
from wireworks._runtime.claims import standing
from wireworks._text.names import name_of
from wireworks.errors import ServiceRegistrationError

T = TypeVar("T")


class Kept(Written[T]):
    """Keep what is made; what all such providers share."""

    def __init__(self, parts: Wiring, making: Making) -> None:
        super().__init__(parts)
        self._making = making
        self._settle()

    def _settle(self) -> None:
        self._place = Provider(Key(self._parts.provides), Lifetime.SINGLETON, Source.FACTORY, self)
        self._shelves()

    def _shelves(self) -> None:
        self._shelf = Shelf()

    def __call__(self, /, *args: Any, **kwargs: Any) -> T:
        """Make or fetch the ``T``; arguments and errors as for ``Factory``."""
        if not (args or kwargs) and top(self) is None:
            found = standing(self.home().made, self._place)
            if found is not MISSING:
                return cast("T", found)
        return super().__call__(*args, **kwargs)

    def shelf(self) -> Shelf:
        """Return the homes for whoever asks."""
        return self._shelf

    def home(self) -> Home:
        """Return where it keeps what it made, under the overrides in force."""
        return self.shelf().home(self)

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is made."""
        return Recipe(self._parts, self._place, self._making)

    def __wireworks_twin__(self) -> Self:
        """Return a copy that keeps its own."""
        twin = super().__wireworks_twin__()
        twin._settle()  # noqa: SLF001 - the twin is one of us
        return twin


class Singleton(Kept[T]):
    """Make a ``T`` once, and give it to every thread, task and event loop from then on.

    Args:
        provides: the class or function to call; an async function is awaited (``await provider.aget()``).
        *injections: as for ``Factory``.
        **keywords: as for ``Factory``.

    It is kept until ``reset()``, as long as the provider lives. While something that it needs is overridden it is made
    afresh, and forgotten afterwards.

    Raises:
        ServiceRegistrationError: as for ``Factory``; or ``provides`` is a generator function, whose end nobody would
            see: that is a ``Resource``.

    Example:
        >>> class Clock: ...
        >>> clocks = Singleton(Clock)
        >>> clocks() is clocks()
        True

    Source: L17, L18, L26.
    """

    @overload
    def __init__(
        self, provides: Callable[..., Coroutine[Any, Any, T]], /, *injections: Any, **keywords: Any
    ) -> None: ...
    @overload
    def __init__(self, provides: Callable[..., T], /, *injections: Any, **keywords: Any) -> None: ...

    def __init__(self, provides: Callable[..., Any], /, *injections: Any, **keywords: Any) -> None:
        name = type(self).__name__
        parts = wiring_of(name, provides, injections, keywords)
        making = making_of(provides)
        if making in (Making.GENERATOR, Making.ASYNC_GENERATOR):
            raise ServiceRegistrationError(
                f"`{name}({name_of(provides)})` would never resume the generator that `{name_of(provides)}` returns.",
                fix=f"use `Resource({name_of(provides)})`.",
                see="factory",
            )
        super().__init__(parts, making)

    def reset(self) -> None:
        """Forget what is kept; the next call makes another. Whoever holds it keeps it."""
        self.home().empty()


class ThreadLocal(Singleton[T]):
    """Make a ``T`` once for each thread; otherwise as ``Singleton``. ``reset()`` forgets that of the calling thread."""

    def _shelves(self) -> None:
        self._threads = local()

    def shelf(self) -> Shelf:
        """Return the homes for this thread."""
        try:
            found: Shelf = self._threads.shelf
        except AttributeError:
            found = self._threads.shelf = Shelf()
        return found


class _Token:
    """Stand for one context; what is kept for it goes when the context goes."""

    __slots__ = ("__weakref__",)


class ContextLocal(Singleton[T]):
    """Make a ``T`` once for each context; otherwise as ``Singleton``.

    A task has a context of its own, copied from whoever started it: what was made there before, it shares; what it
    makes itself, nobody else sees. ``reset()`` forgets what the calling context sees, for that context alone.
    """

    def _shelves(self) -> None:
        # The variable itself lives as long as any context that has it: it holds nothing but a token.
        self._current: ContextVar[_Token | None] = ContextVar("wireworks_context_local", default=None)
        self._contexts: WeakKeyDictionary[_Token, Shelf] = WeakKeyDictionary()

    def shelf(self) -> Shelf:
        """Return the homes for this context."""
        token = self._current.get()
        return self._open() if token is None else self._contexts[token]

    def reset(self) -> None:
        """Forget what is kept in this context; the next call makes another."""
        self._open()

    def _open(self) -> Shelf:
        token = _Token()
        shelf = self._contexts[token] = Shelf()
        self._current.set(token)
        return shelf
