"""C2, C8: the conformance suite of the stores: being told of changes, and making what is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.unit.cache.conftest import Kept

pytestmark = pytest.mark.anyio

LONG = 60_000


class Noted:
    """A watcher that writes down what it is told."""

    def __init__(self) -> None:
        self.keys: list[bytes] = []
        self.losses = 0

    def changed(self, key: bytes) -> None:
        self.keys.append(key)

    def lost(self) -> None:
        self.losses += 1


CHANGES: dict[str, Callable[[Kept], Awaitable[object]]] = {
    "set": lambda kept: kept.store.set(b"key", b"2", LONG),
    "set_many": lambda kept: kept.store.set_many([(b"key", b"2", LONG)]),
    "add": lambda kept: kept.store.add(b"key", b"2", LONG),
    "delete": lambda kept: kept.store.delete([b"key"]),
    "drop": lambda kept: kept.store.drop(b"*", lambda key: key == b"key"),
    "touch": lambda kept: kept.store.touch(b"key", LONG // 2),
    "client": lambda kept: kept.client.set(b"key", b"2"),
}


@pytest.mark.parametrize("change", sorted(CHANGES.keys() - {"add"}))
async def test_watchers_are_told_when_what_was_read_changes(kept: Kept, change: str) -> None:
    await kept.store.set(b"key", b"1", LONG)
    kept.store.watch(watcher := Noted())
    await kept.store.read(b"key")

    await CHANGES[change](kept)

    await until(lambda: b"key" in watcher.keys or watcher.losses)


@pytest.mark.parametrize("change", ["set", "set_many", "add", "client"])
async def test_watchers_are_told_when_there_is_something_where_nothing_was_read(kept: Kept, change: str) -> None:
    kept.store.watch(watcher := Noted())
    await kept.store.read(b"key")

    await CHANGES[change](kept)

    await until(lambda: b"key" in watcher.keys or watcher.losses)


async def test_watchers_are_told_when_what_was_added_changes(kept: Kept) -> None:
    await kept.store.add(b"key", b"1", LONG)
    kept.store.watch(watcher := Noted())
    await kept.store.add(b"key", b"2", LONG)

    await kept.store.delete([b"key"])

    await until(lambda: b"key" in watcher.keys or watcher.losses)


async def test_watchers_are_told_when_everything_is_forgotten(kept: Kept) -> None:
    await kept.store.set(b"key", b"1", LONG)
    kept.store.watch(watcher := Noted())
    await kept.store.read(b"key")

    await kept.client.flushdb()

    await until(lambda: b"key" in watcher.keys or watcher.losses)


async def test_what_is_kept_is_given_to_who_claims_it(kept: Kept) -> None:
    await kept.store.set(b"key", b"1 value", LONG)

    assert await kept.store.claim(b"key", b"me", LONG, b"") == b"1 value"
    assert await kept.store.claim(b"key", b"me", LONG, b"2") == b"1 value"
    assert await kept.store.claim(b"key", b"me", LONG, b"1 value and more") == b"1 value"
    assert await kept.store.claim(b"key", b"me", LONG, b"1 v") is True


async def test_one_at_a_time_has_the_lease_of_a_key(kept: Kept) -> None:
    store = kept.store
    assert [await store.claim(b"key", token, LONG, b"") for token in (b"a", b"b", b"a")] == [True, False, True]
    assert await store.claim(b"other", b"b", LONG, b"") is True
    assert not await store.exists(b"key")

    assert await store.renew(b"key", b"b", LONG) is False
    assert await store.fill(b"key", b"b", b"1", LONG) is False
    await store.release(b"key", b"b")
    assert await store.claim(b"key", b"b", LONG, b"") is False

    await store.release(b"key", b"a")
    assert await store.claim(b"key", b"b", LONG, b"") is True


async def test_what_the_holder_made_is_kept_and_the_lease_ends(kept: Kept) -> None:
    store = kept.store
    await store.claim(b"key", b"a", LONG, b"")

    assert await store.fill(b"key", b"a", b"1", LONG) is True

    assert await store.get(b"key") == b"1"
    assert LONG - 5_000 < await store.ttl(b"key") <= LONG
    assert await store.fill(b"key", b"a", b"2", LONG) is False
    assert await store.claim(b"key", b"b", LONG, b"1") is True


@pytest.mark.parametrize("change", sorted(CHANGES.keys() - {"add", "touch", "client"}))
async def test_what_is_changed_while_it_is_made_is_not_filled(kept: Kept, change: str) -> None:
    """C8: also if there was no value yet, and none is now."""
    await kept.store.claim(b"key", b"a", LONG, b"")
    await CHANGES[change](kept)
    before = await kept.store.get(b"key")

    assert await kept.store.renew(b"key", b"a", LONG) is False
    assert await kept.store.fill(b"key", b"a", b"stale", LONG) is False
    assert await kept.store.get(b"key") == before


async def test_lease_ends_by_itself_unless_it_is_renewed(kept: Kept) -> None:
    store = kept.store
    await store.claim(b"kept", b"a", 20, b"")
    await store.claim(b"left", b"a", 20, b"")
    assert await store.renew(b"kept", b"a", LONG) is True

    await kept.clock.passes(0.020)

    assert await store.fill(b"left", b"a", b"1", LONG) is False
    assert await store.claim(b"left", b"b", LONG, b"") is True
    assert await store.claim(b"kept", b"b", LONG, b"") is False


async def test_many_leases_may_be_left_to_end_by_themselves(kept: Kept) -> None:
    for number in range(200):
        assert await kept.store.claim(str(number).encode(), b"a", 10, b"") is True
    await kept.clock.passes(0.010)

    for number in range(200):
        assert await kept.store.claim(str(number).encode(), b"b", LONG, b"") is True


ENDINGS: dict[str, Callable[[Kept], Awaitable[object]]] = {
    "fill": lambda kept: kept.store.fill(b"key", b"a", b"1", LONG),
    "release": lambda kept: kept.store.release(b"key", b"a"),
    "set": lambda kept: kept.store.set(b"key", b"1", LONG),
    "delete": lambda kept: kept.store.delete([b"key"]),
    "flush": lambda kept: kept.client.flushdb(),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_who_waits_is_woken_when_the_lease_ends(kept: Kept, ending: str) -> None:
    await kept.store.claim(b"key", b"a", LONG, b"")
    assert await kept.store.claim(b"key", b"b", LONG, b"") is False
    waiting = [asyncio.create_task(kept.store.settled(b"key", 10_000)) for _ in range(3)]
    await asyncio.sleep(0)

    await ENDINGS[ending](kept)

    async with asyncio.timeout(5):
        await asyncio.gather(*waiting)
        await kept.store.settled(b"key", 10_000)  # it ended since the claim


async def test_who_waits_does_so_for_a_time_only(kept: Kept) -> None:
    await kept.store.claim(b"key", b"a", LONG, b"")
    assert await kept.store.claim(b"key", b"b", LONG, b"") is False

    async with asyncio.timeout(5):
        await kept.store.settled(b"key", 10)


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds; it must come by itself."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - there is no event for what a store tells
            await asyncio.sleep(0.001)
