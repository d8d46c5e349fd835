"""W13: the lifespan that runs inside the `async with` of a client, whatever goes wrong in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from fastapi import FastAPI, Request

from tests.spec.testing.parts import LIMIT, Boom, Pool
from wireworks import ServiceContainer, ServiceGraphError
from wireworks.fastapi import setup
from wireworks.testing import AsyncClient

pytestmark = pytest.mark.anyio


class Lazy:
    """Needs something that nobody registered."""

    def __init__(self, missing: Boom) -> None:
        self.missing = missing


async def test_without_async_with_no_lifespan_runs(app: FastAPI, pools: list[Pool]) -> None:
    """As it is for `TestClient`."""
    client = AsyncClient(app=app)
    assert (await client.get("/pool")).status_code == 200
    await client.aclose()

    assert [pool.closed for pool in pools] == [False]


async def test_aclose_ends_the_lifespan_too_and_may_be_called_twice(app: FastAPI, pools: list[Pool]) -> None:
    client = await AsyncClient(app=app).__aenter__()
    await client.get("/pool")
    await client.aclose()
    await client.aclose()

    assert [pool.closed for pool in pools] == [True]


async def test_client_may_be_left_in_another_task_than_it_was_entered_in() -> None:
    """Fixtures are; a cancel scope, which an app may open in its lifespan, minds."""
    left: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        async with anyio.create_task_group():
            yield
        left.append("lifespan")

    client = AsyncClient(app=FastAPI(lifespan=lifespan))
    await asyncio.create_task(client.__aenter__())
    await asyncio.create_task(client.__aexit__())

    assert left == ["lifespan"]


async def test_state_of_the_lifespan_is_there_for_the_requests() -> None:
    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[dict[str, object]]:
        yield {"pool": "the pool"}

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def show(request: Request) -> str:
        request.state.own = "of this request alone"
        return str(request.state._state)  # noqa: SLF001 - all of it is the point

    async with AsyncClient(app=app) as client:
        first, second = [(await client.get("/")).json() for _ in range(2)]

    assert first == second == "{'pool': 'the pool', 'own': 'of this request alone'}"


async def test_app_that_cannot_start_says_why() -> None:
    """W6: what is wrong with the graph, rather than that something is."""
    app = FastAPI()
    setup(app, ServiceContainer().add_singleton(Lazy))

    with pytest.raises(ServiceGraphError):
        async with AsyncClient(app=app):
            raise AssertionError


async def test_app_that_cannot_stop_says_why() -> None:
    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        yield
        raise Boom

    with pytest.raises(Boom):
        async with AsyncClient(app=FastAPI(lifespan=lifespan)):
            pass


async def test_failure_of_a_test_reaches_it_when_the_app_stopped_well(app: FastAPI, pools: list[Pool]) -> None:
    with pytest.raises(Boom):
        async with AsyncClient(app=app) as client:
            await client.get("/pool")
            raise Boom

    assert [pool.closed for pool in pools] == [True]


@pytest.mark.parametrize("moment", ["startup", "shutdown"])
@pytest.mark.parametrize(("said", "told"), [({"message": "no database"}, "no database"), ({}, "it did not say why")])
async def test_failure_that_is_sent_and_not_raised_is_an_error_too(
    moment: str, said: dict[str, str], told: str
) -> None:
    async def app(_scope: object, receive: Any, send: Any) -> None:
        await receive()
        if moment == "shutdown":
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": f"lifespan.{moment}.failed", **said})
        assert await receive() == {"type": "lifespan.shutdown"}  # whoever asks on is not left to wait

    with pytest.raises(RuntimeError, match=f"sent `lifespan.{moment}.failed`: {told}"):
        async with AsyncClient(app=app):
            pass


async def test_app_that_knows_nothing_of_a_lifespan_is_served() -> None:
    async def app(scope: Any, _receive: object, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})

    async with AsyncClient(app=app) as client:
        assert (await client.get("/")).status_code == 204


async def test_start_that_is_cancelled_cancels_the_lifespan_and_awaits_its_end() -> None:
    starting, events = asyncio.Event(), []

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        starting.set()
        try:
            await asyncio.Future[None]()
        finally:
            events.append("ended")
        yield

    entering = asyncio.create_task(AsyncClient(app=FastAPI(lifespan=lifespan)).__aenter__())
    await asyncio.wait_for(starting.wait(), LIMIT)
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering

    assert events == ["ended"]


async def test_client_is_opened_once(app: FastAPI) -> None:
    """As it is with httpx2."""
    client = AsyncClient(app=app)
    async with client:
        pass

    with pytest.raises(RuntimeError, match="reopen"):
        async with client:
            raise AssertionError
