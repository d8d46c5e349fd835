"""C2: servers of other kinds, named by a URL."""

from __future__ import annotations

import pytest

from tests.servers import Valkey, run_sentinel
from wireworks.cache import CacheManager, CacheService

pytestmark = pytest.mark.anyio


async def test_sentinels_say_where_the_server_is(server: Valkey) -> None:
    with run_sentinel(server, "main") as address:
        manager = CacheManager()
        manager.init(f"redis+sentinel://{address}/main/1", operation_timeout=5)
        cache = CacheService(manager.client, "numbers", int)

        assert await cache.set("one", 1)
        assert await cache.get("one") == 1
        assert await manager.client.exists("cache:v1:numbers:one") == 1
        assert manager.is_available
        await manager.close()


async def test_service_that_the_sentinels_do_not_know_is_a_server_that_is_away(server: Valkey) -> None:
    with run_sentinel(server, "main") as address:
        manager = CacheManager()
        manager.init(f"redis+sentinel://127.0.0.1:1,{address}/other", operation_timeout=5)

        assert not await manager.ping()
        assert not manager.is_available
        await manager.close()


@pytest.mark.parametrize("url", ["redis+sentinel://localhost:26379", "redis+sentinel:///main"])
async def test_url_of_sentinels_names_them_and_the_service(url: str) -> None:
    with pytest.raises(ValueError, match=r"Expected `redis[+]sentinel://host:port,host:port/service`, got no "):
        CacheManager().init(url)


async def test_url_of_sentinels_may_say_who_asks_and_leave_ports_to_custom() -> None:
    manager = CacheManager()
    manager.init("rediss+sentinel://me:p%40ss@first,second:26380/main")

    pool = manager.client.connection_pool  # type: ignore[attr-defined]
    assert (pool.connection_kwargs["username"], pool.connection_kwargs["password"]) == ("me", "p@ss")
    assert pool.service_name == "main"
    assert "SSL" in pool.connection_class.__name__
    assert [each.connection_pool.connection_kwargs["port"] for each in pool.sentinel_manager.sentinels] == [
        26379,
        26380,
    ]
    await manager.close()
