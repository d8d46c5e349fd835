"""C4: what tells whether a value comes back as it was."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, PrivateAttr, TypeAdapter

from wireworks.cache._roundtrip import difference, obstacles


class Model(BaseModel):
    model_config = ConfigDict(extra="allow")

    number: float
    _private: int = PrivateAttr(0)


@dataclasses.dataclass(eq=False)
class Point:
    x: Any


def model(number: float, private: int = 0, **extra: Any) -> Model:
    made = Model(number=number, **extra)
    made._private = private  # noqa: SLF001 - our own
    return made


NAN = math.nan
SAME: list[tuple[Any, Any]] = [
    (1, 1),
    (model(1, private=1), model(1, private=2)),
    (model(NAN), model(float("nan"))),
    ([{"a": (1, float("nan"))}], [{"a": [1, NAN]}]),
    (Point(1), Point(1)),
    (object(), object()),
]
DIFFERENT: list[tuple[Any, Any, str]] = [
    (1, "1", "a `int` comes back as a `str`"),
    (1, 2, "it comes back changed"),
    ([1, 2], [1], "it comes back changed"),
    ({"a": [1]}, {"a": [2]}, "`['a'][0]` comes back changed"),
    ({"a": 1}, {"b": 1}, "it comes back changed"),
    (model(1), model(2), "`.number` comes back changed"),
    (model(1, a=1), model(1, a="1"), "a `int` at `.a` comes back as a `str`"),
    ((1, {2}), (1, {3}), "`[1]` comes back changed"),
]


@pytest.mark.parametrize(("stored", "read"), SAME)
def test_same_values_have_no_difference(stored: Any, read: Any) -> None:
    assert difference(stored, read) is None


@pytest.mark.parametrize(("stored", "read", "told"), DIFFERENT)
def test_difference_is_told_with_its_place(stored: Any, read: Any, told: str) -> None:
    assert difference(stored, read) == told


def test_fields_of_a_dataclass_are_compared_where_it_has_no_equality() -> None:
    @dataclasses.dataclass
    class Pair:
        left: Any
        right: Any

    assert difference(Pair(1, NAN), Pair(1, float("nan"))) is None
    assert difference(Pair(1, NAN), Pair(2, float("nan"))) == "`.left` comes back changed"


def test_obstacles_of_a_deep_type_are_found_without_recursion() -> None:
    deep: Any = int
    for _ in range(60):
        deep = list[deep]

    assert obstacles(TypeAdapter(deep).core_schema) == []
