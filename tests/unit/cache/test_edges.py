"""C6, C8, C9: what seldom happens to generations, leases, and work behind callers."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest

from tests.spec.cache.test_leases import Failing
from tests.unit.cache.conftest import Clock
from wireworks.cache import CacheService, CacheTTLError, MemoryStore
from wireworks.cache._background import Background
from wireworks.cache._entries import Entries
from wireworks.cache._generations import Generations
from wireworks.cache._leases import Leases
from wireworks.cache._thread import Desk
from wireworks.cache._waiting import outcome_of

pytestmark = pytest.mark.anyio

HOUR = 3_600_000


@pytest.fixture
def store(clock: Clock) -> MemoryStore:
    return MemoryStore(clock=clock)


async def test_generation_lasts_longer_than_any_value_that_belongs_to_it(store: MemoryStore, clock: Clock) -> None:
    generations = Generations()
    store.watch(generations)
    [first] = await generations.ensure(store, [b"gen"], HOUR)
    clock.now += 3 * 3_600 - 1
    await generations.learn(store, [b"gen"])

    assert await generations.ensure(store, [b"gen"], HOUR) == [first]

    assert await store.ttl(b"gen") == 3 * HOUR


async def test_generation_that_changes_while_it_is_read_is_not_known(store: MemoryStore) -> None:
    generations = Generations()
    await store.add(b"gen", b"12345678", HOUR)

    class Slow(MemoryStore):
        async def read(self, key: bytes) -> object:  # type: ignore[override]
            kept = await store.read(key)
            generations.changed(key)
            return kept

    assert await generations.learn(Slow(), [b"gen"]) == [b"12345678"]
    assert generations.known(b"gen") is None


async def test_generations_that_are_known_are_bounded(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireworks.cache._generations._MANY", 3)
    generations = Generations()
    keys = [str(number).encode() for number in range(10)]

    await generations.learn(store, keys)

    assert sum(generations.known(key) is not None for key in keys) <= 3
    generations.rearm()
    assert all(generations.known(key) is None for key in keys)


async def test_leases_that_are_over_are_dropped_once_there_are_many(clock: Clock) -> None:
    leases = Leases(Entries(max_entries=10, max_bytes=1_000, clock=clock))
    for number in range(1_000):
        clock.now += 1
        assert leases.claim(str(number).encode(), b"me", 100, b"") is True

    assert len(leases.leased()) < 100


def test_entries_that_all_last_give_way_too(clock: Clock) -> None:
    kept = Entries(max_entries=1, max_bytes=100, clock=clock)
    for number in range(200):
        kept.put(str(number).encode(), b"1", 1_000, lasting=True)

    assert 0 < len(kept.present()) <= 100


def test_watcher_that_is_gone_is_told_nothing(clock: Clock) -> None:
    kept = Entries(max_entries=10, max_bytes=100, clock=clock)
    kept.watch(Generations())

    kept.put(b"a", b"1", 1_000)
    kept.clear()

    assert kept.present() == []


async def test_work_of_another_event_loop_is_cancelled_and_not_waited_for() -> None:
    background, started, cancelled = Background(), threading.Event(), threading.Event()

    async def endless() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def main() -> None:
        await asyncio.wait([background.start(endless())])

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    assert await asyncio.to_thread(started.wait, 10)

    await background.close()

    assert await asyncio.to_thread(cancelled.wait, 10)
    await asyncio.to_thread(thread.join, 10)
    background.rearm()
    await background.close()


async def test_what_has_happened_is_not_waited_for() -> None:
    happened: Future[None] = Future()
    happened.set_result(None)

    assert await outcome_of(happened, 0) is True
    assert await outcome_of(Future(), 0.001) is False


def test_work_that_comes_as_its_caller_leaves_is_done_elsewhere() -> None:
    desk, end, threads = Desk(), Future[None](), list[threading.Thread]()
    end.set_result(None)

    def work() -> None:
        threads.append(threading.current_thread())

    def leave() -> None:
        raise KeyboardInterrupt

    left, after = desk.do(leave), desk.do(work)
    with pytest.raises(KeyboardInterrupt):
        desk.serve(end)

    after.result(10)
    desk.do(work).result(10)
    assert left.done()
    assert len(threads) == 2
    assert threading.current_thread() not in threads


def test_time_of_a_cached_function_is_a_time() -> None:
    service = CacheService(MemoryStore(), "numbers", int)

    for cached in (service.cached, service.sync.cached):
        with pytest.raises(CacheTTLError):
            cached(ttl=0)


async def test_store_without_an_answer_stores_nothing_and_gives_nothing() -> None:
    assert await CacheService(Failing("add"), "numbers", int).set("key", 1) is False
    assert await CacheService(Failing("get_many"), "numbers", int).get_many(["key"]) == {}
