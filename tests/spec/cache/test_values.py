"""C4: values come back as they were, or are refused; none is ever silently missed."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import enum
import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import pytest
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    Json,
    computed_field,
)
from typing_extensions import TypedDict

from tests.spec.cache.gates import until
from wireworks.cache import CacheClient, CacheService, MemoryStore

pytestmark = pytest.mark.anyio


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    post_code: str = Field(alias="postCode")

    @computed_field
    @property
    def country(self) -> str:
        return self.post_code[:2]


class Aliased(BaseModel):
    """None of these aliases can be filled by name, and no two are read and written alike."""

    one: int = Field(alias="One")
    two: int = Field(validation_alias="Two", serialization_alias="Zwei")
    three: int = Field(validation_alias=AliasChoices("Three", AliasPath("more", 0)))
    address: Address
    parsed: Json[list[int]] = [1]


class Extra(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str


@dataclasses.dataclass
class Point:
    x: float
    y: Annotated[int, Field(alias="Y")] = 0


class Line(NamedTuple):
    start: Point
    end: Point


class Row(TypedDict):
    id: Annotated[int, Field(alias="ID")]


class Colour(enum.Enum):
    RED = "red"


class Node(BaseModel):
    children: list[Node] = []


ALIASED = Aliased.model_validate({"One": 1, "Two": 2, "Three": 3, "address": {"postCode": "DE1"}, "parsed": "[4]"})
NOON = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
VALUES: list[tuple[Any, Any]] = [
    (Aliased, ALIASED),
    (list[Aliased], [ALIASED]),
    (Address | Point, Address(postCode="FR2")),
    (Extra, Extra.model_validate({"name": "Ada", "born": 1815})),
    (Node, Node(children=[Node(), Node(children=[Node()])])),
    (Point, Point(1.5)),
    (Line, Line(Point(0), Point(1))),
    (Row, {"id": 1}),
    (Colour, Colour.RED),
    (Literal["a", 1], 1),
    (dict[dt.date, Decimal], {dt.date(2026, 1, 2): Decimal("1.50")}),
    (dict[int, set[UUID]], {7: {UUID(int=7)}}),
    (tuple[bytes, ...], (b"", b"\xff\x00")),
    (dt.datetime, NOON),
    (dt.timedelta, dt.timedelta(days=3, microseconds=1)),
    (float, math.inf),
    (int | str, "1"),
    (Annotated[int, []], 1),
    (dict[PurePosixPath, int], {PurePosixPath("/a"): 1}),
    (HttpUrl, HttpUrl("https://example.com/")),
    (str, "ø\N{SNOWMAN}\x00"),
    (bool, False),
    (int, 0),
    (list[int], []),
    (None, {"a": [1, 1.5, "x", True, None]}),
]


@pytest.mark.parametrize(("model", "value"), VALUES)
async def test_value_comes_back_as_it_was(client: CacheClient, model: Any, value: Any) -> None:
    cache: CacheService[Any] = CacheService(client, "values", model)

    assert await cache.set("key", value) is True
    assert await cache.get("key", default="nothing") == value
    assert type(await cache.get("key")) is type(value)


async def test_not_a_number_comes_back(client: CacheClient) -> None:
    """It does not equal itself, which is no fault of the cache."""
    cache = CacheService(client, "values", list[float])

    await cache.set("key", [math.nan])

    assert [math.isnan(number) for number in await cache.get("key", default=[])] == [True]


async def test_none_is_a_value_and_a_miss_can_be_told_from_it(client: CacheClient) -> None:
    cache = CacheService(client, "values", int | None)
    missing = object()

    assert await cache.get("key", default=missing) is missing
    await cache.set("key", None)

    assert await cache.get("key", default=missing) is None
    assert await cache.exists("key")
    assert await cache.get_many(["key", "other"]) == {"key": None}


async def test_none_is_made_once(client: CacheClient) -> None:
    """The fault of the seed's library: what was not found was looked for every time."""
    cache = CacheService(client, "values", Point | None)
    calls: list[str] = []

    for _ in range(3):
        assert await cache.get_or_set("key", lambda: calls.append("made")) is None

    assert calls == ["made"]


async def test_callers_get_values_of_their_own(client: CacheClient) -> None:
    """C10: what one does with a value does not change another's."""
    cache = CacheService(client, "values", list[int])
    made = await cache.get_or_set("key", lambda: [1])
    made.append(2)

    found = await cache.get("key", default=[])
    found.append(3)

    assert await cache.get("key") == [1]


