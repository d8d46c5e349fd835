"""C8: processes that share a server make a value once, and none waits for one that died."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from tests.servers import Valkey, run_valkey
from wireworks.cache import CacheManager, CacheService

CALLER = str(Path(__file__).with_name("caller.py"))


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture
def server(valkey: Valkey) -> Iterator[Redis]:
    with Redis.from_url(valkey.url) as server:
        server.flushall()
        yield server


@contextmanager
def fleet(
    valkey: Valkey, processes: int, callers: int, seconds: float, role: str
) -> Iterator[list[subprocess.Popen[str]]]:
    """Start processes, and go on when all of them wait to be let on."""
    command = [sys.executable, CALLER, valkey.url, str(callers), str(seconds), role]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    try:
        for each in started:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("processes", [1, 4])
def test_1000_cold_callers_call_the_factory_once(valkey: Valkey, server: Redis, processes: int) -> None:
    with fleet(valkey, processes, 1_000 // processes, 0.3, "lives") as started:
        for each in started:
            assert each.stdin is not None
            each.stdin.write("\n")
            each.stdin.flush()
        values = [value for each in started for value in json.loads(each.communicate(timeout=30)[0])]

    assert values == ["value"] * 1_000
    assert server.get("made") == b"1"


@pytest.mark.timeout(60)
def test_making_of_a_process_that_died_is_taken_over(valkey: Valkey, server: Redis) -> None:
    """After the lease, a few seconds, and not after the time to live of the value."""
    with fleet(valkey, 1, 1, 0, "dies") as started:
        assert started[0].stdin is not None
        started[0].stdin.write("\n")
        started[0].stdin.flush()
        assert started[0].wait(30) == 9

    async def main() -> str:
        manager = CacheManager()
        manager.init(valkey.url)
        try:
            cache = CacheService(manager.client, "fleet", str, default_ttl=3_600)
            return await cache.get_or_set("key", lambda: "value")
        finally:
            await manager.close()

    began = time.monotonic()
    assert asyncio.run(main()) == "value"
    assert time.monotonic() - began < 8
    assert server.get("made") == b"1"
