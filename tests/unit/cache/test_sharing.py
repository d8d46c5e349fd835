"""C10: a value is shared if nobody can change it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct
from pydantic import BaseModel, ConfigDict, PrivateAttr, RootModel, TypeAdapter

from wireworks.cache._sharing import sharable


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)

    part: Any = None


class Loose(BaseModel):
    part: Any = None


class Private(Frozen):
    _seen: int = PrivateAttr(0)


class Remembering(Frozen):
    @cached_property
    def parts(self) -> list[int]:
        return []


class Below(Remembering):
    """What is remembered one class above can be changed as well."""


class Extra(Frozen, extra="allow"):
    pass


class Root(RootModel[tuple[int, ...]]):
    model_config = ConfigDict(frozen=True)


@dataclasses.dataclass(frozen=True)
class Point:
    x: Any = 0


class Offspring(Point):
    """No dataclass itself, so it takes any attribute."""


@dataclasses.dataclass(frozen=True)
class Indexed:
    x: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {})


class Slotted:
    __slots__ = "index"  # noqa: PLC0205 - allowed by Python


@dataclasses.dataclass(frozen=True, slots=True)
class Slots(Slotted):
    x: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Tight:
    x: int = 0


@dataclasses.dataclass
class Open:
    x: int = 0


class Pair(NamedTuple):
    left: Any
    right: Any


class Wide(Pair):
    """A tuple that takes attributes."""


class Fixed(Struct, frozen=True):
    x: Any = 0


class Fluid(Struct):
    x: int = 0


class Caching(Struct, frozen=True, dict=True):
    @cached_property
    def parts(self) -> list[int]:
        return []


class Colour(enum.Enum):
    RED = "red"


class Zone(dt.tzinfo):
    """Of somebody else, who may change it."""


class Text(str):  # noqa: SLOT000 - as it comes
    """A text that takes attributes."""


NOON = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
SHARED: list[Any] = [
    *(None, True, 1, 1.5, "a", b"a", 1j, Decimal(1), UUID(int=1), Colour.RED),
    *(NOON, NOON.date(), NOON.time(), NOON.timetz(), NOON - NOON, NOON.replace(tzinfo=ZoneInfo("Europe/Berlin"))),
    *((1, ("a",)), frozenset({1}), Pair(1, (2,))),
    *(Frozen(), Frozen(part=Frozen(part=(1, Point(Fixed())))), Root((1,)), Point(), Tight(), Fixed()),
    TypeAdapter(dt.datetime).validate_json('"2026-01-02T12:00:00+02:00"'),
]
OWN: list[Any] = [
    *([], {}, set(), bytearray(), object(), Text("a"), Wide(1, 2), (1, [2]), Pair(1, [2]), (Open(),)),
    *(
        Loose(),
        Frozen(part=[]),
        Frozen(part=Loose()),
        Private(),
        Remembering(),
        Below(),
        Extra.model_validate({"a": 1}),
    ),
    *(Offspring(), Indexed(), Slots(), Open(), Point([]), Fluid(), Fixed([]), Caching()),
    *(NOON.replace(tzinfo=Zone()), type, Extra()),
]


@pytest.mark.parametrize("value", SHARED, ids=map(str, range(len(SHARED))))
def test_value_that_nobody_can_change_is_shared(value: Any) -> None:
    assert sharable(value) is True


@pytest.mark.parametrize("value", OWN, ids=map(str, range(len(OWN))))
def test_value_that_somebody_may_change_is_not_shared(value: Any) -> None:
    assert sharable(value) is False