async def test_value_is_stored_as_json_under_the_names_of_the_fields() -> None:
    """Never pickle. Computed fields are left out: they are computed again."""
    store = MemoryStore()
    cache = CacheService(store, "values", Aliased)
    await cache.set("key", ALIASED)

    stored = await store.get(b"cache:v1:values:key")

    assert stored is not None
    assert stored.endswith(b'{"one":1,"two":2,"three":3,"address":{"post_code":"DE1"},"parsed":"[4]"}')


async def test_value_that_somebody_else_stored_is_read(client: CacheClient) -> None:
    """As bare JSON, for as long as they said; it is part of the namespace, and of no generation."""
    cache = CacheService(client, "values", list[int])
    await client.set("cache:v1:values:key", "[1, 2]")

    assert await cache.get("key") == [1, 2]
    assert await cache.get_ttl("key") == -1
    assert await cache.touch("key", ttl=60)
    assert 0 < await cache.get_ttl("key") <= 60
    assert await cache.invalidate_pattern("key") == 1
    assert await cache.get("key") is None


async def test_what_is_no_value_at_all_is_counted_logged_and_made_anew(
    client: CacheClient, caplog: pytest.LogCaptureFixture
) -> None:
    cache = CacheService(client, "values", int)

    faults = {'"text"': "int_parsing", "\x01": "a record that breaks off", "": "json_invalid"}
    for stored, fault in faults.items():
        await client.set("cache:v1:values:key", stored)

        assert await cache.get("key", default=-1) == -1
        assert f"What is stored under `cache:v1:values:key` is no value of the model: {fault}." in caplog.text
        assert await cache.get_or_set("key", lambda: 7) == 7
        assert await cache.get("key") == 7

    assert (cache.stats.unreadable, cache.stats.makings) == (6, 3)


async def test_value_of_another_shape_is_brought_to_the_model(client: CacheClient) -> None:
    """Who makes a value gets the same as who finds it."""
    cache: CacheService[Any] = CacheService(client, "values", Address)

    made = await cache.get_or_set("key", lambda: {"postCode": "DE1"})

    assert made == await cache.get("key") == Address(postCode="DE1")
    assert await cache.set("key", {"post_code": "DE2"})


async def test_maker_gets_what_everybody_else_will_get(client: CacheClient) -> None:
    """Where a type allows a tuple and a list, JSON has one for the two."""
    cache = CacheService(client, "values", Sequence[int])

    assert await cache.get_or_set("key", lambda: (1, 2)) == await cache.get("key") == [1, 2]


async def test_value_of_before_a_change_of_the_model_is_a_miss(client: CacheClient) -> None:
    """It is known for one by its fingerprint, and not tried to be read."""
    await CacheService(client, "values", str).set("key", "text")
    cache = CacheService(client, "values", int)

    assert await cache.get("key", default=-1) == -1
    assert (cache.stats.unreadable, cache.stats.misses) == (0, 1)
    assert await cache.get_or_set("key", lambda: 7) == 7
    assert await cache.get("key") == 7


async def test_caller_with_another_model_makes_its_own_after_waiting(client: CacheClient) -> None:
    words, numbers = CacheService(client, "values", str), CacheService(client, "values", int)
    go = asyncio.Event()

    async def make() -> str:
        await go.wait()
        return "text"

    tasks = [
        asyncio.create_task(words.get_or_set("key", make)),
        asyncio.create_task(numbers.get_or_set("key", lambda: 7)),
    ]
    await until(lambda: numbers.stats.misses == 2)
    go.set()

    assert await asyncio.gather(*tasks) == ["text", 7]
    assert await numbers.get("key") == 7


class LateStore(MemoryStore):
    """A store whose first answer comes late."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def get(self, key: bytes) -> bytes | None:
        found = await super().get(key)
        if not self.asked.is_set():
            self.asked.set()
            await self.go.wait()
        return found


@pytest.mark.parametrize(("value", "found"), [(5, 5), ("text", 7)])
async def test_value_that_was_made_since_the_caller_looked_is_found_if_it_fits(value: Any, found: int) -> None:
    store = LateStore()
    late = asyncio.create_task(CacheService(store, "values", int).get_or_set("key", lambda: 7))
    await store.asked.wait()

    await CacheService(store, "values", type(value)).get_or_set("key", lambda: value)
    store.go.set()

    assert await late == found
