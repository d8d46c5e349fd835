"""C10: a first level in memory, coherent with the store; what one caller does with a value changes no other's."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict

from tests.spec.cache.counting import Counting
from wireworks.cache import CacheKeyError, CacheService, FirstLevel

pytestmark = pytest.mark.anyio


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    parts: list[int] = []


class Tight(Frozen):
    parts: tuple[int, ...] = ()  # type: ignore[assignment]


@dataclasses.dataclass
class Open:
    name: str


@pytest.fixture
def store() -> Counting:
    return Counting()


@pytest.fixture
def numbers(store: Counting) -> CacheService[int]:
    return CacheService(store, "numbers", int, use_jitter=False, first_level=True)


async def test_second_read_asks_the_store_nothing(store: Counting, numbers: CacheService[int]) -> None:
    await numbers.set("one", 1)
    assert not store.reads

    found = [await numbers.get("one"), await numbers.get("one"), await numbers.get_or_set("one", lambda: 2)]
    found += [*(await numbers.get_many(["one"])).values()]

    assert found == [1, 1, 1, 1]
    assert store.reads == [b"cache:v1:numbers:one"]
    assert numbers.stats.hits == 4
    assert await numbers.exists("one")


async def test_what_is_made_is_found_in_memory_after_one_read(store: Counting, numbers: CacheService[int]) -> None:
    """The first level is filled by reads, and never by writes, which may be overtaken."""
    for _ in range(3):
        assert await numbers.get_or_set("one", lambda: 1) == 1

    assert len(store.reads) == 2


async def test_values_that_are_read_together_are_found_in_memory_one_by_one(
    store: Counting, numbers: CacheService[int]
) -> None:
    await numbers.set_many({"one": 1, "two": 2})
    assert await numbers.get_many(["one", "two", "three"]) == {"one": 1, "two": 2}
    store.reads.clear()

    assert [await numbers.get("one"), await numbers.get("two")] == [1, 2]
    assert await numbers.get_many(["one", "two"]) == {"one": 1, "two": 2}
    assert not store.reads
    await numbers.delete("one")
    assert await numbers.get_many(["one", "two"]) == {"two": 2}


@pytest.mark.parametrize("value", [1, None])
async def test_callers_who_come_together_share_one_read(
    store: Counting, numbers: CacheService[int], value: int | None
) -> None:
    if value is not None:
        await numbers.set("one", value)

    found = await asyncio.gather(*(numbers.get("one") for _ in range(20)))

    assert found == [value] * 20
    assert store.reads == [b"cache:v1:numbers:one"]


async def test_caller_who_leaves_while_all_read_leaves_the_others_unharmed(
    store: Counting, numbers: CacheService[int]
) -> None:
    await numbers.set("one", 1)
    callers = [asyncio.create_task(numbers.get("one")) for _ in range(5)]
    await asyncio.sleep(0)
    callers[0].cancel()
    callers[2].cancel()

    found = await asyncio.gather(*callers, return_exceptions=True)

    assert [each for each in found if isinstance(each, int)] == [1, 1, 1]
    assert await numbers.get("one") == 1


async def test_value_that_is_too_large_for_memory_is_shared_while_it_is_read(store: Counting) -> None:
    tight = CacheService(store, "numbers", list[str], first_level=FirstLevel(max_bytes=10))
    await tight.set("one", ["a value"])

    first, second = await asyncio.gather(tight.get("one"), tight.get("one"))

    assert first == second == ["a value"]
    assert first is not second
    assert store.reads == [b"cache:v1:numbers:one"]


@pytest.mark.parametrize("identifier", ["a:b", "7", 8, UUID(int=7), "", "ø*\ud800"])
@pytest.mark.parametrize("params", [None, {"page": 1}])
async def test_every_identifier_has_its_place(
    store: Counting, numbers: CacheService[int], identifier: Any, params: Any
) -> None:
    await numbers.set(identifier, 1, params=params)
    for _ in range(3):
        assert await numbers.get(identifier, params) == 1
    assert len(store.reads) == 1

    for other in ("other", "b", "a"):
        assert await numbers.get(other, default=None) is None
    assert await numbers.get(identifier, {"page": 2}) is None


async def test_number_and_text_name_the_same_value_in_memory_too(numbers: CacheService[int]) -> None:
    await numbers.set("7", 1)
    assert [await numbers.get("7"), await numbers.get(7)] == [1, 1]
    await numbers.set(7, 2)
    assert [await numbers.get("7"), await numbers.get(7)] == [2, 2]


@pytest.mark.parametrize("identifier", [[], True, 1.0, None])
async def test_what_is_no_identifier_is_refused_as_ever(numbers: CacheService[int], identifier: Any) -> None:
    await numbers.set("1", 1)
    await numbers.get("1")

    with pytest.raises(CacheKeyError):
        await numbers.get(identifier)


async def test_namespaces_models_and_stores_do_not_mix(store: Counting, numbers: CacheService[int]) -> None:
    texts = CacheService(store, "texts", str, first_level=True)
    others = CacheService(store, "numbers", str, first_level=True)
    await numbers.set("one", 1)
    await texts.set("one", "text")

    for _ in range(2):
        assert await numbers.get("one") == 1
        assert await texts.get("one") == "text"
        assert await others.get("one") is None
        assert await CacheService(Counting(), "numbers", int, first_level=True).get("one") is None


async def test_services_that_are_made_for_each_request_share_a_level(store: Counting) -> None:
    def service() -> CacheService[int]:
        return CacheService(store, "numbers", int, first_level=True)

    await service().set("one", 1)
    assert [await service().get("one") for _ in range(3)] == [1, 1, 1]
    assert len(store.reads) == 1


async def test_bounds_are_those_that_were_given(store: Counting) -> None:
    numbers = CacheService(store, "numbers", int, first_level=FirstLevel(max_entries=2))
    await numbers.set_many({"1": 1, "2": 2, "3": 3})
    for name in "123":
        await numbers.get(name)
    store.reads.clear()

    for name in "32":
        await numbers.get(name)
    assert not store.reads
    await numbers.get("1")
    assert len(store.reads) == 1


async def test_value_that_nobody_can_change_is_shared(store: Counting) -> None:
    frozen = CacheService(store, "frozen", Tight, first_level=True)
    await frozen.set("key", Tight(name="Ada", parts=(1,)))
    await frozen.get("key")

    first, second = await frozen.get("key"), await frozen.get("key")

    assert first is second
    assert first == Tight(name="Ada", parts=(1,))


@pytest.mark.parametrize("asking", ["get", "get_or_set", "get_many"])
async def test_caller_cannot_change_what_another_gets(store: Counting, asking: str) -> None:
    """Not what is decoded afresh, and not a list inside of what is frozen."""
    for model, value in ((Open, Open("Ada")), (Frozen, Frozen(name="Ada", parts=[1])), (list[int], [1])):
        cache: CacheService[Any] = CacheService(store, f"values{model}", model, first_level=True)
        asked: dict[str, Callable[[], Awaitable[Any]]] = {
            "get": lambda cache=cache: cache.get("key"),
            "get_or_set": lambda cache=cache, value=value: cache.get_or_set("key", lambda: value),
            "get_many": lambda cache=cache: cache.get_many(["key"]),
        }
        await cache.set("key", value)
        for _ in range(3):
            given = await asked[asking]()
            given = given["key"] if asking == "get_many" else given
            assert given == value
            if isinstance(given, list):
                given.append(2)
            elif isinstance(given, Frozen):
                given.parts.append(2)
            else:
                given.name = "changed"


async def test_none_is_a_value_in_memory_too(store: Counting) -> None:
    cache = CacheService(store, "values", int | None, first_level=True)
    await cache.set("key", None)

    assert [await cache.get("key", default=7) for _ in range(3)] == [None] * 3
    assert len(store.reads) == 1


@pytest.mark.parametrize("first_level", [1_000, None, "yes", FirstLevel])
async def test_bounds_of_another_type_are_refused(first_level: Any) -> None:
    with pytest.raises(TypeError, match=r"Expected `True` or a `FirstLevel` as `first_level`, got .*\nFix: "):
        CacheService(Counting(), "numbers", int, first_level=first_level)
