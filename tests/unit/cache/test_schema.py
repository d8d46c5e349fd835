"""C4: a changed model has another fingerprint; an unchanged one has the same in every process."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import subprocess
import sys
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

import pytest
from msgspec import Struct, defstruct
from pydantic import BaseModel, ConfigDict, Field, computed_field, create_model

from wireworks.cache._codecs import codec_for


class Colour(enum.Enum):
    RED = "red"


class Person(BaseModel):
    name: str
    born: dt.date | None = None
    friends: list[Person] = []
    default: dict[str, int] = {}


class Node(Struct):
    value: int
    children: list[Node] = []


@dataclasses.dataclass
class Point:
    x: Annotated[Decimal, Field(gt=Decimal("1.5"))]
    y: Literal["a", 1] = 1


NOW = dt.datetime.now(dt.UTC)
# The same under every Python: a value that one process stored is found by all others.
KNOWN: list[tuple[Any, str]] = [
    (int, "9dceebf31e59968f"),
    (Person, "c2584568bc38636f"),
    (list[Node], "c857b1da457d8d0a"),
    (Point, "0dc6ded67be90fe7"),
    (dict[PurePosixPath, set[Colour]], "176c7fe0f11b011a"),
]


@pytest.mark.parametrize(("model", "fingerprint"), KNOWN)
def test_fingerprint_is_the_same_for_ever(model: Any, fingerprint: str) -> None:
    assert codec_for(model).fingerprint.hex() == fingerprint


def test_fingerprint_is_the_same_in_every_process() -> None:
    """Definitions of recursive models and the order in which sets are walked differ from process to process."""
    code = "from test_schema import *; print(codec_for(dict[str, Person]).fingerprint.hex())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": ":".join([*sys.path, __file__.rpartition("/")[0]]), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in "12"
    }

    assert runs == {codec_for(dict[str, Person]).fingerprint.hex()}


def model(**fields: Any) -> Any:
    return create_model("Model", **fields)


def struct(*fields: Any, **settings: Any) -> Any:
    return defstruct("Model", fields, **settings)


class One(enum.Enum):
    A = 1


class Other(enum.Enum):
    A = 2


Other.__name__ = "One"

DIFFERENT: list[tuple[Any, Any]] = [
    (int, str),
    (int | str, str | int),
    (list[int], set[int]),
    (model(a=(int, 0)), model(b=(int, 0))),
    (model(a=(int, 0)), model(a=(str, 0))),
    (model(a=(int, 0)), model(a=(int, 0), b=(int, 0))),
    (model(title=(int, 0)), model(title=(str, 0))),
    (Literal["a"], Literal["b"]),
    (Literal[1], Literal["1"]),
    (One, Other),
    (Annotated[int, Field(gt=0)], Annotated[int, Field(gt=1)]),
    (struct(("a", int)), struct(("a", str))),
    (struct(("a", int)), struct(("b", int))),
    (struct(("a", int)), struct(("a", int), rename="upper")),
    (struct(("a", int)), struct(("a", int), tag=True)),
    (struct(("a", int)), model(a=(int, ...))),
    (struct(("a", int, 1), omit_defaults=True), struct(("a", int, 2), omit_defaults=True)),
]
SAME: list[tuple[Any, Any]] = [
    (model(a=(int, 0)), model(a=(int, 1))),
    (model(a=(int, Field(0, title="One"))), model(a=(int, Field(0, description="two")))),
    (model(a=(dt.datetime, NOW)), model(a=(dt.datetime, NOW + dt.timedelta(days=1)))),
    (struct(("a", int, 1)), struct(("a", int, 2))),
]


@pytest.mark.parametrize(("before", "after"), DIFFERENT, ids=map(str, range(len(DIFFERENT))))
def test_changed_model_has_another_fingerprint(before: Any, after: Any) -> None:
    assert codec_for(before).fingerprint != codec_for(after).fingerprint


@pytest.mark.parametrize(("before", "after"), SAME, ids=map(str, range(len(SAME))))
def test_change_that_stored_values_do_not_notice_leaves_the_fingerprint(before: Any, after: Any) -> None:
    """A default is not read from what is stored, as every field is; unless a Struct leaves it out."""
    assert codec_for(before).fingerprint == codec_for(after).fingerprint


def test_computed_field_leaves_the_fingerprint() -> None:
    def plain() -> Any:
        class Model(BaseModel):
            model_config = ConfigDict(title="Plain")
            a: int

        return Model

    def computed() -> Any:
        class Model(BaseModel):
            a: int

            @computed_field
            @property
            def double(self) -> int:
                return 2 * self.a

        return Model

    assert codec_for(plain()).fingerprint == codec_for(computed()).fingerprint
