"""C2, C8: the conformance suite of the stores, about leases, and about keys that are kept for longer."""

from __future__ import annotations

import pytest

from tests.unit.cache.conftest import Kept

pytestmark = pytest.mark.anyio

LONG = 60_000


async def test_empty_value_keeps_nobody_from_making_one(kept: Kept) -> None:
    """Nobody could say that it was seen, and would be given it for ever."""
    await kept.store.set(b"key", b"", LONG)

    assert await kept.store.get(b"key") == b""
    assert await kept.store.claim(b"key", b"mine", LONG, b"") is True


async def test_renewed_lease_is_held_from_now_on(kept: Kept) -> None:
    assert await kept.store.claim(b"key", b"mine", 100, b"") is True
    assert await kept.store.renew(b"key", b"theirs", LONG) is False
    assert await kept.store.renew(b"key", b"mine", LONG) is True
    await kept.clock.passes(0.1)

    assert await kept.store.claim(b"key", b"theirs", LONG, b"") is False


async def test_leases_are_not_counted_among_what_is_forgotten(kept: Kept) -> None:
    await kept.store.claim(b"one", b"mine", LONG, b"")
    await kept.store.claim(b"two", b"mine", LONG, b"")

    assert await kept.store.delete([b"one"]) == 0
    assert await kept.store.drop(b"*", lambda _key: True) == 0


async def test_value_is_added_where_there_is_none(kept: Kept) -> None:
    assert await kept.store.add(b"key", b"1", LONG) == b"1"
    assert await kept.store.add(b"key", b"2", LONG) == b"1"
    assert LONG - 5_000 < await kept.store.ttl(b"key") <= LONG


async def test_keys_are_kept_for_longer_and_never_for_less(kept: Kept) -> None:
    await kept.store.set_many([(b"short", b"1", 1_000), (b"long", b"2", LONG)])
    await kept.client.set(b"endless", b"3")

    await kept.store.extend([b"short", b"long", b"endless", b"missing"], 30_000)

    assert 29_000 < await kept.store.ttl(b"short") <= 30_000
    assert await kept.store.ttl(b"long") > 30_000
    assert await kept.store.ttl(b"endless") == -1
    assert await kept.store.exists(b"missing") is False


async def test_store_tells_the_time_in_milliseconds(kept: Kept) -> None:
    before = kept.store.now()
    await kept.clock.passes(0.05)

    assert 45 <= kept.store.now() - before < 5_000
