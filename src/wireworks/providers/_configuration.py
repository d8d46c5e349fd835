"""Configuration as providers: each name in it, however deep, is one, and is looked up when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar, cast

from wireworks._explicit.following import top
from wireworks._explicit.provider import Written
from wireworks._model.sentinel import MISSING
from wireworks._model.wiring import Chosen, Recipe, Wired, Wiring
from wireworks._text.message import meant, near
from wireworks._text.names import name_of
from wireworks.errors import ServiceParameterError
from wireworks.providers._loading import Loading
from wireworks.providers._reading import environment, plain

T = TypeVar("T")
_TRUE = frozenset({"1", "on", "t", "true", "y", "yes"})
_FALSE = frozenset({"0", "f", "false", "n", "no", "off"})


class Readable:
    """What has one value that may be read as something else than it is written as."""

    def as_int(self) -> Written[int]:
        """Return what gives the value as a whole number."""
        return Converted(self, int, "a whole number")

    def as_float(self) -> Written[float]:
        """Return what gives the value as a number."""
        return Converted(self, float, "a number")

    def as_bool(self) -> Written[bool]:
        """Return what gives true or false, written as ``yes``, ``on``, ``1``, ``no``, ``off``, ``0`` and the like."""
        return Converted(self, _truth, "true or false")

    def as_(self, convert: Callable[..., T], *args: Any, **kwargs: Any) -> Written[T]:
        """Return what gives ``convert(value, *args, **kwargs)``. A ``bool`` is read as by ``as_bool``."""
        return _converted(self, convert, args, kwargs)


class Named(Loading, Written[Any]):
    """A configuration or a part of it: its parts are its attributes and items.

    A part whose name is taken by a method, such as ``default``, is an item: ``config["default"]``.
    """

    def __init__(self, parts: Wiring) -> None:
        super().__init__(parts)
        self._options: dict[Any, Option] = {}

    def __getattr__(self, name: str) -> Option:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._option(name)

    def __getitem__(self, name: Any) -> Option:
        return self._option(name)

    def _option(self, name: Any) -> Option:
        """Return the part called ``name``, whether it has a value yet or not; it is always the same provider."""
        found = self._options.get(name)
        return self._options.setdefault(name, Option(self, name)) if found is None else found

    def _value(self) -> Any:
        """Return its value, or ``MISSING``."""
        entry = top(self)
        if entry is None:
            return self._own()
        return entry.other() if isinstance(entry.other, Wired) else entry.other

    def __wireworks_twin__(self) -> Self:
        """Return a copy with options of its own."""
        twin = super().__wireworks_twin__()
        twin._options = {}
        return twin


class Configuration(Named):
    """Hold the configuration; ``config.db.url`` is the provider of one value.

    Args:
        default: nested mappings to begin with.

    A value is looked up when it is asked for, so it may be loaded after the wiring was written. One that is missing
    is an error that tells its name, unless it has a ``default``.

    Raises:
        ServiceParameterError: when asked for a value that is missing.

    Example:
        >>> config = Configuration(default={"db": {"port": "5432"}})
        >>> config.db.port.as_int()()
        5432

    Source: L7.
    """

    def __init__(self, *, default: Mapping[Any, Any] | None = None) -> None:
        super().__init__(Wiring(plain))
        self._values: Any = plain(default or {})

    def _own(self) -> Any:
        """Return everything."""
        return self._values

    def _store(self, value: Any) -> None:
        """Set everything."""
        self._values = value

    def __wireworks_recipe__(self) -> Recipe:
        """Return that it gives everything."""
        return super().__wireworks_recipe__()._replace(wiring=Wiring(lambda: plain(self._values)))

    def __repr__(self) -> str:
        return self._label or "config"


class Option(Readable, Named):
    """One value of a configuration, or a group of them."""

    def __init__(self, parent: Named, name: Any) -> None:
        super().__init__(Wiring(plain, (parent,)))
        self._parent = parent
        self._name = name

    def _own(self) -> Any:
        """Return its value as its parent has it."""
        return _member(self._parent._value(), self._name)

    def _store(self, value: Any) -> None:
        """Set the value in the parent."""
        self._parent.from_dict({self._name: value})

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is looked up."""
        return super().__wireworks_recipe__()._replace(wiring=Wiring(self._given))

    def __wireworks_within__(self, copies: dict[Wired, Wired]) -> Wired:
        """Return, and write into ``copies``, the same part of what takes the place of its configuration."""
        found = copies.get(self)
        if found is None:
            parent = self._parent
            above = parent.__wireworks_within__(copies) if isinstance(parent, Option) else copies[parent]
            found = copies[self] = cast("Named", above)._option(self._name)
        return found

    def __wireworks_lacking__(self) -> ServiceParameterError | None:
        """Return the error that says that there is no value, if there is none."""
        return self._missing() if self._value() is MISSING else None

    def required(self) -> Self:
        """Return this option: every one is required that has no ``default``."""
        return self

    def default(self, value: Any) -> Defaulted:
        """Return what gives ``value``, or what a provider given as ``value`` makes, where the option is missing."""
        return Defaulted(self, value)

    def from_value(self, value: Any) -> None:
        """Set the value."""
        self._store(value)

    def from_env(self, variable: str, default: Any = MISSING, *, as_: Callable[[str], Any] = str) -> None:
        """Set the value to a variable of the environment, as it is now.

        Args:
            variable: its name.
            default: the value where it is not set.
            as_: what makes the value of the text.

        Raises:
            ServiceParameterError: it is not set and there is no default, or ``as_`` cannot read it.
        """
        text = environment(variable)
        if text is not None:
            self._store(_read(_truth if as_ is bool else as_, text, variable, f"`{name_of(as_)}`"))
        elif default is not MISSING:
            self._store(default)
        else:
            raise ServiceParameterError(
                f"`{self!r}` is read from the environment variable `{variable}`, which is not set.",
                fix=f"set `{variable}`, or pass a default.",
                see="configuration",
            )

    def _missing(self) -> ServiceParameterError:
        """Return the error that says that there is no value."""
        around = self._parent._value()
        names = [str(name) for name in around] if isinstance(around, Mapping) else []
        return ServiceParameterError(
            f"`{self!r}` is not configured.",
            fix=f"load it, or give it a default, as in `.default(...)`.{meant(near(str(self._name), names))}",
            see="configuration",
        )

    def _given(self) -> Any:
        value = self._own()
        if value is MISSING:
            raise self._missing()
        return plain(value)

    def __repr__(self) -> str:
        name = self._name
        return f"{self._parent!r}.{name}" if str(name).isidentifier() else f"{self._parent!r}[{name!r}]"


