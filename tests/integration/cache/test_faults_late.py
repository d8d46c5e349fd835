"""C8, C11: what a server that stood still was asked before is nobody's wish any more when it goes on."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from tests.integration.cache.conftest import PATIENCE
from tests.integration.cache.test_faults import LONG, back
from tests.servers import Valkey
from wireworks.cache import CacheStoreError
from wireworks.cache._redis import RedisStore

pytestmark = pytest.mark.anyio


async def test_value_that_was_given_up_is_not_kept_when_the_server_goes_on(server: Valkey, store: RedisStore) -> None:
    """C5: it would be kept for its whole time from then on."""
    await store.ping()
    with server.stalled(), pytest.raises(CacheStoreError):
        await store.set(b"key", b"value", LONG)

    await back(store)

    assert await store.get(b"key") is None


async def test_lease_that_was_given_up_is_nobodys(server: Valkey, store: RedisStore) -> None:
    """C8: whoever asks next gets it at once."""
    await store.ping()
    with server.stalled(), pytest.raises(CacheStoreError):
        await store.claim(b"key", b"one", LONG, b"")

    await back(store)

    assert await store.claim(b"key", b"two", LONG, b"") is True


async def test_lease_of_a_value_that_could_not_be_stored_is_given_up_first_thing(
    server: Valkey, store: RedisStore
) -> None:
    """C8: others do not have to wait for its end."""
    assert await store.claim(b"key", b"one", LONG, b"") is True
    with server.stalled(), pytest.raises(CacheStoreError):
        await store.fill(b"key", b"one", b"value", LONG)

    await back(store)

    assert await store.get(b"key") is None
    assert await store.claim(b"key", b"two", LONG, b"") is True


async def test_line_whose_server_changed_its_clock_is_opened_anew(store: RedisStore) -> None:
    """C11: what is asked in time is not refused for long."""
    await store.ping()
    line = store.server.reach().line
    assert line is not None
    line.ahead -= 10 * 1000 * PATIENCE

    with pytest.raises(CacheStoreError, match="LATE"):
        await store.set(b"key", b"value", LONG)
    await back(store)
    await store.set(b"key", b"value", LONG)

    assert await store.get(b"key") == b"value"


async def test_lease_that_the_server_refuses_is_not_owed(server: Valkey, store: RedisStore) -> None:
    """C11: the server is there, and something else stands under the key."""
    async with Redis.from_url(server.url) as client:
        await client.rpush("key", "something else")  # type: ignore[misc]  # redis-py says `Awaitable | int`

    with pytest.raises(CacheStoreError, match="WRONGTYPE"):
        await store.claim(b"key", b"one", LONG, b"")

    assert not store.server.owed
