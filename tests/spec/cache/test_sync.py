"""C1: the cache for code that is not async."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from tests.servers import Valkey
from tests.spec.cache.gates import LIMIT
from wireworks.cache import (
    CacheCycleError,
    CacheLoopError,
    CacheManager,
    CacheService,
    MemoryStore,
    SyncCacheService,
)


@pytest.fixture(params=["embedded", "valkey"])
def cache(request: pytest.FixtureRequest) -> Iterator[SyncCacheService[int]]:
    manager = CacheManager()
    valkey: Valkey | None = request.getfixturevalue("valkey") if request.param == "valkey" else None
    manager.init(None if valkey is None else valkey.url)
    service = CacheService(manager.client, "numbers", int)
    service.sync.invalidate_pattern("*")
    yield service.sync
    manager.sync.close()


def test_every_operation_is_there(cache: SyncCacheService[int]) -> None:
    assert cache.get("a") is None
    assert cache.get("a", default=-1) == -1
    assert cache.set("a", 1, tags=["red"]) is True
    assert cache.set_many({"b": 2, "c": 3}, ttl=60) is True
    assert cache.get_many(["a", "b", "d"]) == {"a": 1, "b": 2}
    assert (cache.exists("a"), cache.touch("a", ttl=60), cache.get_ttl("d")) == (True, True, -2)
    assert 50 < cache.get_ttl("a") <= 60
    assert cache.invalidate_tags("red") is True
    assert cache.get("a") is None
    assert (cache.delete("b"), cache.delete("b"), cache.delete_many(["b", "c"])) == (True, False, 1)
    cache.set_many({"a": 1, "b": 2})
    assert cache.invalidate_pattern("a*") == 1
    assert cache.clear() is True
    assert cache.get("b") is None
    assert cache.stats.errors == 0


def test_threads_share_a_making(cache: SyncCacheService[int]) -> None:
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        while cache.stats.misses < before + 8:
            threading.Event().wait(0.001)
        return 7

    before = cache.stats.misses
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: cache.get_or_set("key", make), range(8))) == [7] * 8
    assert len(calls) == 1


def test_factory_runs_in_the_thread_and_context_of_the_caller(cache: SyncCacheService[int]) -> None:
    number: ContextVar[int] = ContextVar("number")
    number.set(7)
    threads: list[threading.Thread] = []

    def make() -> int:
        threads.append(threading.current_thread())
        return number.get()

    assert cache.get_or_set("key", make) == 7
    assert threads == [threading.current_thread()]


def test_factory_may_be_async_and_may_use_the_cache_itself(cache: SyncCacheService[int]) -> None:
    async def one() -> int:
        return 1

    assert cache.get_or_set("two", lambda: cache.get_or_set("one", one) + 1) == 2
    assert cache.get_many(["one", "two"]) == {"one": 1, "two": 2}


def test_factory_that_waits_for_its_own_value_is_told_so(cache: SyncCacheService[int]) -> None:
    def make() -> int:
        return cache.get_or_set("key", lambda: 1)

    with pytest.raises(CacheCycleError):
        cache.get_or_set("key", make)


@pytest.mark.parametrize("error", [ValueError("no luck"), StopIteration("no luck")])
def test_failure_of_a_factory_is_the_callers(cache: SyncCacheService[int], error: Exception) -> None:
    def fail() -> int:
        raise error

    with pytest.raises((ValueError, RuntimeError), match="no luck"):
        cache.get_or_set("key", fail)
    assert cache.get_or_set("key", lambda: 2) == 2


def test_interrupt_in_a_factory_is_for_its_own_thread_alone(cache: SyncCacheService[int]) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.get_or_set("key", interrupt)
    assert cache.get_or_set("key", lambda: 2) == 2


def test_value_instead_of_a_factory_is_an_error(cache: SyncCacheService[int]) -> None:
    with pytest.raises(TypeError, match="Expected a factory, got `int`"):
        cache.get_or_set("key", 1)  # type: ignore[arg-type]


def test_value_is_made_anew_behind_a_caller_in_a_thread_of_its_own() -> None:
    class Clock:
        now = 0.0

        def __call__(self) -> float:
            return self.now

    clock, made = Clock(), threading.Event()
    service = CacheService(MemoryStore(clock=clock), "numbers", int, 10, use_jitter=False, stale_while_revalidate=60)
    threads: list[threading.Thread] = []

    def make() -> int:
        threads.append(threading.current_thread())
        made.set()
        return 2

    service.sync.set("key", 1)
    clock.now += 10

    assert service.sync.get_or_set("key", make) == 1
    assert made.wait(LIMIT)
    while service.sync.get("key") != 2:
        threading.Event().wait(0.001)
    assert len(threads) == 1


def test_event_loop_is_not_held_up() -> None:
    cache = CacheService(MemoryStore(), "numbers", int).sync

    async def main() -> None:
        with pytest.raises(CacheLoopError, match=r"which would stand still meanwhile[.]\nFix: await the same method"):
            cache.get("key")

    asyncio.run(main())


def test_manager_is_asked_and_closed_by_code_that_is_not_async(valkey: Valkey) -> None:
    manager = CacheManager()
    manager.init(valkey.url)
    numbers = CacheService(manager.client, "numbers", int).sync
    numbers.clear()
    numbers.set_many({"a": 1}, tags=["red"])
    numbers.set("b", 2)

    assert manager.sync.ping() is True
    assert manager.sync.invalidate_tags("red") is True
    assert numbers.get_many("ab") == {"b": 2}
    manager.sync.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_child_process_has_an_event_loop_of_its_own() -> None:
    cache = CacheService(MemoryStore(), "numbers", int).sync
    cache.set("key", 7)

    pid = os.fork()
    if not pid:
        os._exit(cache.get("key") or 0)

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


CALLS: list[object] = []
NUMBERS = CacheService(MemoryStore(), "numbers", int)


@NUMBERS.sync.cached(ttl=60, tags=lambda number: [f"number:{number}"])
def square(number: int) -> int:
    CALLS.append(number)
    return number * number


@NUMBERS.cached(tags=["cubes"])
async def cube(number: int) -> int:
    CALLS.append(number)
    return number**3


class Shop:
    def __init__(self, name: str) -> None:
        self.name = name

    @NUMBERS.cached(ignore=["session"])
    async def price(self, item: str, session: object = None) -> int:
        CALLS.append((self.name, session))
        return len(item)

    @NUMBERS.sync.cached()
    def stock(self, item: str) -> int:
        CALLS.append(self.name)
        return len(item)


@pytest.fixture
def calls() -> list[object]:
    NUMBERS.sync.clear()
    CALLS.clear()
    return CALLS


def test_function_is_called_once_for_the_same_arguments(calls: list[object]) -> None:
    assert (square(2), square(number=2), square(3)) == (4, 4, 9)
    assert calls == [2, 3]

    NUMBERS.sync.invalidate_tags("number:2")

    assert (square(2), square(3)) == (4, 9)
    assert calls == [2, 3, 2]


def test_async_function_is_called_once_for_the_same_arguments(calls: list[object]) -> None:
    async def main() -> list[int]:
        return [await cube(2), *await asyncio.gather(cube(2), cube(number=2), cube(3))]

    assert asyncio.run(main()) == [8, 8, 8, 27]
    assert calls == [2, 3]
    NUMBERS.sync.invalidate_tags("cubes")
    assert asyncio.run(cube(2)) == 8
    assert calls == [2, 3, 2]


def test_object_of_a_method_and_what_is_ignored_do_not_tell_calls_apart(calls: list[object]) -> None:
    async def main() -> list[int]:
        one, other = Shop("one"), Shop("other")
        return [await one.price("tea", session=object()), await other.price("tea"), await other.price("coffee")]

    assert asyncio.run(main()) == [3, 3, 6]
    assert len(calls) == 2
    assert Shop("one").stock("tea") == Shop("other").stock("tea") == 3
    assert calls[2:] == ["one"]


def test_function_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(TypeError, match=r"is async, and would be called by code that is not[.]\nFix: decorate it with"):
        NUMBERS.sync.cached()(cube)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is not async, and the cache is"):
        NUMBERS.cached()(square)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"has no parameter `other`[.]\nFix: in `ignore`, name some of `number`[.]"):
        NUMBERS.cached(ignore=["other"])(cube.__wrapped__)  # type: ignore[attr-defined]
