"""C8: among processes one makes a value; what is changed meanwhile is not stored, and nobody waits for the dead.

Here another process is whoever works on the store itself, with a token of its own.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.spec.cache.conftest import Clock
from tests.spec.cache.gates import LIMIT, Gate, callers, fail, until
from wireworks.cache import CacheService, CacheStoreError, MemoryStore
from wireworks.cache import _lease as lease

pytestmark = pytest.mark.anyio

KEY = b"cache:v1:numbers:key"


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(clock=clock)


@pytest.fixture
def cache(store: MemoryStore) -> CacheService[int]:
    return CacheService(store, "numbers", int)


async def test_what_another_process_makes_is_waited_for(store: MemoryStore, cache: CacheService[int]) -> None:
    assert await store.claim(KEY, b"other", 60_000, b"") is True
    asking = asyncio.create_task(cache.get_or_set("key", lambda: 2))
    await until(lambda: cache.stats.misses)

    assert await store.fill(KEY, b"other", b"1", 60_000)

    assert await asyncio.wait_for(asking, LIMIT) == 1
    assert cache.stats.makings == 0


async def test_what_another_process_failed_to_make_is_made_here(store: MemoryStore, cache: CacheService[int]) -> None:
    assert await store.claim(KEY, b"other", 60_000, b"") is True
    asking = asyncio.create_task(cache.get_or_set("key", lambda: 2))
    await until(lambda: cache.stats.misses)

    await store.release(KEY, b"other")

    assert await asyncio.wait_for(asking, LIMIT) == 2


async def test_what_another_process_stored_of_another_model_is_made_here(
    store: MemoryStore, cache: CacheService[int]
) -> None:
    assert await store.claim(KEY, b"other", 60_000, b"") is True
    asking = asyncio.create_task(cache.get_or_set("key", lambda: 2))
    await until(lambda: cache.stats.misses)

    assert await store.fill(KEY, b"other", b'"text"', 60_000)

    assert await asyncio.wait_for(asking, LIMIT) == 2
    assert await cache.get("key") == 2


async def test_lease_of_a_process_that_died_is_taken_over(
    store: MemoryStore, cache: CacheService[int], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "PATIENCE", 1)
    assert await store.claim(KEY, b"other", lease.LEASE, b"") is True
    asking = asyncio.create_task(cache.get_or_set("key", lambda: 2, ttl=3_600))
    await until(lambda: cache.stats.misses)
    assert not asking.done()

    clock.now += lease.LEASE / 1000

    assert await asyncio.wait_for(asking, LIMIT) == 2


@pytest.mark.parametrize("change", ["delete", "set", "drop"])
async def test_what_another_process_changes_meanwhile_is_not_stored_over(
    store: MemoryStore, cache: CacheService[int], change: str
) -> None:
    gate = Gate()
    [asking] = await callers(1, cache, gate)
    changes: dict[str, Any] = {
        "delete": lambda: store.delete([KEY]),
        "set": lambda: store.set(KEY, b"100", 60_000),
        "drop": lambda: store.drop(b"*", lambda key: key == KEY),
    }

    await changes[change]()
    gate.go.set()

    assert await asking == 1
    assert await cache.get("key") == (100 if change == "set" else None)


@pytest.mark.parametrize("generation", [b"gen:{cache:v1:numbers}", b"gen:{cache:v1}#red"])
async def test_what_another_process_invalidates_meanwhile_is_not_found(
    store: MemoryStore, cache: CacheService[int], generation: bytes
) -> None:
    gate = Gate()
    asking = asyncio.create_task(cache.get_or_set("key", gate.make, tags=["red"]))
    await asyncio.wait_for(gate.making.wait(), LIMIT)

    await store.delete([generation])
    gate.go.set()

    assert await asking == 1
    assert await cache.get("key") is None


async def test_lease_is_renewed_while_the_factory_runs(
    store: MemoryStore, cache: CacheService[int], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LEASE", 60)
    gate = Gate()
    [asking] = await callers(1, cache, gate)
    renewed: list[bool] = []

    async def renew(key: bytes, token: bytes, length: int) -> bool:
        renewed.append(await MemoryStore.renew(store, key, token, length))
        if len(renewed) == 2:
            raise CacheStoreError("No answer.", fix="", reachable=False)
        return renewed[-1]

    monkeypatch.setattr(store, "renew", renew)
    for times in range(1, 4):
        clock.now += 0.05
        await until(lambda times=times: len(renewed) >= times)  # type: ignore[misc]
    gate.go.set()

    assert await asking == 1
    assert all(renewed)
    assert await cache.get("key") == 1


async def test_lease_that_is_lost_is_renewed_no_more(
    store: MemoryStore, cache: CacheService[int], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a process stood still for long; its value is not stored, whether or not somebody else made one."""
    monkeypatch.setattr(lease, "LEASE", 30)
    gate = Gate()
    [asking] = await callers(1, cache, gate)
    clock.now += 1
    answers: list[bool] = []

    async def renew(key: bytes, token: bytes, length: int) -> bool:
        answers.append(await MemoryStore.renew(store, key, token, length))
        return answers[-1]

    monkeypatch.setattr(store, "renew", renew)
    await until(lambda: answers)
    gate.go.set()

    assert await asking == 1
    assert answers == [False]
    assert await cache.get("key") is None


