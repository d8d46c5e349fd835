"""Seed 000: the cache service example under a real uvicorn, with a real Valkey, with none, and with one that is down.

The example is kept as it was written, in `seed_000.py`; where its text ends, updating and deleting follow in its
manner. Here it is only told which server to use.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from redis import Redis

from tests.seeds import seed_000
from tests.servers import Valkey, run_app, run_valkey
from wireworks.cache import cachemanager

USER = {"id": "42", "email": "user42@example.com", "name": "User 42", "role": "user"}


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture
def server(valkey: Valkey) -> Iterator[Redis]:
    with Redis.from_url(valkey.url) as server:
        server.flushall()
        yield server


@pytest.fixture
def nowhere() -> Iterator[str]:
    """The URL of a port where nobody listens, and nobody else can."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


def tell(monkeypatch: pytest.MonkeyPatch, redis_url: str | None) -> None:
    """Have the example's own call of `init` name another server, or none; and give that time on a busy machine."""
    init = cachemanager.init
    elsewhere = {"redis_url": redis_url, "operation_timeout": 5.0}
    monkeypatch.setattr(cachemanager, "init", lambda **settings: init(**{**settings, **elsewhere}))


@pytest.fixture(params=["valkey", "embedded"])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx2.Client]:
    if request.param == "valkey":
        request.getfixturevalue("server")
    tell(monkeypatch, request.getfixturevalue("valkey").url if request.param == "valkey" else None)
    with run_app(seed_000.app) as url, httpx2.Client(base_url=url, timeout=20) as client:
        yield client


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The users that the example asked its database for."""
    asked: list[str] = []
    fetch = seed_000.fetch_user_from_db

    async def fetch_user_from_db(user_id: str) -> seed_000.User:
        asked.append(user_id)
        return await fetch(user_id)

    monkeypatch.setattr(seed_000, "fetch_user_from_db", fetch_user_from_db)
    return asked


def test_user_is_fetched_once_and_then_comes_from_the_cache(client: httpx2.Client, fetched: list[str]) -> None:
    """C1."""
    answers = [client.get("/users/42") for _ in range(3)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, USER)] * 3
    assert fetched == ["42"]


def test_user_that_does_not_exist_is_not_found_every_time(client: httpx2.Client, fetched: list[str]) -> None:
    """C7: the exception of the factory is the caller's, and nothing is stored."""
    answers = [client.get("/users/999") for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(404, {"detail": "User not found"})] * 2
    assert fetched == ["999", "999"]


def test_created_user_is_in_the_cache_at_once(client: httpx2.Client, fetched: list[str]) -> None:
    """C1."""
    created = client.post("/users", json={"email": "ada@example.com", "name": "Ada"})

    assert created.status_code == 201
    assert client.get("/users/new_123").json() == created.json() == {
        "id": "new_123", "email": "ada@example.com", "name": "Ada", "role": "user",
    }  # fmt: skip
    assert fetched == []


def test_invalid_user_is_refused(client: httpx2.Client) -> None:
    assert client.post("/users", json={"email": "", "name": "Ada"}).status_code == 422


def test_updated_user_takes_the_place_of_the_cached_one(client: httpx2.Client, fetched: list[str]) -> None:
    """C1."""
    client.get("/users/42")
    updated = client.put("/users/42", json={"name": "Ada"})

    assert updated.json() == USER | {"name": "Ada"}
    assert client.get("/users/42").json() == updated.json()
    assert fetched == ["42", "42"]  # by the first read and by the update


@pytest.mark.parametrize("path", ["/users/42", "/users"])
def test_deleted_user_is_fetched_again(client: httpx2.Client, fetched: list[str], path: str) -> None:
    """C1, C6."""
    client.get("/users/42")

    assert client.delete(path).status_code == 204
    assert client.get("/users/42").json() == USER
    assert fetched == ["42", "42"]


def test_64_requests_at_the_same_time_fetch_a_user_once(client: httpx2.Client, fetched: list[str]) -> None:
    """C2, C7: neither are there 64 makings, nor does a pool of 50 connections make misses of hits."""
    with ThreadPoolExecutor(64) as threads:
        cold = list(threads.map(client.get, ["/users/42"] * 64))
        hot = list(threads.map(client.get, ["/users/42"] * 64))

    assert [answer.json() for answer in cold + hot] == [USER] * 128
    assert fetched == ["42"]


def test_server_holds_the_user_as_json_under_the_key_of_the_seed(
    server: Redis, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C1, C5: `prefix:version:namespace:identifier`, for at most the 600 seconds that were promised."""
    tell(monkeypatch, valkey.url)
    with run_app(seed_000.app) as url:
        httpx2.get(f"{url}/users/42")

    stored: Any = server.get("api:v1:users:42")
    assert set(server.keys()) == {b"api:v1:users:42", b"gen:{api:v1:users}"}
    assert json.loads(stored[stored.index(b'{"') :]) == USER
    assert 500_000 < server.pttl("api:v1:users:42") <= 600_000


def test_user_is_answered_within_a_second_where_the_server_is_down(
    nowhere: str, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """C11: fails open, with no retries that take six seconds."""
    tell(monkeypatch, nowhere)
    with run_app(seed_000.app) as url, httpx2.Client(base_url=url, timeout=1) as client:
        assert [client.get("/users/42").json() for _ in range(3)] == [USER] * 3
        assert client.post("/users", json={"email": "ada@example.com", "name": "Ada"}).status_code == 201
        assert client.delete("/users").status_code == 204

    assert fetched == ["42"] * 3


def test_example_runs_on_whatever_server_it_names_or_on_none(fetched: list[str]) -> None:
    """C1: nothing replaced, not even the URL; behind that port of this machine there may be a server or not."""
    with run_app(seed_000.app) as url, httpx2.Client(base_url=url, timeout=20) as client:
        client.delete("/users/42")
        assert client.get("/users/42").json() == USER
        assert client.delete("/users/42").status_code == 204

    assert fetched == ["42"]
