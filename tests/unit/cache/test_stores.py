"""C2: the conformance suite of the stores; every store does the same."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.cache.conftest import Kept
from wireworks.cache._store import NO_EXPIRY, NO_KEY

pytestmark = pytest.mark.anyio

LONG = 60_000
AWKWARD = [b"", b"\x00\xff", b"a:b*?[c]\\", b"x" * 100_000]


@pytest.mark.parametrize("value", AWKWARD)
@pytest.mark.parametrize("key", [b"key", b"\xff\x00", b"*"])
async def test_store_keeps_any_bytes_under_any_bytes(kept: Kept, key: bytes, value: bytes) -> None:
    await kept.store.set(key, value, LONG)

    assert await kept.store.get(key) == value
    assert await kept.store.get_many([b"other", key]) == [None, value]


async def test_store_keeps_the_last_of_several_values(kept: Kept) -> None:
    await kept.store.set(b"key", b"1", LONG)
    await kept.store.set_many([(b"key", b"2", LONG), (b"other", b"3", LONG), (b"key", b"4", LONG)])

    assert await kept.store.get_many([b"key", b"other", b"key"]) == [b"4", b"3", b"4"]


async def test_store_forgets_and_counts_what_was_there(kept: Kept) -> None:
    await kept.store.set_many([(b"a", b"1", LONG), (b"b", b"2", LONG)])

    assert await kept.store.delete([b"a", b"a", b"c"]) == 1
    assert await kept.store.get_many([b"a", b"b"]) == [None, b"2"]
    assert [await kept.store.exists(key) for key in (b"a", b"b")] == [False, True]


async def test_store_with_nothing_to_do_does_nothing(kept: Kept) -> None:
    assert await kept.store.get_many([]) == []
    assert await kept.store.delete([]) == 0
    await kept.store.set_many([])
    await kept.store.ping()


async def test_store_keeps_values_for_their_time(kept: Kept) -> None:
    await kept.store.set(b"short", b"1", 20)
    await kept.store.set_many([(b"shorter", b"2", 10), (b"long", b"3", LONG)])

    await kept.clock.passes(0.020)

    assert await kept.store.get_many([b"short", b"shorter", b"long"]) == [None, None, b"3"]
    assert await kept.store.ttl(b"short") == NO_KEY
    assert not await kept.store.exists(b"shorter")
    assert not await kept.store.touch(b"short", LONG)
    assert await kept.store.delete([b"short"]) == 0
    assert await kept.store.drop(b"*", lambda _key: True) == 1


async def test_new_value_has_a_time_of_its_own(kept: Kept) -> None:
    await kept.store.set(b"key", b"1", 20)
    await kept.store.set(b"key", b"2", LONG)

    await kept.clock.passes(0.020)

    assert await kept.store.get(b"key") == b"2"


async def test_store_tells_how_long_a_key_will_be_kept(kept: Kept) -> None:
    await kept.store.set(b"key", b"1", LONG)
    await kept.client.set(b"endless", b"2")

    assert LONG - 5_000 < await kept.store.ttl(b"key") <= LONG
    assert await kept.store.ttl(b"endless") == NO_EXPIRY
    assert await kept.store.ttl(b"other") == NO_KEY


async def test_touched_key_is_kept_from_now_on(kept: Kept) -> None:
    await kept.store.set_many([(b"longer", b"1", 20), (b"shorter", b"2", LONG)])

    assert [await kept.store.touch(key, ttl) for key, ttl in ((b"longer", LONG), (b"shorter", 20))] == [True, True]
    await kept.clock.passes(0.020)

    assert await kept.store.get_many([b"longer", b"shorter"]) == [b"1", None]


async def test_store_drops_what_is_accepted_among_what_the_search_finds(kept: Kept) -> None:
    await kept.store.set_many([(f"a:{number}".encode(), b"1", LONG) for number in range(2_000)])
    await kept.store.set(b"b:1", b"1", LONG)

    assert await kept.store.drop(b"a:*", lambda key: key.startswith(b"a:") and key.endswith(b"7")) == 200
    assert await kept.store.get_many([b"a:7", b"a:8", b"b:1"]) == [None, b"1", b"1"]


async def test_many_values_are_read_and_written_in_one_go(kept: Kept) -> None:
    items = [(str(number).encode(), str(number).encode(), LONG) for number in range(1_500)]

    await kept.store.set_many(items)

    assert await kept.store.get_many([key for key, _, _ in items]) == [value for _, value, _ in items]


async def test_callers_at_the_same_time_get_their_own_answers(kept: Kept) -> None:
    keys = [str(number).encode() for number in range(200)]

    await asyncio.gather(*(kept.store.set(key, key, LONG) for key in keys))

    assert await asyncio.gather(*map(kept.store.get, keys)) == keys


async def test_what_is_read_tells_how_long_it_will_be_kept(kept: Kept) -> None:
    await kept.store.set(b"key", b"1", LONG)
    await kept.client.set(b"endless", b"2")

    read = await kept.store.read(b"key")

    assert read is not None
    assert (read.value, LONG - 5_000 < read.remaining <= LONG) == (b"1", True)
    assert await kept.store.read(b"endless") == (b"2", NO_EXPIRY)
    assert await kept.store.read(b"other") is None


async def test_time_goes_on_as_ends_come_nearer(kept: Kept) -> None:
    before = kept.store.now()

    await kept.clock.passes(0.02)

    assert 20 <= kept.store.now() - before < 10_000


async def test_what_is_there_is_not_added_to(kept: Kept) -> None:
    assert await kept.store.add(b"key", b"1", 20) == b"1"
    assert await kept.store.add(b"key", b"2", LONG) == b"1"

    await kept.clock.passes(0.020)

    assert await kept.store.add(b"key", b"2", LONG) == b"2"
    assert await kept.store.get(b"key") == b"2"
    assert LONG - 5_000 < await kept.store.ttl(b"key") <= LONG


async def test_extended_keys_are_kept_longer_and_never_shorter(kept: Kept) -> None:
    await kept.store.set_many([(b"short", b"1", 300), (b"long", b"2", LONG)])
    await kept.client.set(b"endless", b"3")

    await kept.store.extend([b"short", b"long", b"endless", b"other"], LONG // 2)
    await kept.clock.passes(0.300)

    assert LONG // 2 - 5_000 < await kept.store.ttl(b"short") <= LONG // 2 < await kept.store.ttl(b"long")
    assert await kept.store.ttl(b"endless") == NO_EXPIRY
    assert not await kept.store.exists(b"other")
