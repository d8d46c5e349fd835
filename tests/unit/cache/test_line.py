"""C11: a line to a server that says something else than it should, and lines that have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.unit.cache.fake import fake
from wireworks.cache import CacheStoreError
from wireworks.cache._line import LineLostError
from wireworks.cache._redis import RedisStore

pytestmark = pytest.mark.anyio

LONG = 60_000


class Noted:
    """Note what a watcher is told."""

    losses = 0

    def changed(self, key: bytes) -> None:
        raise AssertionError(key)

    def lost(self) -> None:
        self.losses += 1


async def test_what_is_no_answer_ends_the_line() -> None:
    async with fake({b"GET": b"?\r\n"}) as store:
        with pytest.raises(
            CacheStoreError, match=r"No answer to GET \(ProtocolError\): what came is no answer"
        ) as error:
            await store.get(b"key")

    assert not error.value.reachable


async def test_answer_that_nobody_asked_for_is_given_to_nobody() -> None:
    """The line ends, and the next question goes by another one."""
    async with fake({b"GET": b"+1\r\n+2\r\n"}) as store:
        assert [await store.get(b"key") for _ in range(3)] == [b"1"] * 3


async def test_what_is_said_without_being_asked_is_no_answer() -> None:
    async with fake({b"GET": b">2\r\n+message\r\n+hello\r\n+1\r\n"}) as store:
        assert await store.get(b"key") == b"1"


async def test_watchers_of_a_server_that_does_not_tell_of_changes_know_nothing() -> None:
    refused = {b"CLIENT TRACKING": b"-ERR unknown\r\n", b"CLIENT INFO": b"-ERR unknown\r\n"}
    async with fake({**refused, b"EVALSHA": b"*1\r\n*2\r\n+1\r\n:5000\r\n"}) as store:
        store.watch(noted := Noted())

        found = await store.read(b"key")

        assert found == (b"1", 5000)
        assert noted.losses == 1


async def test_server_that_is_not_ready_is_away() -> None:
    async with fake({b"PING": b"-LOADING the data\r\n"}) as store:
        for _ in range(2):
            with pytest.raises(CacheStoreError, match=r"No answer to GET \(ReplyError\): LOADING the data"):
                await store.get(b"key")
        with pytest.raises(CacheStoreError, match="No answer to PING"):
            await store.ping()
        assert store.available is False


REFUSED: dict[bytes, Callable[[RedisStore], Awaitable[object]]] = {
    b"EVAL": lambda store: store.delete([b"key"]),
    b"SCAN": lambda store: store.drop(b"*", lambda _key: True),
    b"EVALSHA": lambda store: store.set(b"key", b"1", LONG),
    b"MGET": lambda store: store.get_many([b"key"]),
}


@pytest.mark.parametrize("command", REFUSED)
async def test_refusal_is_told_and_nothing_is_owed(command: bytes) -> None:
    async with fake({command: b"-NOPERM not you\r\n"}) as store:
        with pytest.raises(CacheStoreError, match=r"The server refused [A-Z]+: NOPERM not you") as error:
            await REFUSED[command](store)

        assert error.value.reachable
        assert store.available is True
        assert not store.server.owed


async def test_what_the_server_refuses_to_forget_is_not_owed_for_ever() -> None:
    async with fake({b"EVAL": b"-NOPERM not you\r\n"}) as store:
        store.server.owed.add([b"key"])

        await store.ping()

        assert not store.server.owed


async def test_line_that_has_ended_answers_nobody() -> None:
    async with fake({}) as store:
        reach = store.server.reach()
        line = await reach.found()
        assert await reach.found() is line
        asked = [line.get(b"a"), line.get(b"b"), line.get(b"b"), line.ask((b"PING",))]

        line.close(LineLostError("enough", "Test"))
        line.close(LineLostError("once more", "Test"))
        asked += [line.get(b"c"), line.ask((b"PING",))]

        for each in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(each, LineLostError)
            assert str(each) == "enough"
        with pytest.raises(LineLostError, match="enough"):
            await line.get(b"d")


async def test_who_waits_for_a_line_is_told_when_the_store_is_closed() -> None:
    async with fake({b"HELLO": b""}) as store:
        waiting = asyncio.create_task(store.get(b"key"))
        await asyncio.sleep(0.01)
        store.close()

        with pytest.raises(CacheStoreError, match="the client was closed"):
            await waiting