class Defaulted(Readable, Written[Any]):
    """Give the value of an option, or something else where that is missing."""

    def __init__(self, option: Option, default: Any) -> None:
        super().__init__(Wiring(plain, (option, default)))

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is looked up; a default that is a provider is asked only where it is needed."""
        return super().__wireworks_recipe__()._replace(wiring=Wiring(self._given), chooses=True)

    def _given(self) -> Any:
        default = self._parts.positional[1]
        value = cast("Option", self._parts.positional[0])._value()  # pyright: ignore[reportPrivateUsage]  # as above
        if value is not MISSING:
            return plain(value)
        return Chosen(default) if isinstance(default, Wired) else default

    def __repr__(self) -> str:
        return repr(self._parts.positional[0])


class Converted(Written[T]):
    """Give a value of the configuration as something else than it is written as."""

    def __init__(self, source: Any, convert: Callable[[Any], T], what: str) -> None:
        super().__init__(Wiring(convert, (source,)))
        self._what = what

    def __wireworks_recipe__(self) -> Recipe:
        """Return how it is converted."""
        made = super().__wireworks_recipe__()
        return made._replace(wiring=made.wiring._replace(provides=self._read))

    def _read(self, value: Any) -> Any:
        return _read(self._parts.provides, value, repr(self), self._what)

    def __repr__(self) -> str:
        return repr(self._parts.positional[0])


def _converted(source: Any, convert: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Converted[T]:
    reading: Callable[..., Any] = _truth if convert is bool else convert
    return Converted(source, lambda value: reading(value, *args, **kwargs), f"`{name_of(convert)}`")


def _read(convert: Callable[[Any], Any], value: Any, name: str, what: str) -> Any:
    """Convert a value; where that fails, say so without showing the value."""
    try:
        return convert(value)
    except (TypeError, ValueError):
        raise ServiceParameterError(
            f"The value of `{name}` cannot be read as {what}.",
            fix=f"correct `{name}` where it is set.",
            see="configuration",
        ) from None


def _truth(value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in _TRUE | _FALSE:
        raise ValueError
    return text in _TRUE


def _member(group: Any, name: Any) -> Any:
    """Return the member of a group: an entry of a mapping, an item of a sequence, or an attribute."""
    if group is MISSING or group is None:
        return MISSING
    if isinstance(group, Mapping):
        return group.get(name, MISSING)
    if isinstance(name, str):
        return getattr(group, name, MISSING)
    try:
        return group[name]
    except (IndexError, KeyError, TypeError):
        return MISSING
