"""C3: the cache as services of a container, by one line."""

import asyncio
from dataclasses import dataclass

import pytest

from tests.support.users import Ledger, User, load_user, opened
from wireworks import AsyncFactory, ServiceContainer, caching
from wireworks.cache import CacheClient, CacheManager, CacheService, cachemanager
from wireworks.cache.events import Hit


def test_container_hands_out_services_for_any_type() -> None:
    """C3, L9: in a namespace of the type's whole name."""
    manager = opened(CacheManager())
    container = ServiceContainer().add_instance(CacheManager, manager).add(caching)
    container.validate()

    @dataclass
    class Page:
        users: CacheService[User]
        names: CacheService[list[str]]

    container.add_transient(Page)

    async def ask() -> None:
        page = container.get(Page)
        await page.users.set("42", User("42"))
        await page.names.set("42", ["Ada"])
        assert await container.get(CacheService[User]).get("42") == User("42")
        assert await container.get(CacheService[list[str]]).get("42") == ["Ada"]
        keys = sorted([str(key) async for key in manager.client.scan_iter()])
        assert [key for key in keys if key.endswith(":42")] == [
            "cache:v1:list%5Bstr%5D:42",
            "cache:v1:tests.support.users.User:42",
        ]
        assert await container.get(CacheService[User]).get_ttl("42") <= 300

    asyncio.run(ask())
    assert container.get(CacheClient) is manager.client


def test_settings_are_said_once_for_all() -> None:
    manager = opened(CacheManager())
    settings = caching.CacheSettings(prefix="shop", version="v2", ttl=30, use_jitter=False)
    container = ServiceContainer().add_instance(CacheManager, manager).add(caching)
    container.add_instance(caching.CacheSettings, settings)

    async def ask() -> None:
        users = container.get(CacheService[User])
        await users.set("42", User("42"))
        assert await users.get_ttl("42") == 30
        assert await manager.client.exists("shop:v2:tests.support.users.User:42")

    asyncio.run(ask())


def test_rules_are_those_of_what_is_injected_and_of_cached_services() -> None:
    """C9, C10: said once; neither the arguments of a service nor the type of its values have to know."""
    manager = opened(CacheManager())
    settings = caching.CacheSettings(stale_if_error=60, first_level=True, compress_over=10, encryption_key=b"k" * 32)
    container = ServiceContainer().add_instance(CacheManager, manager).add(caching).add_singleton(Ledger)
    container.add_instance(caching.CacheSettings, settings).add_cached(load_user, ttl=600)
    found: list[object] = []
    manager.events.subscribe(found.append)

    async def ask() -> None:
        await container.get(CacheService[str]).set("42", "a secret " * 10)
        assert await container.get(CacheService[str]).get("42") == "a secret " * 10
        for _ in range(3):
            assert await container.get(AsyncFactory[User])(user_id="42") == User("42")
        assert await CacheService(manager.client, "str", str).get("42") is None  # has no key

    asyncio.run(ask())
    assert [each.level for each in found if isinstance(each, Hit)] == ["store", "store", "memory"]
    assert "kkk" not in repr(settings)


def test_without_a_manager_it_is_that_of_the_process() -> None:
    container = ServiceContainer(caching)
    assert container.get(CacheManager) is cachemanager


def test_service_of_ones_own_goes_before_the_one_for_all_types() -> None:
    """L9."""
    manager = opened(CacheManager())

    def users(client: CacheClient) -> CacheService[User]:
        return CacheService(client, "users", User, default_ttl=3600)

    container = ServiceContainer().add_instance(CacheManager, manager).add(caching).add_transient(users)

    async def ask() -> None:
        await container.get(CacheService[User]).set("42", User("42"))
        assert await manager.client.exists("cache:v1:users:42")
        assert 3000 < await container.get(CacheService[User]).get_ttl("42") <= 3600

    asyncio.run(ask())


def test_client_of_ones_own_is_the_one_that_services_have() -> None:
    client = opened(CacheManager()).client
    container = ServiceContainer().add_instance(CacheClient, client).add(caching)

    async def ask() -> None:
        await container.get(CacheService[User]).set("42", User("42"))
        assert await client.exists("cache:v1:tests.support.users.User:42")

    asyncio.run(ask())


@pytest.mark.parametrize("ttl", [0, -1])
def test_settings_that_are_none_are_told_by_the_service(ttl: float) -> None:
    """C5."""
    container = ServiceContainer().add_instance(CacheManager, opened(CacheManager())).add(caching)
    container.add_instance(caching.CacheSettings, caching.CacheSettings(ttl=ttl))
    with pytest.raises(ValueError, match="time to live"):
        container.get(CacheService[User])
