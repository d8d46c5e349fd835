"""Several providers behind one: chosen by a value, or by a name that the caller passes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar, cast

from wireworks._explicit.provider import Provider, Written
from wireworks._model.wiring import Chosen, Delegate, Recipe, Wired, Wiring
from wireworks._text.message import listing, meant, near
from wireworks._text.names import shown
from wireworks.errors import ServiceParameterError, ServiceRegistrationError
from wireworks.factory import Factory
from wireworks.providers._calls import itself, merged

T = TypeVar("T")


class Selector(Written[T]):
    """Ask one of several providers: the one that ``selector`` names at that moment. No other is asked.

    Args:
        selector: a provider of the name, such as ``config.storage``.
        **options: the providers to choose from.

    Raises:
        ServiceRegistrationError: ``selector`` or an option is no provider.

    Example:
        >>> from wireworks.providers import Object
        >>> name = Object("short")
        >>> texts = Selector(name, short=Object("Hi"), long=Object("Good morning"))
        >>> texts()
        'Hi'
    """

    def __init__(self, selector: Provider[Any], /, **options: Provider[T]) -> None:
        _all_providers("Selector", {"its selector": selector, **{f"`{name}`": each for name, each in options.items()}})
        super().__init__(Wiring(itself, (selector,), tuple(options.items())))

    @property
    def providers(self) -> Mapping[str, Provider[T]]:
        """The providers to choose from, by name."""
        return MappingProxyType(cast("dict[str, Provider[T]]", dict(self._parts.keywords)))

    def __wireworks_recipe__(self) -> Recipe:
        """Return how the choice is made."""
        made = super().__wireworks_recipe__()
        return made._replace(wiring=Wiring(self._choose, self._parts.positional), chooses=True)

    def _choose(self, name: object, *_: object, **__: object) -> Chosen:
        options = dict(self._parts.keywords)
        chosen = options.get(name) if isinstance(name, str) else None
        if chosen is None:
            hint = meant(near(name, options)) if isinstance(name, str) else ""
            raise ServiceParameterError(
                f"`{self!r}` has no option of the name that `{self._parts.positional[0]!r}` gives.",
                fix=f"let it give one of {listing(options)}.{hint}",
                see="parameter",
            )
        return Chosen(cast("Wired", chosen))

    def __repr__(self) -> str:
        return self._label or "Selector(...)"


class Aggregate(Written[T]):
    """Hold several providers, and ask the one that the caller names: ``games("chess", 1, 2)``.

    Where it is injected, it is handed over itself.

    Args:
        options: the providers, by names of any kind.
        **named: more of them.

    Raises:
        ServiceRegistrationError: one of them is no provider, or a name is given twice.

    Example:
        >>> from wireworks.providers import Callable
        >>> games = Aggregate(chess=Callable("Chess for {}".format), checkers=Callable("Checkers for {}".format))
        >>> games("chess", 2)
        'Chess for 2'
    """

    def __init__(self, options: Mapping[Any, Provider[T]] | None = None, /, **named: Provider[T]) -> None:
        kind = type(self).__name__
        given: dict[Any, Provider[T]] = merged(f"`{kind}` is given", options, named)
        _all_providers(kind, {f"`{name}`": each for name, each in given.items()})
        self._names = tuple(given)
        super().__init__(Wiring(itself, tuple(given.values())))

    @property
    def providers(self) -> Mapping[Any, Provider[T]]:
        """The providers by name."""
        return MappingProxyType(dict(zip(self._names, cast("Any", self._parts.positional), strict=True)))

    def __wireworks_recipe__(self) -> Recipe:
        """Return that it is handed over itself."""
        return super().__wireworks_recipe__()._replace(wiring=Wiring(itself, (Delegate(self),)))

    def __call__(self, name: Any, /, *args: Any, **kwargs: Any) -> T:
        """Ask the provider called ``name``, passing it the other arguments.

        Raises:
            ServiceParameterError: there is none of that name.
        """
        return self._asked(name)(*args, **kwargs)  # type: ignore[no-any-return]  # what its providers make

    async def aget(self, name: Any, /, *args: Any, **kwargs: Any) -> T:
        """Do what a call does, awaiting whatever takes ``await``."""
        return await self._asked(name).aget(*args, **kwargs)  # type: ignore[no-any-return]  # as above

    def _asked(self, name: object) -> Any:
        stands_in: Any = super().__call__()
        options = stands_in.providers if isinstance(stands_in, Aggregate) else stands_in
        if name not in options:
            raise ServiceParameterError(
                f"`{self!r}` has no provider called {name!r}.",
                fix=f"ask for one of {', '.join(repr(each) for each in options)}.",
                see="parameter",
            )
        return options[name]

    def __repr__(self) -> str:
        return self._label or f"{type(self).__name__}(...)"


class FactoryAggregate(Aggregate[T]):
    """Hold several factories, and make what the caller names; an ``Aggregate`` of factories alone."""

    def __init__(self, options: Mapping[Any, Factory[T]] | None = None, /, **named: Factory[T]) -> None:
        given = [*(options or {}).values(), *named.values()]
        other = next((each for each in given if not isinstance(each, Factory)), None)
        if other is not None:
            raise ServiceRegistrationError(
                f"`FactoryAggregate` expects factories, got {other!r}.", fix="use `Aggregate`.", see="factory"
            )
        super().__init__(options, **named)


def _all_providers(kind: str, given: Mapping[str, object]) -> None:
    for name, each in given.items():
        if not isinstance(each, Wired):
            raise ServiceRegistrationError(
                f"`{kind}` expects a provider as {name}, got {shown(each)}.",
                fix="wrap a value in `Object(...)`, a function in `Callable(...)`.",
                see="factory",
            )
