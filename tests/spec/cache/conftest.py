"""The stores that every rule of the cache is told to: the embedded one, and a real Valkey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from tests.servers import Valkey, run_valkey
from wireworks.cache import CacheClient, CacheManager, CacheService, MemoryStore


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does something else as well is no server that is away."""
    monkeypatch.setattr("wireworks.cache._server.PATIENCE", 5.0)


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture(params=["embedded", "valkey"])
async def manager(request: pytest.FixtureRequest) -> AsyncIterator[CacheManager]:
    """An initialised manager whose store is empty."""
    manager = CacheManager()
    url = request.getfixturevalue("valkey").url if request.param == "valkey" else None
    manager.init(url, operation_timeout=5)
    await manager.client.flushdb()
    yield manager
    await manager.close()


@pytest.fixture
def client(manager: CacheManager) -> CacheClient:
    return manager.client


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., CacheService[int]]:
    store = MemoryStore(clock=clock)

    def make(**rules: Any) -> CacheService[int]:
        return CacheService(store, "numbers", int, 10, use_jitter=False, **rules)

    return make
