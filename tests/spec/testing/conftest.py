"""What the tests of the clients share: an app on a container with a pool, and an endpoint that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from tests.spec.testing.parts import Boom, Pool
from wireworks import Injected, ServiceContainer
from wireworks.fastapi import setup


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def pools() -> list[Pool]:
    return []


@pytest.fixture
def app(pools: list[Pool]) -> FastAPI:
    """An app on a container with a pool, and an endpoint that fails."""

    async def pool() -> AsyncIterator[Pool]:
        pools.append(Pool())
        yield pools[-1]
        pools[-1].closed = True

    app = FastAPI()
    setup(app, ServiceContainer().add_singleton(pool))

    @app.get("/pool")
    async def is_closed(pool: Injected[Pool]) -> bool:
        return pool.closed

    @app.get("/boom")
    async def boom() -> None:
        raise Boom

    return app
