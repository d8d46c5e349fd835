"""C10: what is in memory is what is in the store, or stale."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.servers import Valkey
from tests.spec.cache.counting import Counting
from tests.spec.cache.gates import Gate, until
from wireworks.cache import CacheClient, CacheManager, CacheService, CacheStoreError
from wireworks.cache._store import Kept

pytestmark = pytest.mark.anyio


@pytest.fixture
def store() -> Counting:
    return Counting()


@pytest.fixture
def numbers(store: Counting) -> CacheService[int]:
    return CacheService(store, "numbers", int, use_jitter=False, first_level=True)


CHANGES: list[Callable[[CacheService[int]], Awaitable[object]]] = [
    lambda other: other.set("one", 2),
    lambda other: other.set_many({"one": 2}),
    lambda other: other.delete("one"),
    lambda other: other.delete_many(["one", "other"]),
    lambda other: other.invalidate_pattern("o*"),
    lambda other: other.clear(),
    lambda other: other.invalidate_tags("tag"),
]


@pytest.mark.parametrize("change", CHANGES, ids=map(str, range(len(CHANGES))))
@pytest.mark.parametrize("leveled", [True, False])
async def test_change_is_seen_at_once(client: CacheClient, change: Any, leveled: bool) -> None:
    """Once a change has returned, no caller in this process gets the value from before."""
    numbers = CacheService(client, "numbers", int, first_level=True)
    other = CacheService(client, "numbers", int, first_level=leveled)
    await numbers.set("one", 1, tags=["tag"])
    assert [await numbers.get("one") for _ in range(3)] == [1, 1, 1]

    await change(other)

    assert await numbers.get("one") in {2, None}
    assert await numbers.get_or_set("one", lambda: 2) == 2
    assert await numbers.get("one") == 2


async def test_change_by_somebody_else_is_seen(numbers: CacheService[int], store: Counting) -> None:
    """The store tells of it, whoever wrote."""
    await numbers.set("one", 1)
    await numbers.get("one")
    await store.set(b"cache:v1:numbers:one", b"2", 1_000)

    assert [await numbers.get("one"), await numbers.get("one")] == [2, 2]
    assert len(store.reads) == 2


async def test_value_ends_in_memory_when_its_time_is_over(numbers: CacheService[int], store: Counting) -> None:
    await numbers.set("one", 1, ttl=10)
    store.clock.now += 4
    assert await numbers.get("one") == 1
    store.clock.now += 5.9
    assert await numbers.get("one") == 1
    store.clock.now += 0.2

    assert await numbers.get("one") is None


async def test_touch_lengthens_the_time_in_memory_too(numbers: CacheService[int], store: Counting) -> None:
    await numbers.set("one", 1, ttl=10)
    await numbers.get("one")
    assert await numbers.touch("one", ttl=100)
    store.clock.now += 50

    assert await numbers.get("one") == 1
    assert await numbers.touch("one", ttl=10)
    store.clock.now += 10
    assert await numbers.get("one") is None


async def test_value_without_an_end_is_kept(numbers: CacheService[int], store: Counting) -> None:
    """Somebody else wrote it."""
    store.entries.put(b"cache:v1:numbers:one", b"1", None)

    assert [await numbers.get("one") for _ in range(2)] == [1, 1]
    store.clock.now += 10**9
    assert await numbers.get("one") == 1
    assert len(store.reads) == 1


async def test_value_that_is_changed_while_it_is_read_is_not_kept(store: Counting) -> None:
    numbers = CacheService(store, "numbers", int, first_level=True)
    await numbers.set("one", 1)
    read, gate = store.read, asyncio.Event()

    async def slow(key: bytes) -> Kept | None:
        kept = await read(key)
        if not key.startswith(b"gen:"):
            await gate.wait()
        return kept

    store.read = slow  # type: ignore[method-assign]
    reading = asyncio.create_task(numbers.get("one"))
    await until(lambda: store.reads)
    await CacheService(store, "numbers", int).set("one", 2)
    gate.set()

    assert await reading == 1  # it asked before
    assert await numbers.get("one") == 2


async def test_value_whose_generation_ends_while_it_is_read_is_not_kept(store: Counting) -> None:
    numbers = CacheService(store, "numbers", int, first_level=True)
    await numbers.set("one", 1)
    decode = numbers._values.codec.decode  # noqa: SLF001 - what runs between reading and keeping

    def ending(payload: bytes) -> int:
        numbers._values.traffic.levels.changed(b"gen:{cache:v1:numbers}")  # noqa: SLF001
        return decode(payload)

    class Ending:
        fingerprint = numbers._values.codec.fingerprint  # noqa: SLF001
        decode = staticmethod(ending)

    numbers._values.codec = Ending()  # type: ignore[assignment] # noqa: SLF001
    assert [await numbers.get("one"), await numbers.get("one")] == [1, 1]
    assert len(store.reads) == 2


async def test_value_is_refreshed_early_from_memory_too(store: Counting) -> None:
    """C9: rules hold for what is in memory as for what is in the store."""
    numbers = CacheService(store, "numbers", int, use_jitter=False, first_level=True, early_refresh=1e9)
    gate = Gate()
    gate.go.set()

    async def slow() -> int:
        store.clock.now += 1
        return await gate.make()

    await numbers.get_or_set("one", slow)
    await numbers.get("one")
    assert await numbers.get("one") == 1

    assert await numbers.get_or_set("one", slow) == 1
    await until(lambda: gate.calls == 2)
    await until(lambda: numbers.stats.refreshes == 1)


async def test_memory_is_stale_while_the_connection_is_lost(store: Counting) -> None:
    """C10, C11: only the rules for stale values may give it, and the store is asked again first."""
    plain = CacheService(store, "numbers", int, first_level=True)
    lenient = CacheService(store, "numbers", int, first_level=True, stale_if_error=60)
    await lenient.set("one", 1)
    await plain.get("one")
    await lenient.get("one")

    plain._values.traffic.levels.lost()  # noqa: SLF001 - as a server's line tells
    store.away = True

    def fail() -> int:
        raise OSError

    assert await plain.get("one") is None
    with pytest.raises(OSError):  # noqa: PT011 - whatever it says
        await plain.get_or_set("one", fail)
    store.clock.now += 59
    assert await lenient.get_or_set("one", fail) == 1
    store.clock.now += 2
    with pytest.raises(OSError):  # noqa: PT011
        await lenient.get_or_set("one", fail)
    assert await lenient.get("two") is None

    store.away = False
    store.clock.now -= 30
    assert await plain.get("one") == 1


async def test_value_that_this_process_deleted_is_not_given_while_the_store_is_away(store: Counting) -> None:
    lenient = CacheService(store, "numbers", int, first_level=True, stale_if_error=60)
    await lenient.set("one", 1)
    await lenient.get("one")
    store.away = True
    lenient._values.traffic.levels.lost()  # noqa: SLF001 - as a server's line tells
    assert await lenient.delete("one") is False

    assert await lenient.get_or_set("one", lambda: 2) == 2


async def test_strict_service_raises_where_memory_cannot_answer(store: Counting) -> None:
    strict = CacheService(store, "numbers", int, first_level=True, strict=True)
    await strict.set("one", 1)
    await strict.get("one")
    store.away = True

    assert await strict.get("one") == 1
    with pytest.raises(CacheStoreError):
        await strict.get("two")


def test_each_event_loop_reads_for_itself(store: Counting) -> None:
    """What was read in a loop that is over, nobody hears the changes of."""
    numbers = CacheService(store, "numbers", int, first_level=True)
    asyncio.run(numbers.set("one", 1))

    assert [asyncio.run(numbers.get("one")) for _ in range(2)] == [1, 1]
    assert len(store.reads) == 2


def test_what_an_event_loop_knew_that_is_over_is_not_known_any_more(valkey: Valkey) -> None:
    """Nobody listens to its line, so another process may have changed anything."""
    manager, elsewhere = CacheManager(), CacheManager()

    async def use(manager: CacheManager, *, clear: bool) -> int | None:
        manager.init(valkey.url, operation_timeout=5)
        numbers = CacheService(manager.client, "loops", int, first_level=True)
        if clear:
            await numbers.clear()
        else:
            await numbers.get_or_set("one", lambda: 1)
        return await numbers.get("one")

    assert asyncio.run(use(manager, clear=False)) == 1
    assert asyncio.run(use(elsewhere, clear=True)) is None

    async def look() -> int | None:
        found = await CacheService(manager.client, "loops", int).get("one")
        await manager.close()
        await elsewhere.close()
        return found

    assert asyncio.run(look()) is None
