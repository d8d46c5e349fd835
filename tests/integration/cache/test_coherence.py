"""C10: first levels of several processes on one server.

What is promised: once a change has returned, a process gives the value from before at most until its event loop has
next read what the server sent, and so never after an answer of the server to anything that it asks after the change.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.servers import Valkey, run_valkey
from wireworks.cache import CacheManager, CacheService

pytestmark = pytest.mark.anyio

READER = Path(__file__).with_name("reader.py")


class Reader:
    """Another process, which can be asked."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(READER), url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __call__(self, question: str) -> str:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{question}\n")
        return stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


@pytest.fixture
def readers(valkey: Valkey) -> Iterator[list[Reader]]:
    readers = [Reader(valkey.url) for _ in range(2)]
    yield readers
    for reader in readers:
        reader.end()


@pytest.fixture
async def cache(valkey: Valkey) -> AsyncIterator[CacheService[int]]:
    manager = CacheManager()
    manager.init(valkey.url, operation_timeout=10)
    yield CacheService(manager.client, "numbers", int, first_level=True)
    await manager.close()


async def test_old_value_never_follows_an_answer_of_the_server(cache: CacheService[int], readers: list[Reader]) -> None:
    for number in range(100):
        await cache.set("key", number)
        for reader in readers:
            reader("ask")
            assert [reader("get key") for _ in range(3)] == [str(number)] * 3

    # Two reads of three asked nobody.
    assert {reader("hits") for reader in readers} == {"300"}


async def test_every_kind_of_change_reaches_every_process(cache: CacheService[int], readers: list[Reader]) -> None:
    changes = {
        "set": lambda: cache.set("key", 2),
        "delete": lambda: cache.delete("key"),
        "pattern": lambda: cache.invalidate_pattern("k*"),
        "clear": cache.clear,
        "tags": lambda: cache.invalidate_tags("tag"),
        "make": lambda: cache.get_or_set("other", lambda: 2),
    }
    for name, change in changes.items():
        await cache.clear()
        await cache.set("key", 1, tags=["tag"])
        for reader in readers:
            assert reader("ask") == "True"
            assert [reader("get key"), reader("get key")] == ["1", "1"]
            assert [reader("get other"), reader("get other")] == ["None", "None"]

        await change()

        told = {"set": ("2", "None"), "make": ("1", "2")}.get(name, ("None", "None"))
        for reader in readers:
            reader("ask")
            assert (reader("get key"), reader("get other")) == told, name


async def test_change_by_one_reader_reaches_the_others_and_the_writer(
    cache: CacheService[int], readers: list[Reader]
) -> None:
    for number in range(20):
        await cache.set("key", number)
        for reader in readers:
            reader("ask")
            assert reader("get key") == str(number)
        assert await cache.get("key") == number

        assert readers[number % 2]("delete key") == "True"

        assert readers[number % 2]("get key") == "None"
        await cache.exists("something else")
        assert await cache.get("key") is None


async def test_value_ends_everywhere_when_its_time_is_over(cache: CacheService[int], readers: list[Reader]) -> None:
    await cache.set("key", 1, ttl=0.2)
    while await cache.get("key") is not None:
        for reader in readers:
            reader("get key")

    for reader in readers:
        reader("ask")
        assert reader("get key") == "None"


async def test_memory_of_every_process_is_stale_after_a_restart_of_the_server(
    valkey: Valkey, cache: CacheService[int], readers: list[Reader]
) -> None:
    """Nobody was told of what went with it."""
    await cache.set("key", 1)
    assert {reader("get key") for reader in readers} == {"1"}
    assert {reader("get key") for reader in readers} == {"1"}

    valkey.kill()
    valkey.start()

    while {reader("ask") for reader in readers} != {"True"}:
        pass
    assert {reader("get key") for reader in readers} == {"None"}
