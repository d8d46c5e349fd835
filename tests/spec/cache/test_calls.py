"""C3, C6: the answers of a function by the arguments of its calls, for those who cache calls in ways of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireworks.cache import CacheKeyError, MemoryStore
from wireworks.cache.calls import CacheCalls, spelled_arguments

FUNCTION = "shop.users: load*"
TEXTS = st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3)
pytestmark = pytest.mark.anyio


@pytest.fixture
def calls() -> CacheCalls[int]:
    return CacheCalls(MemoryStore(), "users", int, 60, function=FUNCTION)


def no_tags(_arguments: Mapping[str, object]) -> list[str]:
    return []


async def one() -> int:
    return 1


async def two() -> int:
    return 2


ARGUMENTS: list[dict[str, Any]] = [
    {},
    {"user_id": "42"},
    {"user_id": 42},
    {"user_id": "42", "day": date(2026, 1, 2)},
    {"b": 1, "a'": "'", "aa": None, "a": (1, "x"), "A=": 2.0},
    {"naïve": "\ud800 \N{SNOWMAN}"},
]


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=map(str, range(len(ARGUMENTS))))
async def test_answer_is_found_where_a_service_keeps_what_has_such_params(
    calls: CacheCalls[int], arguments: dict[str, Any]
) -> None:
    """In whatever order the arguments come."""
    params = spelled_arguments(FUNCTION, arguments)
    assert await calls.get_or_make(arguments, one, no_tags) == 1

    turned = dict(reversed(arguments.items()))
    assert await calls.get_or_make(turned, two, no_tags) == 1
    assert await calls.get(FUNCTION, params) == 1
    assert await calls.forget(turned)
    assert await calls.get(FUNCTION, params) is None
    assert await calls.get_or_make(arguments, two, no_tags) == 2


@given(first=TEXTS, second=TEXTS)
def test_calls_differ_as_their_arguments_do(first: dict[str, str], second: dict[str, str]) -> None:
    calls = CacheCalls[int](MemoryStore(), "users", int, 60, function=FUNCTION)

    async def ask() -> list[int | None]:
        await calls.get_or_make(first, one, no_tags)
        return [await calls.get(FUNCTION, spelled_arguments(FUNCTION, each)) for each in (first, second)]

    assert asyncio.run(ask()) == [1, 1 if first == second else None]


async def test_tags_are_asked_for_when_an_answer_is_made(calls: CacheCalls[int]) -> None:
    asked: list[object] = []

    def tags(arguments: Mapping[str, object]) -> list[str]:
        asked.append(arguments["user_id"])
        return ["red"]

    for _ in range(3):
        assert await calls.get_or_make({"user_id": 1}, one, tags) == 1
    assert asked == [1]

    assert await calls.invalidate_tags("red")
    assert await calls.get_or_make({"user_id": 1}, two, tags) == 2


async def test_argument_that_has_no_spelling_is_named(calls: CacheCalls[int]) -> None:
    with pytest.raises(CacheKeyError, match=r"Argument `session` of `shop.users: load\*` holds a `object`"):
        await calls.get_or_make({"session": object()}, one, no_tags)
