"""What the tests of the clients share: an app on a container with a pool, and an endpoint that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from tests.spec.testing.parts import Boom, Pool
from tests.spec.testing.project import CONFTEST, SHOP, Run
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


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Run pytest over a project that has the shop, and the tests that are given."""
    pytester.makepyfile(shop=SHOP)
    pytester.makeconftest(CONFTEST)

    def run(tests: str, *arguments: str, asyncio: bool = False) -> pytest.RunResult:
        pytester.makepyfile(tests)
        # By its module and never by its entry point: the environment may know an older one.
        plugins = ["no:wireworks", "wireworks.testing.plugin", "no:randomly", "no:cacheprovider"]
        plugins += [] if asyncio else ["no:asyncio"]
        return pytester.runpytest_inprocess(*(f"-p{each}" for each in plugins), *arguments)

    return run
