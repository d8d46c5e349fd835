"""Seed 002: the cached answer under a real uvicorn, on a real Valkey, on none, and on a store that nobody opened."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from redis import Redis

from tests.seeds.fresh_002 import fresh
from tests.servers import Valkey, run_app, run_valkey
from wireworks.cache import cached, cachemanager
from wireworks.fastapi import setup

DATA = {"number": 1, "rows": [1, 2, 3]}


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture
def server(valkey: Valkey) -> Iterator[Redis]:
    with Redis.from_url(valkey.url) as server:
        server.flushall()
        yield server


@pytest.fixture(params=["valkey", "embedded"])
def example(request: pytest.FixtureRequest) -> Any:
    """The example, told which server to use; it has not started yet."""
    example = fresh("cache")
    if request.param == "valkey":
        request.getfixturevalue("server")
        example.redis_url = request.getfixturevalue("valkey").url
    return example


def test_data_is_made_once_and_then_comes_from_the_cache(example: Any) -> None:
    """C1."""
    with run_app(example.app) as url, httpx2.Client(base_url=url, timeout=20) as client:
        answers = [client.get("/data") for _ in range(3)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, DATA)] * 3
    assert example.expensive_operation.__self__.made == 1


def test_64_requests_at_the_same_time_make_it_once(example: Any) -> None:
    """C7."""
    with run_app(example.app) as url, httpx2.Client(base_url=url, timeout=20) as client:
        with ThreadPoolExecutor(64) as threads:
            answers = list(threads.map(client.get, ["/data"] * 64))

    assert [answer.json() for answer in answers] == [DATA] * 64
    assert example.expensive_operation.__self__.made == 1


def test_data_is_kept_for_five_minutes_at_most(server: Redis, valkey: Valkey) -> None:
    """C5."""
    example = fresh("cache")
    example.redis_url = valkey.url
    with run_app(example.app) as url:
        httpx2.get(f"{url}/data")

    (key,) = server.keys("cache:v1:calls:*seed_002_cache.get_cached_data:*")
    assert 250_000 < server.pttl(key) <= 300_000


def test_second_app_on_the_same_server_finds_the_data(server: Redis, valkey: Valkey) -> None:
    """As another process, or the same after a restart."""
    first, second = fresh("cache"), fresh("cache")
    for example in (first, second):
        example.redis_url = valkey.url
        with run_app(example.app) as url:
            assert httpx2.get(f"{url}/data").json() == DATA

    assert [example.expensive_operation.__self__.made for example in (first, second)] == [1, 0]


def test_endpoint_that_is_cached_asks_for_nothing_in_openapi() -> None:
    operation = fresh("cache").app.openapi()["paths"]["/data"]["get"]

    assert "parameters" not in operation
    assert "requestBody" not in operation


def test_data_is_made_once_where_no_store_was_opened() -> None:
    """C2: in this process then, and a warning."""
    example = fresh("cache")
    app = FastAPI()
    setup(app, example.ServiceContainer())
    app.get("/data")(cached(expire=300)(example.get_cached_data.__wrapped__))
    try:
        with run_app(app) as url, httpx2.Client(base_url=url, timeout=20) as client:
            assert [client.get("/data").json() for _ in range(2)] == [DATA] * 2
    finally:
        asyncio.run(cachemanager.close())

    assert example.expensive_operation.__self__.made == 1
