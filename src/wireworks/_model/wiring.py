"""Explicit wiring as data: what a ``Factory(...)`` value says, for the planner to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Setting(NamedTuple):
    """One step after construction: set the attribute ``name``, or call the method ``name``, with ``value``."""

    name: str
    value: object
    call: bool


class Wiring(NamedTuple):
    """What an explicit factory calls, and with what.

    A value that is itself ``Wired`` is made anew for each making; any other value is used as it is.
    """

    provides: Callable[..., object]
    positional: tuple[object, ...] = ()
    keywords: tuple[tuple[str, object], ...] = ()
    settings: tuple[Setting, ...] = ()


class Wired:
    """A factory value that carries its wiring and may be overridden.

    The public ``Factory`` is the one subclass that carries a wiring; rooms below it know it by this record only.
    """

    __slots__ = ("__weakref__", "overrides", "wiring")

    wiring: Wiring | None
    overrides: list[object]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Make the product, following overrides."""


class Delegate:
    """Inject the factory itself, instead of what it makes.

    The factory follows its overrides whenever it is called, so a delegate does too. Calling the delegate returns the
    factory.

    Args:
        factory: the factory to hand over.

    Source: L17.
    """

    __slots__ = ("factory",)

    def __init__(self, factory: Wired) -> None:
        self.factory = factory

    def __call__(self) -> Wired:
        """Return the factory itself."""
        return self.factory
