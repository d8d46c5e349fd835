"""W13: a client for async tests, inside whose `async with` the lifespan of the application runs."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import httpx2
import pytest
import starlette.testclient
from fastapi import BackgroundTasks, FastAPI, Request

from tests.spec.testing.parts import LIMIT, Boom, Pool
from wireworks.testing import AsyncClient, TestClient

pytestmark = pytest.mark.anyio


async def test_container_is_started_and_closed_around_the_requests(app: FastAPI, pools: list[Pool]) -> None:
    """W1."""
    async with AsyncClient(app=app) as client:
        assert (await client.get("/pool")).json() is False
        assert [pool.closed for pool in pools] == [False]

    assert [pool.closed for pool in pools] == [True]


async def test_it_is_the_client_of_httpx2_with_its_settings(app: FastAPI) -> None:
    seen: list[Any] = []

    @app.get("/show")
    async def show(request: Request) -> list[str]:
        return [str(request.url), request.headers["x-mark"], request.cookies["crumb"]]

    async def note(response: httpx2.Response) -> None:
        seen.append(response.status_code)

    async with AsyncClient(
        app=app,
        base_url="https://shop.example/",
        headers={"X-Mark": "mark"},
        cookies={"crumb": "sweet"},
        params={"page": 2},
        event_hooks={"response": [note]},
    ) as client:
        assert isinstance(client, httpx2.AsyncClient)
        assert (await client.get("/show")).json() == ["https://shop.example/show?page=2", "mark", "sweet"]

    assert seen == [200]


async def test_base_url_is_that_of_the_test_client(app: FastAPI) -> None:
    async with AsyncClient(app=app) as client:
        assert client.base_url == TestClient(app).base_url == "http://testserver"


def test_test_client_is_the_one_of_starlette() -> None:
    assert TestClient is starlette.testclient.TestClient


async def test_what_the_app_does_not_handle_reaches_the_test(app: FastAPI) -> None:
    async with AsyncClient(app=app) as client:
        with pytest.raises(Boom):
            await client.get("/boom")
        assert (await client.get("/pool")).status_code == 200


async def test_what_the_app_does_not_handle_can_be_the_response_of_the_app_instead(app: FastAPI) -> None:
    async with AsyncClient(app=app, raise_app_exceptions=False) as client:
        response = await client.get("/boom")

    assert (response.status_code, response.text) == (500, "Internal Server Error")


async def test_requests_at_the_same_time_are_served_at_the_same_time(app: FastAPI) -> None:
    both = asyncio.Barrier(2)

    @app.get("/meet")
    async def meet() -> None:
        async with asyncio.timeout(LIMIT):
            await both.wait()

    async with AsyncClient(app=app) as client:
        responses = await asyncio.gather(client.get("/meet"), client.get("/meet"))

    assert [response.status_code for response in responses] == [200, 200]


async def test_background_tasks_are_done_when_the_response_is_there(app: FastAPI) -> None:
    done: list[str] = []

    @app.get("/later")
    async def later(tasks: BackgroundTasks) -> None:
        tasks.add_task(done.append, "task")

    async with AsyncClient(app=app) as client:
        await client.get("/later")
        assert done == ["task"]


async def test_context_of_the_test_is_there_for_the_app() -> None:
    user: ContextVar[str] = ContextVar("user")
    user.set("Ada")
    app = FastAPI()

    @app.get("/")
    async def show() -> str:
        return user.get()

    async with AsyncClient(app=app) as client:
        assert (await client.get("/")).json() == "Ada"
