"""C10: the conformance suite of the stores, about changes of what was read."""

from __future__ import annotations

import asyncio
import gc

import pytest

from tests.unit.cache.conftest import Kept

pytestmark = pytest.mark.anyio

LONG = 60_000


class Noted:
    """Note what it is told."""

    def __init__(self) -> None:
        self.keys: list[bytes] = []
        self.losses = 0
        self._told = asyncio.Event()

    def changed(self, key: bytes) -> None:
        self.keys.append(key)
        self._told.set()

    def lost(self) -> None:
        self.losses += 1
        self._told.set()

    async def told(self) -> list[bytes]:
        """Wait until it is told something; give all keys of which it was, once each."""
        async with asyncio.timeout(5):
            await self._told.wait()
        return sorted(set(self.keys))

    def forget(self) -> None:
        """Begin anew."""
        self.keys.clear()
        self._told.clear()


@pytest.fixture
def noted(kept: Kept) -> Noted:
    noted = Noted()
    kept.store.watch(noted)
    return noted


async def test_value_is_read_with_the_time_that_it_will_be_kept(kept: Kept) -> None:
    await kept.store.set(b"key", b"1", LONG)
    await kept.client.set(b"endless", b"2")

    found = await kept.store.read(b"key")
    assert found is not None
    assert found.value == b"1"
    assert LONG - 5_000 < found.remaining <= LONG
    assert await kept.store.read(b"endless") == (b"2", -1)
    assert await kept.store.read(b"missing") is None


async def test_several_values_are_read_together_and_watched(kept: Kept, noted: Noted) -> None:
    await kept.store.set_many([(b"one", b"1", LONG), (b"two", b"2", LONG)])

    found = await kept.store.read_many([b"one", b"missing", b"two"])
    noted.forget()
    await kept.client.set(b"two", b"3")

    assert [each and each.value for each in found] == [b"1", None, b"2"]
    assert await noted.told() == [b"two"]
    assert await kept.store.read_many([]) == []


async def test_watcher_is_told_of_a_key_that_is_kept_for_longer(kept: Kept, noted: Noted) -> None:
    await kept.store.set(b"key", b"1", 1_000)
    await kept.store.read(b"key")
    noted.forget()

    await kept.store.extend([b"key"], LONG)

    assert await noted.told() == [b"key"]


async def test_watcher_is_told_when_the_time_is_over(kept: Kept, noted: Noted) -> None:
    await kept.store.set(b"key", b"1", 20)
    await kept.store.read(b"key")
    noted.forget()
    await kept.clock.passes(0.02)
    await kept.store.exists(b"key")

    assert await noted.told() == [b"key"]


async def test_news_come_before_what_is_read_after_them(kept: Kept, noted: Noted) -> None:
    for number in range(100):
        await kept.store.read(b"key")
        noted.forget()
        await kept.client.set(b"key", number)

        found = await kept.store.read(b"key")

        assert found is not None
        assert found.value == b"%d" % number
        assert set(noted.keys) == {b"key"}


async def test_watcher_is_not_kept_alive(kept: Kept) -> None:
    watcher = Noted()
    keys = watcher.keys
    kept.store.watch(watcher)
    await kept.store.read(b"key")

    del watcher
    gc.collect()
    await kept.store.set(b"key", b"1", LONG)

    assert await kept.store.get(b"key") == b"1"
    assert keys == []
