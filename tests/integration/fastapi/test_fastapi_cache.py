"""C3, C11: cached services, `CacheService[T]` and the health of the cache, in endpoints."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.servers import Valkey, run_valkey
from tests.support.users import User, load_everybody, load_user, made, office, opened
from wireworks import AsyncFactory, Injected, ServiceContainer, caching
from wireworks.cache import CacheManager, CacheService, cachemanager
from wireworks.fastapi import CacheAnswers, cache_answers, cache_health, setup


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


def app_of(container: ServiceContainer) -> FastAPI:
    app = FastAPI()
    setup(app, container)

    @app.get("/users/{user_id}")
    async def get_user(user_id: str, users: Injected[AsyncFactory[User]]) -> User:
        return await users(user_id=user_id)

    @app.get("/users")
    async def get_users(users: Injected[list[User]]) -> list[User]:
        return users

    @app.get("/counts/{name}")
    async def count(name: str, counts: Injected[CacheService[int]]) -> int:
        number = (await counts.get(name) or 0) + 1
        await counts.set(name, number)
        return number

    return app


def test_endpoints_have_cached_services_and_services_of_the_cache() -> None:
    """C3, W1: checked when the app starts."""
    container = office(opened(CacheManager())).add_cached(load_user, ttl=600).add_cached(load_everybody, ttl=600)
    with TestClient(app_of(container.add(caching))) as client:
        for _ in range(3):
            assert client.get("/users/42").json() == {"id": "42", "lang": "en"}
            assert [each["id"] for each in client.get("/users").json()] == ["1", "2"]
        assert [client.get("/counts/visits").json() for _ in range(3)] == [1, 2, 3]
        assert made(container) == ["42/en", "everybody"]
        with container.override({User: User("fake")}, everywhere=True):
            assert client.get("/users/42").json()["id"] == "fake"


def test_health_tells_whether_the_server_answers(valkey: Valkey) -> None:
    """C11: asked now, and not what was so when it was last used."""
    app, manager = FastAPI(), CacheManager()
    manager.init(valkey.url)
    app.include_router(cache_health(manager=manager))
    app.router.add_event_handler("shutdown", manager.close)
    with TestClient(app) as client:
        answer = client.get("/health/cache")
        assert (answer.status_code, answer.json()) == (200, {"available": True})
        valkey.kill()
        answer = client.get("/health/cache")
        assert (answer.status_code, answer.json()) == (503, {"available": False})
        assert "/health/cache" not in client.get("/openapi.json").json()["paths"]


def test_health_may_be_a_parameter() -> None:
    """C11: that of the process, and overridden like any dependency."""
    app = FastAPI()
    app.include_router(cache_health("/cache"))

    @app.get("/status")
    async def status(cache: CacheAnswers) -> bool:
        return cache

    async def never() -> bool:
        return False

    cachemanager.init()
    app.router.add_event_handler("shutdown", cachemanager.close)
    with TestClient(app) as client:
        assert client.get("/status").json() is True
        assert client.get("/cache").status_code == 200
        app.dependency_overrides[cache_answers] = never
        assert client.get("/status").json() is False
