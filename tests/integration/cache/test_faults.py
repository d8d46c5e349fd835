"""C11: the server dies, stalls or restarts, under load; nobody hangs, and nothing stale is found afterwards."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from tests.integration.cache.conftest import PATIENCE, Noted
from tests.servers import Valkey
from wireworks.cache import CacheStoreError
from wireworks.cache._redis import RedisStore

pytestmark = pytest.mark.anyio

LONG = 60_000


async def back(store: RedisStore) -> None:
    """Return when the server answers."""
    async with asyncio.timeout(10):
        while True:
            try:
                return await store.ping()
            except CacheStoreError:
                await asyncio.sleep(0.01)


class Load:
    """Callers that ask all the time, and what came of it."""

    def __init__(self, store: RedisStore) -> None:
        self.store = store
        self.errors: list[BaseException] = []
        self.slowest = 0.0
        self.answers = 0
        self._callers = [asyncio.create_task(self._ask(b"%d" % number)) for number in range(32)]

    async def _ask(self, key: bytes) -> None:
        while True:
            began = time.monotonic()
            try:
                await self.store.set(key, key, LONG)
                assert await self.store.get(key) in {key, None}
                self.answers += 1
            except CacheStoreError as error:
                self.errors.append(error)
            self.slowest = max(self.slowest, time.monotonic() - began)
            await asyncio.sleep(0.001)

    async def answered(self) -> None:
        """Wait until there are more answers."""
        seen = self.answers
        async with asyncio.timeout(10):
            while self.answers < seen + 100:  # noqa: ASYNC110 - many tasks count
                await asyncio.sleep(0.005)

    async def refused(self) -> None:
        """Wait until there are more errors."""
        seen = len(self.errors)
        async with asyncio.timeout(10):
            while len(self.errors) < seen + 100:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.005)

    async def end(self) -> None:
        """Stop asking; everybody still did so until now."""
        for caller in self._callers:
            assert not caller.done()
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)


async def test_killed_server_is_used_again_when_it_is_back(server: Valkey, store: RedisStore) -> None:
    load = Load(store)
    await load.answered()

    server.kill()
    await load.refused()
    assert store.available is False
    await asyncio.to_thread(server.start)
    await load.answered()

    assert store.available is True
    await load.end()
    assert load.slowest < 3 * PATIENCE
    assert not any(error.reachable for error in load.errors if isinstance(error, CacheStoreError))


async def test_frozen_server_keeps_nobody_waiting_for_longer_than_an_answer_may_take(
    server: Valkey, store: RedisStore
) -> None:
    load = Load(store)
    await load.answered()

    with server.stalled():
        await load.refused()
        assert store.available is False
    await load.answered()

    await load.end()
    assert load.slowest < 3 * PATIENCE


async def test_frozen_server_keeps_nobody_waiting_who_comes_new(server: Valkey, store: RedisStore) -> None:
    with server.stalled():
        began = time.monotonic()
        errors = await asyncio.gather(*(store.get(b"key") for _ in range(50)), return_exceptions=True)

        assert time.monotonic() - began < 2 * PATIENCE
        assert all(isinstance(error, CacheStoreError) and not error.reachable for error in errors)
    await back(store)


FORGETTING: dict[str, Callable[[RedisStore], Awaitable[object]]] = {
    "delete": lambda store: store.delete([b"n:1", b"n:2"]),
    "drop": lambda store: store.drop(b"n:*", lambda key: key.startswith(b"n:")),
}


@pytest.mark.parametrize("forgetting", FORGETTING)
async def test_what_was_deleted_while_the_server_was_frozen_is_forgotten_before_anything_else(
    server: Valkey, store: RedisStore, forgetting: str
) -> None:
    await store.set_many([(b"n:1", b"stale", LONG), (b"n:2", b"stale", LONG), (b"m:1", b"1", LONG)])
    await store.claim(b"n:3", b"mine", LONG, b"")
    with server.stalled():
        for _ in range(2):  # the first is under way when the server is given up, the second comes after
            with pytest.raises(CacheStoreError):
                await FORGETTING[forgetting](store)

    await back(store)

    assert await store.get_many([b"n:1", b"n:2", b"m:1"]) == [None, None, b"1"]
    assert await store.fill(b"n:3", b"mine", b"stale", LONG) is (forgetting == "delete")


async def test_delete_whose_caller_is_cancelled_is_made_good(server: Valkey, store: RedisStore) -> None:
    """The server may never have seen it."""
    await store.set(b"key", b"stale", LONG)
    with server.stalled():
        deleting = asyncio.create_task(store.delete([b"key"]))
        await asyncio.sleep(0)
        deleting.cancel()
        await asyncio.wait([deleting])
        with pytest.raises(CacheStoreError):
            await store.get(b"key")

    await back(store)

    assert await store.get(b"key") is None


async def test_watchers_are_told_when_the_line_is_lost(server: Valkey, store: RedisStore) -> None:
    """What they know may have changed since, and nobody will say so."""
    store.watch(noted := Noted())
    await store.read(b"key")

    server.kill()

    async with asyncio.timeout(5):
        await noted.lost_once.wait()


async def test_who_waits_for_a_maker_is_woken_when_the_line_is_lost(server: Valkey, store: RedisStore) -> None:
    await store.claim(b"key", b"theirs", LONG, b"")
    assert await store.claim(b"key", b"mine", LONG, b"") is False
    waiting = asyncio.create_task(store.settled(b"key", LONG))
    await asyncio.sleep(0)

    server.kill()

    async with asyncio.timeout(5):
        await waiting


async def test_silent_line_is_tried_now_and_then(server: Valkey, store: RedisStore) -> None:
    """A connection may end without a word; what was read is then known to be out of date, though nobody asks."""
    store.watch(noted := Noted())
    await store.read(b"key")

    with server.stalled():
        async with asyncio.timeout(5 + PATIENCE):
            await noted.lost_once.wait()
    await back(store)


async def test_what_was_sent_before_the_line_was_given_up_is_not_done_after_what_came_later(
    server: Valkey, store: RedisStore
) -> None:
    await store.set(b"key", b"0", LONG)
    with server.stalled():
        with pytest.raises(CacheStoreError):
            await store.set(b"key", b"stale" * 100_000, LONG)
        with pytest.raises(CacheStoreError):
            await store.delete([b"key"])

    await back(store)

    assert await store.get(b"key") is None


async def test_scripts_that_the_server_forgot_are_sent_again(server: Valkey, store: RedisStore) -> None:
    from redis.asyncio import Redis

    await store.ping()
    async with Redis.from_url(server.url) as client:
        await client.script_flush()

    await store.set(b"key", b"1", LONG)

    found = await store.read(b"key")
    assert found is not None
    assert found.value == b"1"
