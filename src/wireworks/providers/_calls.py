"""Providers that make something new with each call, or hand over what is there."""

from __future__ import annotations

import collections.abc
from typing import Any, TypeVar

from wireworks._declare.declared import making_of
from wireworks._explicit.injections import wiring_of
from wireworks._explicit.provider import Written
from wireworks._model.parameter import Making
from wireworks._model.wiring import Delegate, Recipe, Wired, Wiring
from wireworks._text.names import name_of
from wireworks.errors import ServiceRegistrationError

T = TypeVar("T")


class Object(Written[T]):
    """Give ``value``, as it is. A provider given as the value is itself the value.

    Example:
        >>> Object(1)()
        1
    """

    def __init__(self, value: T, /) -> None:
        super().__init__(Wiring(itself, (Delegate(value) if isinstance(value, Wired) else value,)))

    def __repr__(self) -> str:
        return self._label or "Object(...)"


class Callable(Written[T]):
    """Call ``provides`` with each call, and give what it returns.

    Args:
        provides: the function to call.
        *injections: as for ``Factory``.
        **keywords: as for ``Factory``.

    Raises:
        ServiceRegistrationError: as for ``Factory``; or ``provides`` is an async function, which is a ``Coroutine``.

    Example:
        >>> Callable(max, 1)(2)
        2
    """

    def __init__(self, provides: collections.abc.Callable[..., T], /, *injections: object, **keywords: object) -> None:
        parts = wiring_of("Callable", provides, injections, keywords)
        if making_of(provides) is Making.AWAIT:
            raise ServiceRegistrationError(
                f"`Callable({name_of(provides)})` calls an async function, which has to be awaited.",
                fix=f"use `Coroutine({name_of(provides)})`.",
                see="factory",
            )
        super().__init__(parts)


class Coroutine(Written[T]):
    """Call and await an async function: ``await provider()``. Where it is injected, what it returned is.

    Args:
        provides: the async function.
        *injections: as for ``Factory``.
        **keywords: as for ``Factory``.

    Raises:
        ServiceRegistrationError: as for ``Factory``; or ``provides`` is no async function.
    """

    def __init__(
        self,
        provides: collections.abc.Callable[..., collections.abc.Coroutine[Any, Any, T]],
        /,
        *injections: object,
        **keywords: object,
    ) -> None:
        parts = wiring_of("Coroutine", provides, injections, keywords)
        if making_of(provides) is not Making.AWAIT:
            raise ServiceRegistrationError(
                f"`Coroutine({name_of(provides)})` expects an async function.",
                fix=f"use `Callable({name_of(provides)})`.",
                see="factory",
            )
        super().__init__(parts)

    def __call__(self, /, *args: Any, **kwargs: Any) -> collections.abc.Coroutine[Any, Any, T]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # it is awaited
        """Return what calls the function once it is awaited; arguments and errors as for ``Factory``."""
        return self.aget(*args, **kwargs)

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is made."""
        return super().__wireworks_recipe__()._replace(making=Making.AWAIT)


class List(Written[list[T]]):
    """Make a list of ``items``; providers among them are asked for each making.

    Example:
        >>> List(Object(1), 2)()
        [1, 2]
    """

    def __init__(self, *items: Any) -> None:
        super().__init__(Wiring(_listed, items))

    def __repr__(self) -> str:
        return self._label or "List(...)"


class Dict(Written[dict[Any, T]]):
    """Make a dictionary; providers among its keys and values are asked for each making.

    Args:
        entries: a mapping; its keys may be anything.
        **named: more entries.

    Raises:
        ServiceRegistrationError: a key is given twice.

    Example:
        >>> Dict({1: Object("one")}, two=2)()
        {1: 'one', 'two': 2}
    """

    def __init__(self, entries: collections.abc.Mapping[Any, Any] | None = None, /, **named: Any) -> None:
        given = merged("`Dict` is given the key", entries, named)
        flat = [each for entry in given.items() for each in entry]
        super().__init__(Wiring(_mapped, tuple(flat)))

    def __repr__(self) -> str:
        return self._label or "Dict(...)"


def itself(value: object) -> object:
    """Return ``value``, for what gives something as it is."""
    return value


def merged(said: str, given: collections.abc.Mapping[Any, Any] | None, named: dict[str, Any]) -> dict[Any, Any]:
    """Return what is given by a mapping and by keywords as one.

    Raises:
        ServiceRegistrationError: something is given by both; the message begins with ``said``.
    """
    twice = next((name for name in named if name in (given or {})), None)
    if twice is not None:
        raise ServiceRegistrationError(f"{said} `{twice}` twice.", fix="leave one of them out.", see="factory")
    return {**(given or {}), **named}


def _listed(*items: object) -> list[object]:
    return list(items)


def _mapped(*flat: object, **named: object) -> dict[object, object]:
    return dict(zip(flat[::2], flat[1::2], strict=True)) | named
