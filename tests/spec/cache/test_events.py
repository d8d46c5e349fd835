"""C12: what happens is told to whoever listens."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from tests.spec.cache.counting import Counting
from tests.spec.cache.gates import Gate, callers, until
from wireworks.cache import CacheManager, CacheService
from wireworks.cache.events import (
    Event,
    Failed,
    Hit,
    Made,
    Miss,
    NotStored,
    Outage,
    OutageOver,
    Refresh,
    Stale,
    Unreadable,
)

pytestmark = pytest.mark.anyio

KEY = "cache:v1:numbers:one"


@pytest.fixture
def store() -> Counting:
    return Counting()


@pytest.fixture
def numbers(store: Counting) -> CacheService[int]:
    return CacheService(store, "numbers", int, use_jitter=False)


@pytest.fixture
def told(numbers: CacheService[int]) -> list[Event]:
    events: list[Event] = []
    numbers.events.subscribe(events.append)
    return events


async def test_hits_and_misses_are_told_with_their_level(
    store: Counting, numbers: CacheService[int], told: list[Event]
) -> None:
    near = CacheService(store, "numbers", int, first_level=True)
    await numbers.get("one")
    await numbers.set("one", 1)
    await numbers.get_many(["one", "two"])
    await near.get("one")
    await near.get("one")
    await near.get_many(["one"])
    await near.get_or_set("one", int)

    assert told == [
        Miss(KEY),
        *(Hit(KEY, "store"), Miss("cache:v1:numbers:two")),
        Hit(KEY, "store"),
        *[Hit(KEY, "memory")] * 3,
    ]


async def test_making_is_told_with_its_time_and_outcome(numbers: CacheService[int], told: list[Event]) -> None:
    gate, boom = Gate(), OSError()

    def fail() -> int:
        raise boom

    with pytest.raises(OSError):  # noqa: PT011 - it is that one
        await numbers.get_or_set("one", fail)
    await numbers.get_or_set("one", lambda: 1)
    tasks = await callers(1, numbers, gate, "two")
    tasks[0].cancel()
    await asyncio.wait(tasks)

    made = [event for event in told if isinstance(event, Made)]
    assert [(event.key[-3:], type(event.error)) for event in made] == [
        ("one", OSError),
        ("one", type(None)),
        ("two", asyncio.CancelledError),
    ]
    assert all(0 <= event.seconds < 10 for event in made)


@pytest.mark.parametrize("change", ["here", "elsewhere"])
async def test_value_that_is_not_stored_is_told_of(
    store: Counting, numbers: CacheService[int], told: list[Event], change: str
) -> None:
    gate = Gate()
    tasks = await callers(1, numbers, gate, "one")
    await (numbers.delete("one") if change == "here" else store.delete([KEY.encode()]))
    gate.go.set()
    await asyncio.wait(tasks)

    assert [event for event in told if isinstance(event, NotStored)] == [NotStored(KEY)]


async def test_stale_values_and_refreshes_are_told_of(store: Counting) -> None:
    numbers = CacheService(store, "numbers", int, use_jitter=False, stale_while_revalidate=10, stale_if_error=20)
    await numbers.set("one", 1, ttl=5)
    told: list[Event] = []
    numbers.events.subscribe(told.append)
    store.clock.now += 6

    assert await numbers.get_or_set("one", lambda: 2) == 1
    await until(lambda: numbers.stats.makings == 1)
    assert told[:2] == [Stale(KEY), Refresh(KEY)]
    told.clear()
    await until(lambda: not store.reads.clear() and not numbers._values.traffic.flights._flying)  # noqa: SLF001
    await numbers.set("one", 1, ttl=5)
    store.clock.now += 16

    def fail() -> int:
        raise OSError

    assert await numbers.get_or_set("one", fail) == 1
    assert [type(event) for event in told if not isinstance(event, Made)] == [Miss, Stale]


async def test_outage_is_told_of_once_and_so_is_its_end(
    store: Counting, numbers: CacheService[int], told: list[Event]
) -> None:
    store.away = True
    await numbers.get("one")
    await numbers.get("one")
    store.away = False
    await numbers.get("one")

    failed = Failed("It is away.", reachable=False)
    assert told == [failed, Outage(), Miss(KEY), failed, Miss(KEY), OutageOver(), Miss(KEY)]


async def test_what_cannot_be_read_is_told_of(store: Counting, numbers: CacheService[int], told: list[Event]) -> None:
    await store.set(KEY.encode(), b'"text"', 1_000)
    await numbers.get("one")

    assert told == [Unreadable(KEY, "int_parsing"), Miss(KEY)]


async def test_listener_that_fails_is_logged_and_harms_nobody(
    numbers: CacheService[int], caplog: pytest.LogCaptureFixture
) -> None:
    events: list[Event] = []

    def fail(_event: Event) -> None:
        raise ZeroDivisionError

    numbers.events.subscribe(fail)
    numbers.events.subscribe(events.append)

    assert await numbers.get_or_set("one", lambda: 1) == 1
    assert len(events) == 2
    assert "A listener failed at Miss(key='cache:v1:numbers:one')." in caplog.text
    assert caplog.records[0].levelno == logging.ERROR


async def test_listener_is_called_until_it_unsubscribes(numbers: CacheService[int]) -> None:
    first: list[Event] = []
    unsubscribe = [numbers.events.subscribe(first.append) for _ in range(2)]
    await numbers.get("one")
    unsubscribe[0]()
    unsubscribe[0]()
    await numbers.get("one")
    unsubscribe[1]()
    await numbers.get("one")

    assert first == [Miss(KEY)] * 3
    assert not numbers.events.listeners


@pytest.mark.parametrize("listener", [None, asyncio.sleep], ids=["None", "async"])
async def test_listener_is_a_plain_function(numbers: CacheService[int], listener: Any) -> None:
    with pytest.raises(TypeError, match=r"Expected a function that listens, got .*\nFix: pass a function"):
        numbers.events.subscribe(listener)


async def test_events_of_a_store_are_those_of_all_its_services() -> None:
    manager = CacheManager()
    manager.init()
    told: list[Event] = []
    manager.events.subscribe(told.append)
    await CacheService(manager.client, "a:b", int).get("1")
    await CacheService(Counting(), "other", int).get("1")
    await manager.close()

    assert told == [Miss("cache:v1:a%3Ab:1")]
    assert isinstance(told[0], Miss)
    assert told[0].namespace == "a:b"
