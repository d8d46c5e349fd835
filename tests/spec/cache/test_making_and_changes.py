"""C7, C8: what is changed while a value is made is not undone when the making ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.spec.cache.gates import LIMIT, Gate, callers
from wireworks.cache import CacheClient, CacheService, MemoryStore

pytestmark = pytest.mark.anyio

Change = Callable[[CacheService[int]], Awaitable[object]]
INVALIDATIONS: list[Change] = [
    lambda cache: cache.delete("key"),
    lambda cache: cache.delete_many(["other", "key", "key"]),
    lambda cache: cache.invalidate_pattern("k*"),
    lambda cache: cache.clear(),
]


@pytest.fixture
def cache(client: CacheClient) -> CacheService[int]:
    return CacheService(client, "numbers", int)


@pytest.mark.parametrize("invalidate", INVALIDATIONS, ids=["delete", "delete_many", "invalidate_pattern", "clear"])
async def test_what_is_invalidated_while_it_is_made_is_not_stored(cache: CacheService[int], invalidate: Change) -> None:
    """In the seed's library the stale value was stored, and stayed for its time to live."""
    gate = Gate()
    [before] = await callers(1, cache, gate)

    await invalidate(cache)
    fresh = await cache.get_or_set("key", lambda: 100)
    gate.go.set()

    assert (await before, fresh, await cache.get("key")) == (1, 100, 100)


async def test_what_is_set_while_it_is_made_stays(cache: CacheService[int]) -> None:
    gate = Gate()
    [before] = await callers(1, cache, gate)

    await cache.set("key", 100)
    gate.go.set()

    assert (await before, await cache.get("key")) == (1, 100)


async def test_changes_of_other_values_leave_a_making_alone(cache: CacheService[int], client: CacheClient) -> None:
    gate = Gate()
    tasks = await callers(2, cache, gate)

    await cache.delete("other")
    await cache.invalidate_pattern("o*")
    await CacheService(client, "numbers:sub", int).clear()
    gate.go.set()

    assert await asyncio.gather(*tasks) == [1, 1]
    assert await cache.get("key") == 1


async def test_factory_may_change_the_value_that_it_makes(cache: CacheService[int]) -> None:
    async def make() -> int:
        await cache.delete("key")
        await cache.set("key", 5)
        return 6

    assert await cache.get_or_set("key", make) == 6
    assert await cache.get("key") == 5


class SlowStore(MemoryStore):
    """A store whose `fill` takes effect when it is let on."""

    def __init__(self) -> None:
        super().__init__()
        self.setting, self.go = asyncio.Event(), asyncio.Event()

    async def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        self.setting.set()
        await self.go.wait()
        return await super().fill(key, token, value, ttl)


@pytest.mark.parametrize("invalidate", INVALIDATIONS, ids=["delete", "delete_many", "invalidate_pattern", "clear"])
async def test_invalidation_waits_for_a_value_that_is_on_its_way_into_the_store(invalidate: Change) -> None:
    """Otherwise the server could carry out the two the other way round."""
    store = SlowStore()
    cache = CacheService(store, "numbers", int)
    making = asyncio.create_task(cache.get_or_set("key", lambda: 1))
    await asyncio.wait_for(store.setting.wait(), LIMIT)

    changes = [asyncio.create_task(asyncio.wait_for(invalidate(cache), LIMIT)) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(change.done() for change in changes)
    store.go.set()
    await asyncio.gather(*changes)

    assert await making == 1
    assert await cache.get("key") is None
