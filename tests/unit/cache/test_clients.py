"""C2: the client of the embedded store answers what a server's client answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from redis.exceptions import RedisError

from tests.unit.cache.conftest import Kept
from wireworks.cache import CacheError, MemoryStore
from wireworks.cache._memory_client import MemoryClient

pytestmark = pytest.mark.anyio


@pytest.fixture
def client(plain: Kept) -> Any:
    return plain.client


async def test_values_are_stored_as_bytes(client: Any) -> None:
    for value in ("text", b"bytes", bytearray(b"array"), memoryview(b"view"), 7, 1.5):
        assert await client.set("key", value) is True
        expected = value if isinstance(value, bytes) else str(value).encode()
        if isinstance(value, bytearray | memoryview):
            expected = bytes(value)
        assert await client.get("key") == expected


@pytest.mark.parametrize("value", [None, True, ["a"], {}])
async def test_value_of_another_type_is_an_error(client: Any, value: object) -> None:
    with pytest.raises((RedisError, CacheError)):
        await client.set("key", value)


@pytest.mark.parametrize("time", [{"ex": 0}, {"px": 0}, {"ex": -1}, {"px": timedelta(0)}])
async def test_time_that_is_not_positive_is_an_error(client: Any, time: dict[str, Any]) -> None:
    with pytest.raises((RedisError, CacheError)):
        await client.set("key", "1", **time)


async def test_set_may_depend_on_what_is_there(client: Any) -> None:
    assert await client.set("key", 1, xx=True) is None
    assert await client.set("key", 2, nx=True) is True
    assert await client.set("key", 3, nx=True) is None
    assert await client.set("key", 4, xx=True) is True
    assert await client.get("key") == b"4"


@pytest.mark.parametrize(
    "time", [{"ex": 60}, {"px": 60_000}, {"ex": timedelta(minutes=1)}, {"px": timedelta(minutes=1)}]
)
async def test_set_says_how_long_in_seconds_or_milliseconds(client: Any, time: dict[str, Any]) -> None:
    await client.set("key", 1, **time)

    assert await client.ttl("key") == 60
    assert 59_000 < await client.pttl("key") <= 60_000


@pytest.mark.filterwarnings("ignore:Call to deprecated setex")  # old code may still call it
async def test_set_may_leave_the_end_as_it_was(client: Any) -> None:
    await client.setex("key", 60, 1)
    await client.set("key", 2, keepttl=True)
    await client.set("endless", 3, keepttl=True)

    assert (await client.ttl("key"), await client.ttl("endless"), await client.ttl("other")) == (60, -1, -2)


async def test_end_is_set_and_taken_off(client: Any) -> None:
    await client.set("key", 1)

    assert await client.persist("key") is False
    assert await client.expire("key", timedelta(minutes=1)) is True
    assert await client.ttl("key") == 60
    assert await client.persist("key") is True
    assert await client.ttl("key") == -1
    assert await client.expire("key", 60) is True
    assert await client.expire("other", 60) is False
    assert await client.expire("key", -1) is True
    assert await client.exists("key") == 0
    assert await client.persist("key") is False


async def test_values_are_read_and_forgotten_together(client: Any) -> None:
    await client.set("a", 1)
    await client.set("b", 2)

    assert await client.mget(["a", "c", "b"]) == [b"1", None, b"2"]
    assert await client.mget("a", "b") == [b"1", b"2"]
    assert await client.exists("a", "a", "c") == 2
    assert await client.getdel("a") == b"1"
    assert await client.delete("a", "b") == 1
    assert await client.unlink("b") == 0


async def test_numbers_are_added_to(client: Any) -> None:
    await client.set("key", 1, ex=60)

    assert await client.incr("key") == 2
    assert await client.incrby("key", 5) == 7
    assert await client.decr("key") == 6
    assert await client.decrby("new", 2) == -2
    assert await client.ttl("key") == 60
    await client.set("key", "word")
    with pytest.raises((RedisError, CacheError)):
        await client.incr("key")


async def test_keys_are_searched_by_pattern(client: Any) -> None:
    for key in ("a:1", "a:2", "b:1", "a"):
        await client.set(key, 1)

    assert {key async for key in client.scan_iter()} == {b"a:1", b"a:2", b"b:1", b"a"}
    assert {key async for key in client.scan_iter(match="a:*", count=1)} == {b"a:1", b"a:2"}
    assert sorted(await client.keys("?:[^2]")) == [b"a:1", b"b:1"]
    assert sorted(await client.keys()) == [b"a", b"a:1", b"a:2", b"b:1"]
    await client.flushdb()
    assert await client.keys() == []


async def test_pipeline_collects_commands_and_gives_their_answers(client: Any) -> None:
    async with client.pipeline(transaction=True) as pipe:
        pipe.set("key", 1).incr("key")
        pipe.get("key").expire("key", 60).ttl("key").exists("key", "other").delete("key")

        assert await client.get("key") is None
        assert await pipe.execute() == [True, 2, b"2", True, 60, 1, 1]
        assert await pipe.execute() == []


async def test_pipeline_that_is_left_is_not_carried_out(client: Any) -> None:
    async with client.pipeline() as pipe:
        pipe.set("key", 1)

    assert await client.get("key") is None
    assert await pipe.execute() == []


async def test_failing_command_of_a_pipeline_stops_none_of_the_others(client: Any) -> None:
    for raising in (True, False):
        pipe = client.pipeline()
        pipe.set("word", "a").incr("word").set("key", 1)
        if raising:
            with pytest.raises((RedisError, CacheError)):
                await pipe.execute()
        else:
            answers = await pipe.execute(raise_on_error=False)
            assert (answers[0], answers[2]) == (True, True)
            assert isinstance(answers[1], RedisError | CacheError)
        assert await client.getdel("key") == b"1"


async def test_client_answers_a_ping_and_can_be_closed(client: Any) -> None:
    assert await client.ping() is True
    await client.aclose()


async def test_embedded_client_gives_texts_where_it_is_made_so() -> None:
    client: Any = MemoryClient(MemoryStore())
    await client.set("key", "ø")

    assert await client.get("key") == "ø"
    assert await client.keys("*") == ["key"]
    assert [key async for key in client.scan_iter()] == ["key"]


@pytest.mark.parametrize("name", ["zadd", "entries", "_entries", "__deepcopy__"])
def test_command_that_the_embedded_store_does_not_have_is_an_error(name: str) -> None:
    client: Any = MemoryClient(MemoryStore())

    for face in (client, client.pipeline()):
        with pytest.raises(AttributeError, match=f"has no command `{name}`.\nFix: name a server"):
            getattr(face, name)
