"""Explicit wiring as data: what a ``Factory(...)`` value says, for the planner to read."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from itertools import chain
from typing import Any

from wireworks._model.key import Key
from wireworks._model.lifetime import Lifetime
from wireworks._model.parameter import Making
from wireworks._model.provider import Provider, Source
from wireworks._model.record import NamedTuple


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

    def values(self, without: Container[str] = ()) -> Iterator[object]:
        """Yield the values: positional ones, keywords but those named ``without``, settings."""
        keywords = (value for name, value in self.keywords if name not in without)
        return chain(self.positional, keywords, (setting.value for setting in self.settings))


class Recipe(NamedTuple):
    """How an explicit factory that stands alone makes its product: what it calls, where that is kept, how it comes.

    What it calls may answer with ``Chosen``, if it ``chooses``.
    """

    wiring: Wiring
    place: Provider
    making: Making = Making.CLASS
    chooses: bool = False


class Override:
    """One entry of a stack of overrides, known by itself: what answers instead, and whether it was taken back."""

    __slots__ = ("__weakref__", "ended", "other")

    def __init__(self, other: object) -> None:
        self.other = other
        self.ended = False


class Wired:
    """A factory value that carries its wiring and may be overridden; rooms below its own know it by this record only.

    ``wiring`` is what a container reads, and fills up by type; with none a container calls the factory as it is.
    ``__wireworks_nodes__`` are its plans as it stands alone, by the names that its caller passes;
    ``__wireworks_written__`` are the functions written for them, by the shape of the call.
    ``__wireworks_origin__`` is what it is a copy of, whose overrides count where it has none of its own.

    Plain names are left to subclasses: the options of a configuration have those of the user's values.
    """

    __slots__ = (
        "__weakref__", "__wireworks_nodes__", "__wireworks_origin__", "__wireworks_written__", "overrides", "wiring",
    )  # fmt: skip

    wiring: Wiring | None
    overrides: list[Override]
    __wireworks_nodes__: dict[frozenset[str], Any]
    __wireworks_origin__: Wired | None
    __wireworks_written__: dict[tuple[int, frozenset[str]], Any]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Make the product, following overrides."""

    async def aget(self, *args: Any, **kwargs: Any) -> Any:
        """Make the product, awaiting what takes ``await``."""

    def __wireworks_overridden__(self) -> None:
        """Take notice of an override that is set."""

    def __wireworks_parts__(self) -> Wiring:
        """Return everything it was given, whether all of it is used for each making or not."""
        return self.wiring or Wiring(self)

    def __wireworks_accepted__(self, product: Any) -> Any:
        """Return what it gives, once what it chose has made ``product``."""
        return product

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is made where it stands alone."""
        parts = self.__wireworks_parts__()
        return Recipe(parts, Provider(Key(parts.provides), Lifetime.TRANSIENT, Source.FACTORY, self))


def class_of(thing: object) -> type:
    """Return the class whose ``__call__`` says what calling ``thing`` does: a factory may be written out meanwhile."""
    kind: type | None = getattr(type(thing), "__wireworks_kind__", None)
    return kind or type(thing)


class Chosen(NamedTuple):
    """What a factory answers to have another one asked in its place."""

    option: Wired


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

    def __repr__(self) -> str:
        return f"Delegate({self.factory!r})"
