"""C1: the plain operations, of one value and of several."""

from __future__ import annotations

import pytest

from wireworks.cache import CacheClient, CacheService

pytestmark = pytest.mark.anyio


async def test_value_is_set_found_and_deleted(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)

    assert await cache.get("one") is None
    assert await cache.set("one", 1) is True
    assert await cache.set("one", 2) is True
    assert (await cache.get("one"), await cache.exists("one")) == (2, True)
    assert await cache.delete("one") is True
    assert (await cache.get("one"), await cache.exists("one")) == (None, False)
    assert await cache.delete("one") is False


async def test_several_values_are_set_found_and_deleted_together(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)

    assert await cache.set_many({"one": 1, "two": 2}, params={"page": 1}) is True
    assert await cache.get_many(["two", "three", "one"], {"page": 1}) == {"two": 2, "one": 1}
    assert await cache.get_many(["one"]) == {}
    assert await cache.delete_many(["one", "three"], {"page": 1}) == 1
    assert await cache.get_many(["one", "two"], {"page": 1}) == {"two": 2}


async def test_nothing_to_do_is_done(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)

    assert await cache.get_many([]) == {}
    assert await cache.set_many({}) is True
    assert await cache.delete_many([]) == 0


async def test_service_without_a_model_keeps_json(client: CacheClient) -> None:
    cache: CacheService[object] = CacheService(client, "anything")

    await cache.set("key", {"a": [1, None]})

    assert await cache.get("key") == {"a": [1, None]}


async def test_factory_may_be_sync_or_async_and_is_not_called_for_a_hit(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)

    async def two() -> int:
        return 2

    assert await cache.get_or_set("one", lambda: 1) == 1
    assert await cache.get_or_set("two", two) == 2
    assert await cache.get_or_set("two", lambda: two()) == 2  # noqa: PLW0108 - as users write it
    assert await cache.get_or_set("one", two, params={"page": 1}) == 2
    assert await cache.get_many(["one", "two"]) == {"one": 1, "two": 2}


async def test_hits_misses_and_makings_are_counted_for_all_services_on_a_store(client: CacheClient) -> None:
    numbers, words = CacheService(client, "numbers", int), CacheService(client, "words", str)

    await numbers.get_or_set("one", lambda: 1)
    await numbers.get("one")
    await words.get_many(["one", "two"])

    assert numbers.stats is words.stats
    assert (words.stats.hits, words.stats.misses, words.stats.makings, words.stats.errors) == (1, 3, 1, 0)


async def test_value_instead_of_a_factory_is_an_error(client: CacheClient) -> None:
    cache = CacheService(client, "numbers", int)

    with pytest.raises(TypeError, match=r"Expected a factory, got `int`[.]\nFix: pass what makes the value"):
        await cache.get_or_set("one", 1)  # type: ignore[arg-type]


async def test_what_is_no_client_is_refused() -> None:
    with pytest.raises(
        TypeError, match=r"Expected a `redis[.]asyncio[.]Redis` client or a `MemoryStore`, got `builtins[.]dict`"
    ):
        CacheService({}, "numbers", int)  # type: ignore[arg-type]
