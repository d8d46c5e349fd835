"""C4-C9: whatever is done in whatever order, a cache gives what was stored last, and nothing that ended since.

A machine does the same to services of two processes and to a plain dict with the rules written out, on every store.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from redis.asyncio import RedisCluster

from tests.property import caches
from tests.property.caches import Place
from tests.property.machine import Machine
from tests.servers import run_cluster, run_redis, run_valkey
from tests.support.examples import examples


@pytest.fixture(autouse=True)
def leases(monkeypatch: pytest.MonkeyPatch) -> None:
    caches.leases_last(monkeypatch)
    monkeypatch.setattr("wireworks.cache._server.PATIENCE", 5.0)


SERVERS = [
    "valkey",
    pytest.param("redis", marks=pytest.mark.skipif(not shutil.which("redis-server"), reason="it is not installed")),
    "cluster",
]


@pytest.fixture
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A store of each kind."""
    if request.param == "cluster":
        with run_cluster() as nodes, caches.server(nodes[0].url, monkeypatch, RedisCluster.from_url) as place:
            yield place
    elif request.param == "redis":
        with run_redis() as url, caches.server(url, monkeypatch) as place:
            yield place
    else:
        with run_valkey() as valkey, caches.server(valkey.url, monkeypatch) as place:
            yield place


def test_memory_gives_what_was_stored_last() -> None:
    with caches.memory() as place:
        run_state_machine_as_test(lambda: Machine(place), settings=settings(max_examples=examples(50)))


@pytest.mark.parametrize("place", SERVERS, indirect=True)
def test_servers_give_what_was_stored_last(place: Place) -> None:
    few = settings(max_examples=examples(40), stateful_step_count=25)
    run_state_machine_as_test(lambda: Machine(place), settings=few)
