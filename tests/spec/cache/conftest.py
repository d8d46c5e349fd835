"""The stores that every rule of the cache is told to: the embedded one, and a real Valkey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers import Valkey, run_valkey
from wireworks.cache import CacheClient, CacheManager


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture(params=["embedded", "valkey"])
async def manager(request: pytest.FixtureRequest) -> AsyncIterator[CacheManager]:
    """An initialised manager whose store is empty."""
    manager = CacheManager()
    manager.init(request.getfixturevalue("valkey").url if request.param == "valkey" else None)
    await manager.client.flushdb()
    yield manager
    await manager.close()


@pytest.fixture
def client(manager: CacheManager) -> CacheClient:
    return manager.client
