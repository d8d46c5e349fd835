"""Injections: the values that a provider passes, sets and calls with, as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wireworks._explicit.arguments import check_wiring
from wireworks._model.wiring import Setting, Wiring
from wireworks._text.names import name_of, shown
from wireworks.errors import ServiceRegistrationError


class Injection:
    """A named value for a ``Factory``."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: object) -> None:
        if not isinstance(name, str):
            what = f"`{type(self).__name__}` expects a name first, got {shown(name)}."
            raise ServiceRegistrationError(what, fix="pass the name, then the value.", see="factory")
        self.name = name
        self.value = value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.value!r})"


class KwArg(Injection):
    """Pass ``value`` to the constructor by the keyword ``name``. Source: L17."""

    __slots__ = ()


class Attribute(Injection):
    """Set the attribute ``name`` to ``value`` after construction. Source: L17."""

    __slots__ = ()


class Method(Injection):
    """Call the method ``name`` with ``value`` alone, after construction and after every attribute. Source: L17."""

    __slots__ = ()


def wiring_of(
    provider: str, provides: Callable[..., object], injections: Iterable[object], keywords: dict[str, object]
) -> Wiring:
    """Return what a provider is given as a record, checked as far as the signature of ``provides`` tells.

    Raises:
        ServiceRegistrationError: ``provides`` is not callable, or cannot take what it is given.
    """
    if not callable(provides):
        what = f"`{provider}` expects a class or function to call, got {shown(provides)}."
        raise ServiceRegistrationError(what, fix="pass the class itself.", see="factory")
    positional: list[object] = []
    named: dict[str, object] = {}
    attributes: list[Setting] = []
    methods: list[Setting] = []
    for injection in injections:
        if isinstance(injection, KwArg):
            _name_once(named, injection, f"{provider}({name_of(provides)})")
        elif isinstance(injection, Injection):
            call = isinstance(injection, Method)
            (methods if call else attributes).append(Setting(injection.name, injection.value, call))
        else:
            positional.append(injection)
    for name, value in keywords.items():
        _name_once(named, KwArg(name, value), f"{provider}({name_of(provides)})")
    wiring = Wiring(provides, tuple(positional), tuple(named.items()), (*attributes, *methods))
    check_wiring(provider, wiring)
    return wiring


def _name_once(named: dict[str, object], injection: Injection, what: str) -> None:
    if injection.name in named:
        said = f"`{what}` is given the keyword `{injection.name}` twice."
        raise ServiceRegistrationError(said, fix="leave one of them out.", see="factory")
    named[injection.name] = injection.value
