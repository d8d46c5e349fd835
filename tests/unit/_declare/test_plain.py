"""Classes that are read without asking what else they could mean, and those that are not."""

from __future__ import annotations

import functools
from abc import ABC
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from inspect import Parameter, Signature
from typing import Any, Generic, Protocol, TypeVar

import pytest

from wireworks._declare.plain import taken_by

T = TypeVar("T")


class Clock: ...


class Port(ABC): ...  # noqa: B024  # it stands for any class with this metaclass


class Named:
    def __init__(self, clock: Clock, port: Port) -> None: ...


class Below(Named): ...


class Repo(Generic[T]):
    def __init__(self, clock: Clock) -> None: ...


class Defaulted:
    def __init__(self, clock: Clock, size: int = 3) -> None: ...


class KeywordOnly:
    def __init__(self, *, clock: Clock) -> None: ...


class Positional:
    def __init__(self, clock: Clock, /) -> None: ...


class Open:
    def __init__(self, clock: Clock, **others: object) -> None: ...


class Unannotated:
    def __init__(self, clock) -> None: ...  # type: ignore[no-untyped-def]  # as it says


class Optional:
    def __init__(self, clock: Clock | None) -> None: ...


class Of(Generic[T]):
    def __init__(self, one: T) -> None: ...


class Late:
    def __init__(self, later: DefinedNowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821  # pyright: ignore[reportUndefinedVariable, reportUnknownParameterType]  # as it says


class Spread:
    def __init__(*clocks: Clock) -> None: ...


class New:
    def __new__(cls, clock: Clock) -> New:  # read, never called
        return object.__new__(cls)


class Signed:
    __signature__ = Signature([Parameter("clock", Parameter.POSITIONAL_OR_KEYWORD)])

    def __init__(self, *_: Clock) -> None: ...


def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def around(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return around


class Decorated:
    @decorated
    def __init__(self, clock: Clock) -> None: ...


def handing_on(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def around(self: Any, clock: Clock) -> Any:
        return function(self, clock)

    return around


class HandedOn:
    @handing_on
    def __init__(self, clock: Clock) -> None: ...


class NotPython:
    __init__ = dict.__init__


@dataclass
class Generated:
    clock: Clock


class Meta(type): ...


class Metaclassed(metaclass=Meta):
    def __init__(self, clock: Clock) -> None: ...


class Prototype(Protocol):
    clock: Clock


class Colour(Enum):
    RED = 1


def test_parameters_of_an_ordinary_class_are_its_names_and_types() -> None:
    assert taken_by(Clock) == {}
    assert taken_by(Port) == {}
    assert taken_by(Named) == {"clock": Clock, "port": Port}
    assert taken_by(Below) == {"clock": Clock, "port": Port}
    assert taken_by(Repo) == {"clock": Clock}


@pytest.mark.parametrize(
    "other",
    [
        Defaulted, KeywordOnly, Positional, Open, Unannotated, Optional, Of, Late, Spread, New, Signed, Decorated,
        HandedOn, NotPython,
        Generated, Metaclassed, Prototype, Colour, Repo[int], taken_by, Named(Clock(), Port()), int,
    ],
)  # fmt: skip
def test_whatever_has_more_to_say_is_left_to_those_who_ask(other: object) -> None:
    assert taken_by(other) is None
