"""Factories as values: explicit wiring without a container (L17 - L19)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from wireworks._explicit.injections import wiring_of
from wireworks._explicit.provider import Provider
from wireworks._model.parameter import Wants
from wireworks._text.names import name_of

__all__ = ("Factory",)

T = TypeVar("T")


class Factory(Provider[T]):
    """Make a new ``T`` whenever called, from what is written here, with no container.

    As an annotation, ``Factory[T]`` asks a container for a callable that makes a ``T``, or fetches it by its lifetime.

    Args:
        provides: the class or function to call.
        *injections: plain values are the first positional arguments; ``KwArg``, ``Attribute`` and ``Method`` say more.
        **keywords: as so many ``KwArg``.

    A value that is itself a factory is called for each making; a ``Delegate`` injects the factory as it is; any other
    value is used as it is.

    Raises:
        ServiceRegistrationError: ``provides`` is not callable, a keyword is given twice, or by its signature
            ``provides`` cannot take what it is given.

    Example:
        >>> class Photo: ...
        >>> class User:
        ...     def __init__(self, name: str, photo: Photo) -> None:
        ...         self.name, self.photo = name, photo
        >>> users = Factory(User, photo=Factory(Photo))
        >>> users("Ada").name
        'Ada'

    Source: L15, L17 - L19.
    """

    __wireworks_wants__: ClassVar[Wants] = Wants.FACTORY
    __slots__ = ()

    def __init__(self, provides: Callable[..., T], /, *injections: object, **keywords: object) -> None:
        self.wiring = wiring_of("Factory", provides, injections, keywords)
        self.overrides = []
        self.__wireworks_nodes__ = {}
        self.__wireworks_origin__ = None

    def __repr__(self) -> str:
        return f"Factory({name_of(self.wiring.provides) if self.wiring else '...'})"
