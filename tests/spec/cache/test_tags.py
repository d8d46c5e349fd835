"""C6: values are invalidated together, by their namespace or by tags, in one step, whatever their number."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.spec.cache.conftest import Clock
from tests.spec.cache.gates import Gate, callers
from wireworks.cache import CacheClient, CacheKeyError, CacheService, MemoryStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def cache(client: CacheClient) -> CacheService[int]:
    return CacheService(client, "numbers", int)


async def test_values_with_a_tag_are_invalidated_and_others_stay(cache: CacheService[int]) -> None:
    await cache.set("a", 1, tags=["red"])
    await cache.set_many({"b": 2, "c": 3}, tags=["red", "blue"])
    await cache.get_or_set("d", lambda: 4, tags=["blue"])
    await cache.set("e", 5)
    assert await cache.get_many("abcde") == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}

    assert await cache.invalidate_tags("red") is True

    assert await cache.get_many("abcde") == {"d": 4, "e": 5}
    assert (await cache.exists("a"), await cache.get_ttl("a"), await cache.touch("a")) == (False, -2, False)
    assert await cache.get_or_set("a", lambda: 6, tags=["red"]) == 6
    assert await cache.get("a") == 6


@pytest.mark.parametrize("asked", [True, False])
async def test_namespace_that_nobody_used_for_long_begins_anew(
    make: Callable[..., CacheService[int]], clock: Clock, asked: bool
) -> None:
    """What its values and tags belonged to is over; nobody may have told."""
    cache = make(stale_if_error=1)
    await cache.set("a", 1, tags=["red"])
    assert await cache.get("a") == 1
    clock.now += 4_000
    if asked:
        assert await cache.get("a") is None

    await cache.set("a", 2, tags=["red"])

    assert await cache.get("a") == 2
    assert await cache.invalidate_tags("red")
    assert await cache.get("a") is None


async def test_several_tags_are_invalidated_together(cache: CacheService[int]) -> None:
    for name in "abc":
        await cache.set(name, 1, tags=[name])

    assert await cache.invalidate_tags("a", "b", "unknown") is True
    assert await cache.invalidate_tags() is True

    assert await cache.get_many("abc") == {"c": 1}


async def test_namespaces_of_a_prefix_and_version_share_their_tags(
    client: CacheClient, cache: CacheService[int]
) -> None:
    words = CacheService(client, "words", str)
    others = CacheService(client, "words", str, version="v2"), CacheService(client, "words", str, prefix="other")
    await cache.set("a", 1, tags=["red"])
    for service in (words, *others):
        await service.set("a", "text", tags=["red"])

    await cache.invalidate_tags("red")

    assert (await cache.get("a"), await words.get("a")) == (None, None)
    assert [await other.get("a") for other in others] == ["text", "text"]


async def test_tags_do_not_reach_each_other_whatever_is_in_them(cache: CacheService[int]) -> None:
    tags = ["a", "a:b", "a*", "{a}", "#a", "", "ä", "\udc80"]
    for number, tag in enumerate(tags):
        await cache.set(number, number, tags=[tag])

    await cache.invalidate_tags("a*")

    assert list(await cache.get_many(range(len(tags)))) == [0, 1, 3, 4, 5, 6, 7]


async def test_value_has_the_tags_that_it_was_stored_with_last(cache: CacheService[int]) -> None:
    await cache.set("a", 1, tags=["red"])
    await cache.set("a", 2, tags=["blue", "blue"])

    await cache.invalidate_tags("red")
    assert await cache.get("a") == 2
    await cache.invalidate_tags("blue")
    assert await cache.get("a") is None


async def test_touched_value_keeps_its_tags(cache: CacheService[int]) -> None:
    await cache.set("a", 1, ttl=1, tags=["red"])

    assert await cache.touch("a", ttl=600)

    assert await cache.get_ttl("a") > 500
    await cache.invalidate_tags("red")
    assert await cache.get("a") is None


async def test_cleared_namespace_is_empty_and_others_are_not(client: CacheClient, cache: CacheService[int]) -> None:
    inner = CacheService(client, "numbers:inner", int)
    for service in (cache, inner):
        await service.set_many({"a": 1, "b": 2}, tags=["red"])

    assert await cache.clear() is True

    assert (await cache.get_many("ab"), await inner.get_many("ab")) == ({}, {"a": 1, "b": 2})
    assert (await cache.exists("a"), await cache.get_ttl("a"), await cache.touch("a")) == (False, -2, False)
    await cache.set("a", 3)
    assert await cache.get("a") == 3


async def test_service_made_later_finds_what_was_not_cleared(client: CacheClient) -> None:
    """As another process does."""
    await CacheService(client, "numbers", int).set("a", 1, tags=["red"])
    assert await CacheService(client, "numbers", int).get("a") == 1
    await CacheService(client, "numbers", int).clear()
    assert await CacheService(client, "numbers", int).get("a") is None


async def test_what_is_made_with_a_tag_that_is_invalidated_meanwhile_is_not_stored(cache: CacheService[int]) -> None:
    """C8: its generation is the one of when its making began."""
    gate = Gate()
    before = asyncio.create_task(cache.get_or_set("key", gate.make, tags=["red"]))
    await asyncio.wait_for(gate.making.wait(), 10)

    await cache.invalidate_tags("red")
    fresh = await cache.get_or_set("key", lambda: 100, tags=["red"])
    gate.go.set()

    assert (await before, fresh, await cache.get("key")) == (1, 100, 100)


async def test_other_tags_leave_a_making_alone(cache: CacheService[int]) -> None:
    gate = Gate()
    tasks = await callers(2, cache, gate)

    await cache.invalidate_tags("red")
    gate.go.set()

    assert await asyncio.gather(*tasks) == [1, 1]
    assert await cache.get("key") == 1


async def test_tags_in_use_outlive_others_where_room_is_short() -> None:
    """They are kept while values come and go."""
    cache = CacheService(MemoryStore(max_entries=3), "numbers", int)
    for number in range(100):
        await cache.set(number, number, tags=[f"tag {number % 2}"])

    assert await cache.get_many(range(100)) == {97: 97, 98: 98, 99: 99}
    await cache.invalidate_tags("tag 0")
    assert await cache.get_many(range(100)) == {97: 97, 99: 99}


@pytest.mark.parametrize(
    ("tags", "what"),
    [
        ("red", "Expected tags, got the text 'red'."),
        ([1], "Expected a text as a tag, got `int`."),
        (map(str, range(256)), "Expected at most 255 tags on a value, got 256."),
    ],
)
async def test_what_are_no_tags_is_an_error(tags: Any, what: str) -> None:
    cache = CacheService(MemoryStore(), "numbers", int)

    with pytest.raises(CacheKeyError) as error:
        await cache.set("a", 1, tags=tags)

    assert error.value.what == what
