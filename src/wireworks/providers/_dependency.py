"""Placeholders for what somebody else provides."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from wireworks._declare.conform import check_of, fits, misfit
from wireworks._explicit.following import top
from wireworks._explicit.provider import Written
from wireworks._model.key import Key
from wireworks._model.sentinel import MISSING
from wireworks._model.wiring import Chosen, Recipe, Wired, Wiring
from wireworks._text.names import name_of
from wireworks.errors import ServiceNotFoundError, ServiceTypeError
from wireworks.factory import Factory
from wireworks.providers._kept import Kept

T = TypeVar("T")
_ANYTHING = cast("type[Any]", object)


class Dependency(Written[T]):
    """Stand for a ``T`` that is provided from outside: by whoever makes the container, or by an override.

    Args:
        instance_of: the type it has to be; whatever is provided is checked. Left out, anything will do.
        default: what is used where nothing is provided: a provider, or a value.

    Raises:
        ServiceTypeError: the default is not of that type.

    Example:
        >>> Dependency(instance_of=int, default=7)()
        7
    """

    def __init__(self, instance_of: type[T] = _ANYTHING, *, default: Any = MISSING) -> None:
        super().__init__(Wiring(_unset))
        self.instance_of = instance_of
        self._check = check_of(Key(instance_of))
        if default is not MISSING:
            self._parts = Wiring(_unset, (self._fitting(default),))

    @property
    def is_set(self) -> bool:
        """Whether there is something to provide: a default, what the container was given, or an override."""
        return bool(self._parts.positional) or top(self) is not None

    def providing(self, value: Any) -> Dependency[T]:
        """Return a dependency of the same name and type that ``value``, or what the provider ``value`` makes, fills.

        Raises:
            ServiceTypeError: it is not of the type.
        """
        filled = self.__wireworks_twin__()
        filled.__wireworks_rewire__(Wiring(_unset, (self._fitting(value),)))
        return filled

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is filled."""
        return super().__wireworks_recipe__()._replace(wiring=Wiring(self._choose), chooses=True)

    def __wireworks_accepted__(self, product: Any) -> Any:
        """Return what a provider has made for it.

        Raises:
            ServiceTypeError: it is not of the type.
        """
        if not fits(product, self._check):
            raise self._misfit(type(product))
        return product

    def _choose(self, *_: object, **__: object) -> object:
        if not self._parts.positional:
            raise self.unset()
        (value,) = self._parts.positional
        return Chosen(value) if isinstance(value, Wired) else value

    def unset(self) -> ServiceNotFoundError:
        """Return the error that says that nothing is provided."""
        name = (self._label or "").rpartition(".")[2] or "name"
        return ServiceNotFoundError(
            f"`{self!r}` is not set.",
            fix=f"pass `{name}=...` to the container, override it, or give it a default.",
            see="dependency",
        )

    def _admitted(self, other: object) -> object:
        filled = self.providing(other)
        filled.__wireworks_origin__ = None
        return filled

    def _fitting(self, value: Any) -> Any:
        """Return ``value``, if as far as can be told now it, or what it makes, is of the type."""
        if not isinstance(value, Wired):
            return self.__wireworks_accepted__(value)
        made = value.__wireworks_parts__().provides if isinstance(value, (Factory, Kept)) else None
        if isinstance(made, type) and misfit(Key(self.instance_of), made):
            raise self._misfit(made)
        return value

    def _misfit(self, got: type) -> ServiceTypeError:
        wanted = name_of(self.instance_of)
        return ServiceTypeError(
            f"`{self!r}` has to be of type `{wanted}`, and is given a `{name_of(got)}`.",
            fix=f"provide a `{wanted}`.",
            see="dependency",
        )

    def __repr__(self) -> str:
        return self._label or f"Dependency({name_of(self.instance_of)})"


def _unset() -> None:
    """Stand in the parts of a dependency, where other providers have what they call."""
