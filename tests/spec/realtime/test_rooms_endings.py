"""W12: whoever leaves, in whatever way, is forgotten; and is told why, where that can be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.exceptions import WebSocketException
from starlette.websockets import WebSocketDisconnect

from tests.spec.realtime.wire import Wire
from wireworks.realtime import Member, Refused, Rooms, RoomSettings
from wireworks.realtime.events import Event, Joined, Left


async def read_all(member: Member) -> list[str | bytes]:
    return [message async for message in member]


def told(rooms: Rooms) -> list[Event]:
    events: list[Event] = []
    rooms.events.subscribe(events.append)
    return events


def test_loop_over_messages_ends_when_the_client_leaves() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        events = told(rooms)
        wire.say("one")
        wire.say(b"two")
        wire.leave()
        async with rooms.join("lobby", wire.websocket, user="ada") as member:
            assert await read_all(member) == ["one", b"two"]
            assert not member.is_open
            with pytest.raises(WebSocketDisconnect) as caught:
                await member.receive()
            assert caught.value.code == 1001
            rooms.publish("lobby", "nobody hears")
        assert wire.sent == []
        assert events == [Joined("lobby", member.id, "ada"), Left("lobby", member.id, "ada")]

    asyncio.run(main())


async def fail() -> None:
    raise LookupError


async def refuse() -> None:
    raise WebSocketException(4000)


async def come_to_an_end() -> None:
    """Do nothing more."""


@pytest.mark.parametrize(
    ("body", "error", "sent"),
    [
        (come_to_an_end, None, [(1000, "")]),
        (fail, LookupError, [(1011, "Something failed.")]),
        (refuse, WebSocketException, []),  # the framework closes
    ],
)
def test_end_of_the_block_closes_the_connection(
    body: Callable[[], Awaitable[None]], error: type[Exception] | None, sent: list[object]
) -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        raised: type[Exception] | None = None
        try:
            async with rooms.join("lobby", wire.websocket):
                rooms.publish("lobby", "last words")
                await body()
        except (LookupError, WebSocketException) as caught:
            raised = type(caught)
        assert raised is error
        assert wire.sent == ["last words", *sent]
        assert (rooms.stats.connections, rooms.stats.rooms) == (0, 0)

    asyncio.run(main())


def test_cancelled_endpoint_leaves_nothing_behind() -> None:
    async def main() -> None:
        rooms, wire, reading = Rooms(), Wire(), asyncio.Event()

        async def serve() -> None:
            async with rooms.join("lobby", wire.websocket) as member:
                async for _ in member:
                    reading.set()

        serving = asyncio.create_task(serve())
        wire.say("hello")
        await reading.wait()
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        assert wire.sent == [(1012, "The server stops.")]
        assert rooms.stats.connections == 0
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())


def test_cancelled_while_it_closes_waits_no_longer() -> None:
    async def main() -> None:
        rooms, wire, closing = Rooms(RoomSettings(close_timeout=100)), Wire(), asyncio.Event()

        async def serve() -> None:
            async with rooms.join("lobby", wire.websocket):
                wire.taking.clear()
                closing.set()

        serving = asyncio.create_task(serve())
        await closing.wait()
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        assert rooms.stats.connections == 0

    asyncio.run(main())


def test_peer_that_takes_nothing_more_is_not_waited_for() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(close_timeout=0.01)), Wire()
        async with rooms.join("lobby", wire.websocket):
            wire.taking.clear()
            rooms.publish("lobby", "into the void")
        assert wire.sent == []

    asyncio.run(main())


@pytest.mark.parametrize("error", [WebSocketDisconnect(1006), RuntimeError("closed"), OSError()])
def test_peer_that_is_gone_when_it_is_sent_to_ends_the_endpoint(error: Exception) -> None:
    async def main() -> None:
        rooms, wire, other = Rooms(), Wire(), Wire()
        async with rooms.join("lobby", other.websocket), rooms.join("lobby", wire.websocket) as member:
            wire.failing = error
            rooms.publish("lobby", "to both")
            assert await read_all(member) == []
            with pytest.raises(WebSocketDisconnect) as caught:
                await member.receive()
            assert caught.value.code == 1006
            assert await other.until(1) == ["to both"]

    asyncio.run(main())


def test_closing_sends_what_waits_and_then_the_reason_once() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            member.send("one more")
            member.close(4001, "enough")
            member.close(4002, "too late")
            assert await read_all(member) == []
        assert wire.sent == ["one more", (4001, "enough")]

    asyncio.run(main())


def test_reason_is_cut_to_what_a_close_frame_takes() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            member.close(4001, "ä" * 100)
        assert wire.sent == [(4001, "ä" * 61)]

    asyncio.run(main())


def test_closing_from_another_thread() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            await asyncio.to_thread(member.close, 4001, "enough")
            assert await read_all(member) == []
        assert wire.sent == [(4001, "enough")]

    asyncio.run(main())


def test_stopped_rooms_close_all_and_take_nobody_until_they_start_again() -> None:
    async def main() -> None:
        rooms, wire, late, again = Rooms(RoomSettings(stop_code=1001)), Wire(), Wire(), Wire()
        await rooms.start()
        await rooms.start()
        async with rooms.join("lobby", wire.websocket) as member:
            await rooms.aclose()
            assert member.is_open
            await rooms.aclose()
            assert await read_all(member) == []
        assert wire.sent == [(1001, "The server stops.")]
        with pytest.raises(Refused):
            await rooms.join("lobby", late.websocket).__aenter__()
        assert not late.is_accepted
        await rooms.start()
        async with rooms.join("lobby", again.websocket):
            assert rooms.stats.connections == 1

    asyncio.run(main())


def test_client_that_is_gone_before_it_is_accepted_leaves_nothing() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        wire.failing = OSError()
        with pytest.raises(OSError):  # noqa: PT011 - whatever it says
            await rooms.join("lobby", wire.websocket, user=7).__aenter__()
        assert (rooms.stats.connections, rooms.stats.rooms) == (0, 0)

    asyncio.run(main())


def test_json_is_read_and_what_is_none_ends_the_connection() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        wire.say('{"a": 1}')
        wire.say("{")
        async with rooms.join("lobby", wire.websocket) as member:
            assert await member.receive_json() == {"a": 1}
            with pytest.raises(WebSocketDisconnect) as caught:
                await member.receive_json()
            assert caught.value.code == 1003
        assert wire.sent == [(1003, "This is no JSON.")]

    asyncio.run(main())


def test_texts_are_read_and_bytes_end_the_connection() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        for message in ("one", "two", b"three", "four"):
            wire.say(message)
        async with rooms.join("lobby", wire.websocket) as member:
            assert [text async for text in member.texts()] == ["one", "two"]
        assert wire.sent == [(1003, "This is no text.")]

    asyncio.run(main())


def test_listener_that_fails_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        events: list[Event] = []
        unsubscribe = rooms.events.subscribe(lambda _: 1 / 0)
        stop = rooms.events.subscribe(events.append)
        async with rooms.join("lobby", wire.websocket):
            unsubscribe()
            unsubscribe()
            stop()
        assert len(events) == 1

    asyncio.run(main())
    assert "a listener failed for Joined" in caplog.text
