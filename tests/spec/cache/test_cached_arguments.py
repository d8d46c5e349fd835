"""C6: how the arguments of a cached function are told apart."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, PrivateAttr, RootModel
from starlette.datastructures import Headers, QueryParams

from wireworks.cache import CacheKeyError, MemoryStore, cached

pytestmark = pytest.mark.anyio


async def answer(argument: object) -> int:
    calls.append(argument)
    return len(calls)


calls: list[object] = []


class Colour(enum.Enum):
    RED = 1


class Shade(enum.StrEnum):
    RED = "1"


class Right(enum.Flag):
    READ = 1
    WRITE = 2


class User(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: int
    name: str | None = None
    _tenant: str = PrivateAttr("a")


class Admin(User): ...


def tenant(name: str) -> User:
    user = User(id=1)
    user._tenant = name  # noqa: SLF001 - it may tell answers apart as well
    return user


class Ids(RootModel[list[int]]): ...


@dataclasses.dataclass
class Page:
    number: int


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    number: int


def marked(number: int, mark: str) -> Page:
    page = Page(number)
    page.mark = mark  # type: ignore[attr-defined]
    return page


class Point(NamedTuple):
    x: int
    y: int


AT = dt.datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - with and without a zone are two cases
DIFFERENT: list[Any] = [
    *(None, True, False, 0, 1, 1.0, -0.0, 0.0, float("nan"), 1j, "", "1", "None", "1,2", b"1", ...),
    *(
        [],
        (),
        set(),
        frozenset(),
        {},
        [1],
        (1,),
        {1},
        frozenset({1}),
        {1: 1},
        {"1": 1},
        {1: "1"},
        [[1]],
        [1, 2],
        ["1,2"],
    ),
    *(["a", "b"], ["a', 'b"], ["a,b"], [["a"], "b"], {"a": "b", "c": "d"}, {"a": "b=c"}),
    *(Colour.RED, Shade.RED, Right.READ, Right.WRITE, Right.READ | Right.WRITE, Right(0)),
    *(AT, AT.date(), AT.time(), AT.isoformat(), AT.replace(fold=1), AT.replace(tzinfo=dt.UTC)),
    *(AT.replace(tzinfo=ZoneInfo("Europe/Berlin")), AT.replace(tzinfo=ZoneInfo("Europe/Paris"))),
    AT.replace(tzinfo=dt.timezone(dt.timedelta(hours=1))),
    *(dt.timedelta(1), Decimal(1), Decimal("1.0"), Fraction(1), UUID(int=1), str(UUID(int=1))),
    *(PurePosixPath("a"), PureWindowsPath("a"), "a"),
    *(User(id=1), User(id=2), User(id=1, name=None), User(id=1, more=1), Admin(id=1), tenant("b"), Ids([1])),
    *(Page(1), Page(2), Slot(1), marked(1, "a"), marked(1, "b"), Point(1, 2), (1, 2)),
]


@pytest.fixture
def cache() -> Callable[[object], Any]:
    calls.clear()
    return cached(60, redis=MemoryStore())(answer)


async def test_arguments_that_differ_at_all_are_different_calls(cache: Callable[[object], Any]) -> None:
    """In value or in type, deep inside too: nobody gets the answer for another."""
    for argument in DIFFERENT:
        await cache(argument)

    assert len(calls) == len(DIFFERENT)
    for argument in DIFFERENT:
        await cache(argument)
    assert len(calls) == len(DIFFERENT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}),
        ({"one", "two", "three"}, {"three", "two", "one"}),
        (User(id=1, a=1, b=2), User(b=2, a=1, id=1)),
    ],
)
async def test_order_of_what_has_none_does_not_matter(
    cache: Callable[[object], Any], one: object, other: object
) -> None:
    assert await cache(one) == await cache(other)


class Zone(dt.tzinfo):
    def utcoffset(self, _moment: object) -> dt.timedelta:
        return dt.timedelta(0)


class UserId(str):
    __slots__ = ()


class Open(tuple):  # noqa: SLOT001 - it has room for more than its items
    _fields = ()


@pytest.mark.parametrize(
    "argument",
    [
        QueryParams("a=1&a=2"),
        Headers({"a": "b"}),
        UserId("1"),
        Open(),
        AT.replace(tzinfo=Zone()),
        Page(object()),  # type: ignore[arg-type]
        Page,
        {"deep": [User(id=1, more=object())]},
        (each for each in ()),
    ],
)
async def test_what_may_know_more_than_it_shows_is_refused(cache: Callable[[object], Any], argument: object) -> None:
    """As a mapping, `?a=1&a=2` is the same as `?a=2`."""
    with pytest.raises(CacheKeyError, match="Argument `argument`"):
        await cache(argument)
    assert calls == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(tuple),
    max_leaves=8,
)


@given(st.lists(VALUES, min_size=2, max_size=4, unique_by=repr))
def test_any_two_values_are_told_apart_exactly_if_they_differ(values: list[object]) -> None:
    from wireworks.cache._arguments import spell

    for one, other in combinations(values, 2):
        ordered = repr(one) == repr(other)
        assert (spell(one) == spell(other)) is (ordered or same(one, other))


def same(one: object, other: object) -> bool:
    """Compare by value and type, dicts in any order."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return repr(one) == repr(other)


PROGRAM = """
import asyncio
from wireworks.cache import MemoryStore, cached, cachemanager

async def known(word: object) -> bool:
    async def inside():
        return word in {"a", "b", "c", "d"}
    return await inside()

async def main():
    cachemanager.init()
    await cached(60)(known)({"one", "two", "three"})
    print([key async for key in cachemanager.client.scan_iter()])
    await cachemanager.close()

asyncio.run(main())
"""


def test_key_is_the_same_in_every_process() -> None:
    """Hashes of texts are not, and so neither is the order of a set, among the constants of a function as well."""
    keys = set()
    for seed in ("1", "2", "3"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True, timeout=30
        )
        keys.add(done.stdout)

    assert len(keys) == 1
    assert "calls:__main__.known:" in keys.pop()
