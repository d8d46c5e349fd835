"""C4: msgspec Structs are values like any other, and come back or are refused."""

from __future__ import annotations

import datetime as dt
import math
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Generic, TypeVar

import pytest
from msgspec import UNSET, Struct, UnsetType, field
from pydantic import BaseModel, SecretStr

from wireworks.cache import CacheClient, CacheModelError, CacheService, CacheValueError, MemoryStore

pytestmark = pytest.mark.anyio

T = TypeVar("T")


class Address(Struct, rename="camel", frozen=True):
    post_code: str
    short: str = field(name="s", default="")


class Person(Struct, omit_defaults=True, kw_only=True):
    name: str
    address: Address | None = None
    friends: list[Person] = []
    born: dt.datetime | UnsetType = UNSET


class Circle(Struct, tag=True):
    radius: Decimal


class Square(Struct, tag=True):
    side: float


class Box(Struct, Generic[T], array_like=True):
    content: T


ADA = Person(name="Ada", address=Address("DE1", "a"), friends=[Person(name="Grace")])
VALUES: list[tuple[Any, Any]] = [
    (Person, ADA),
    (Person, Person(name="Ada", born=dt.datetime(1815, 12, 10, tzinfo=dt.UTC))),
    (Address, Address("DE1")),
    (Person | None, None),
    (dict[str, list[Person]], {"all": [ADA]}),
    (Circle | Square, Square(2.5)),
    (list[Circle | Square], [Circle(Decimal("1.50")), Square(1)]),
    (Box[int], Box(7)),
]


@pytest.mark.parametrize(("model", "value"), VALUES, ids=map(str, range(len(VALUES))))
async def test_struct_comes_back_as_it_was(client: CacheClient, model: Any, value: Any) -> None:
    """The fault of the seed's library: what has aliases never hit."""
    cache: CacheService[Any] = CacheService(client, "values", model)

    assert await cache.set("key", value) is True
    assert await cache.get("key", default="nothing") == value
    assert type(await cache.get("key")) is type(value)
    assert cache.stats.unreadable == 0


async def test_value_of_another_shape_is_brought_to_the_struct() -> None:
    cache: CacheService[Any] = CacheService(MemoryStore(), "values", Address)

    assert await cache.get_or_set("key", lambda: {"postCode": "DE1"}) == Address("DE1")


async def test_callers_get_structs_of_their_own() -> None:
    cache = CacheService(MemoryStore(), "values", Person)
    made = await cache.get_or_set("key", lambda: Person(name="Ada"))
    made.name = "changed"

    found = await cache.get("key")

    assert found == Person(name="Ada")


class Secretive(Struct):
    password: SecretStr


class Calling(Struct):
    boxes: list[Box[Callable[[], None]]]


class Circling(Struct):
    others: list[Circling]
    key: Secretive


class Lost(Struct):
    other: Missing  # type: ignore[name-defined] # noqa: F821 - the mistake


class Untagged(Struct):
    number: int


REFUSED: list[tuple[Any, str]] = [
    (Secretive, "`password`: msgspec cannot read a `SecretStr` from JSON"),
    (list[Secretive], "`password`: msgspec cannot read a `SecretStr` from JSON"),
    (Calling, "`boxes.content`: msgspec cannot read a `Callable` from JSON"),
    (Circling, "`key.password`: msgspec cannot read a `SecretStr` from JSON"),
    (Untagged | dict[str, type[int]], "msgspec cannot describe"),
    (tuple[Untagged, MemoryStore], "the model: msgspec cannot read a `MemoryStore` from JSON"),
    (Lost, "msgspec cannot describe `Lost`: name 'Missing' is not defined"),
    (Untagged | Address, "msgspec cannot describe"),
]


@pytest.mark.parametrize(("model", "reason"), REFUSED, ids=map(str, range(len(REFUSED))))
async def test_struct_that_would_not_come_back_is_refused_when_the_service_is_made(model: Any, reason: str) -> None:
    with pytest.raises(CacheModelError) as refusal:
        CacheService(MemoryStore(), "values", model)

    assert reason in str(refusal.value)
    assert "\nFix: " in str(refusal.value)


async def test_struct_inside_a_pydantic_model_is_refused() -> None:
    """One of the two writes a value; what it cannot describe, it cannot bring back."""

    class Holder(BaseModel, arbitrary_types_allowed=True):
        struct: Address

    with pytest.raises(CacheModelError, match="`struct`: pydantic cannot read it from JSON"):
        CacheService(MemoryStore(), "values", Holder)


class Positive(Struct):
    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("Expected `s3cret`")


class Sub(Untagged):
    more: int = 0


class Counting(Struct, kw_only=True):
    number: int = 0

    def __post_init__(self) -> None:
        self.number += 1


class Measured(Struct):
    value: float
    anything: Any = None


VALUES_REFUSED: list[tuple[Any, Any, str]] = [
    (Untagged, "s3cret", "Expected a value of `Untagged`, got `str`: Expected `object`, got `str`."),
    (Untagged, {"s3cret": 1}, "got `dict`: Object missing required field `number`."),
    (Untagged, {"number": "s3cret"}, "Expected `int`, got `str` at `$.number`."),
    (Untagged, Untagged("s3cret"), "it cannot be read back (Expected `int`, got `str` at `$.number`)"),  # type: ignore[arg-type]
    (Positive, {"number": -1}, "got `dict`: ValidationError."),
    (Untagged, Sub(1, 2), "got `Sub`: Expected `object`, got `Sub`."),
    (Counting, Counting(), "`.number` comes back changed"),
    (Measured, Measured(math.nan), "it cannot be read back (Expected `float`, got `null` at `$.value`)"),
    (Measured, Measured(1, {1}), "a `set` at `.anything` comes back as a `list`"),
    (Measured, Measured(1, object()), "it cannot be written (TypeError)"),
    (Measured, Measured(1, "\ud800"), "it cannot be written (UnicodeEncodeError)"),
]


@pytest.mark.parametrize(("model", "value", "reason"), VALUES_REFUSED, ids=map(str, range(len(VALUES_REFUSED))))
async def test_struct_that_would_not_come_back_is_refused_when_it_is_stored(
    model: Any, value: Any, reason: str
) -> None:
    """Places are named, values never."""
    cache: CacheService[Any] = CacheService(MemoryStore(), "values", model)

    with pytest.raises(CacheValueError) as refusal:
        await cache.set("key", value)

    assert reason in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


def test_msgspec_is_loaded_only_by_who_has_structs() -> None:
    code = (
        "import sys; from wireworks.cache import CacheService, MemoryStore;"
        "CacheService(MemoryStore(), 'values', list[int]); assert 'msgspec' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