@pytest.mark.parametrize("ends", ["fails", "is cancelled"])
async def test_lease_is_given_up_when_nothing_was_made(store: MemoryStore, cache: CacheService[int], ends: str) -> None:
    if ends == "fails":
        with pytest.raises(OSError, match="out of order"):
            await cache.get_or_set("key", fail)
    else:
        [asking] = await callers(1, cache, Gate())
        asking.cancel()
        await asyncio.wait([asking], timeout=LIMIT)

    assert await store.claim(KEY, b"other", 60_000, b"") is True


async def test_caller_who_waits_for_another_process_can_leave(store: MemoryStore, cache: CacheService[int]) -> None:
    assert await store.claim(KEY, b"other", 60_000, b"") is True
    asking = asyncio.create_task(cache.get_or_set("key", lambda: 2))
    await until(lambda: cache.stats.misses)

    asking.cancel()
    await asyncio.wait([asking], timeout=LIMIT)

    assert asking.cancelled()
    assert await store.renew(KEY, b"other", 60_000) is True


class Failing(MemoryStore):
    """A store that does not carry out one operation."""

    def __init__(self, operation: str) -> None:
        super().__init__()
        self.operation = operation

    def __getattribute__(self, name: str) -> Any:
        if name == object.__getattribute__(self, "__dict__").get("operation"):

            async def refuse(*_arguments: object) -> None:
                raise CacheStoreError(f"No answer to {name}.", fix="", reachable=False)

            return refuse
        return super().__getattribute__(name)


@pytest.mark.parametrize("operation", ["get", "read", "add", "claim", "fill"])
async def test_value_is_made_once_whatever_the_store_fails_to_do(operation: str) -> None:
    cache = CacheService(Failing(operation), "numbers", int)
    gate = Gate()
    tasks = await callers(20, cache, gate)
    gate.go.set()

    assert await asyncio.gather(*tasks) == [1] * 20
    assert gate.calls == 1
    assert await cache.get("key") is None


async def test_failure_to_give_up_a_lease_is_nobodys() -> None:
    """It ends by itself."""
    cache = CacheService(Failing("release"), "numbers", int)

    with pytest.raises(OSError, match="out of order"):
        await cache.get_or_set("key", fail)
    assert cache.stats.errors == 0


async def test_generations_that_cannot_be_read_are_a_store_without_an_answer() -> None:
    store = MemoryStore()
    await CacheService(store, "numbers", int).set("key", 1)
    failing = Failing("read")
    failing.entries.put(KEY, store.entries.get(KEY) or b"", 60_000)
    cache = CacheService(failing, "numbers", int)

    assert await cache.get("key") is None
    assert await cache.set("key", 1) is False
    assert await cache.get_or_set("key", lambda: 2) == 2
    assert cache.stats.errors == 3
