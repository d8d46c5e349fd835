"""W12: limits on size, rate and number; heartbeats; peers that say or take nothing."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from starlette.websockets import WebSocket

from tests.spec.realtime.wire import Wire
from wireworks.realtime import Member, Refused, Rooms, RoomSettings
from wireworks.realtime.events import Ended, Event

BEAT = RoomSettings().heartbeat_text


async def ended(settings: RoomSettings, *said: str | bytes, taking: bool = True) -> tuple[list[str | bytes], Wire]:
    """Serve a connection until it ends; return what the endpoint got, and the wire."""
    rooms, wire = Rooms(settings), Wire()
    for message in said:
        wire.say(message)
    if not taking:
        wire.taking.clear()
        await wire.websocket.receive()
        wire.websocket.application_state = wire.websocket.client_state  # as if accepted before
    async with asyncio.timeout(10), rooms.join("lobby", wire.websocket) as member:
        rooms.publish("lobby", "hello")
        received = [message async for message in member]
    return received, wire


@pytest.mark.parametrize("large", ["x" * 11, "ä" * 6, b"y" * 11])
def test_message_over_the_limit_closes_the_connection(large: str | bytes) -> None:
    received, wire = asyncio.run(ended(RoomSettings(message_size=10), "x" * 10, large))

    assert received == ["x" * 10]
    assert wire.sent[-1] == (1009, "Messages have at most 10 bytes.")


def test_too_many_messages_close_the_connection() -> None:
    received, wire = asyncio.run(ended(RoomSettings(rate=1, burst=5), *"123456789"))

    assert received == [*"12345"]
    assert wire.sent[-1] == (1008, "Too many messages.")


def test_rate_comes_back_with_time() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(rate=1000, burst=1)), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            for number in range(3):
                wire.say(f"{number}")
                assert await member.receive() == f"{number}"
                await asyncio.sleep(0.01)

    asyncio.run(main())


def test_any_rate_can_be_allowed() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(rate=None, burst=1)), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            for number in range(300):
                wire.say(f"{number}")
                await member.receive()

    asyncio.run(main())


def test_peer_that_takes_nothing_is_found() -> None:
    """Without any limit of the queue reached."""
    received, wire = asyncio.run(ended(RoomSettings(send_timeout=0.02, close_timeout=0.01), taking=False))

    assert received == wire.sent == []


def test_client_that_says_nothing_is_closed_where_that_is_asked_for() -> None:
    received, wire = asyncio.run(ended(RoomSettings(idle_timeout=0.02), "hello"))

    assert received == ["hello"]
    assert wire.sent[-1] == (1001, "Nothing was heard for 0.02 seconds.")


def test_endpoint_that_is_busy_is_not_taken_for_a_silent_client() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(idle_timeout=0.02)), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            await asyncio.sleep(0.06)
            assert member.is_open

    asyncio.run(main())


def test_heartbeats_are_sent_and_their_answers_kept_from_the_endpoint() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(heartbeat=0.01, idle_timeout=0.05)), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            reading = asyncio.create_task(member.receive())
            for count in range(1, 11):  # twice as long as the silence that ends it
                assert await wire.until(count) == [BEAT] * count
                wire.say(BEAT)
            wire.say("hello")
            assert await reading == "hello"

    asyncio.run(main())


def test_heartbeat_is_no_more_for_one_who_takes_nothing() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(heartbeat=0.01, close_timeout=0.01, queue=1)), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            wire.taking.clear()
            rooms.publish("lobby", "hello")
            await asyncio.sleep(0.05)
            assert member.is_open

    asyncio.run(main())


def test_same_text_is_a_message_where_there_are_no_heartbeats() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        wire.say(BEAT)
        async with rooms.join("lobby", wire.websocket) as member:
            assert await member.receive() == BEAT

    asyncio.run(main())


async def refused(rooms: Rooms, room: str = "lobby", **terms: object) -> tuple[int, str]:
    """Join, be refused, and tell how."""
    wire = Wire()
    with pytest.raises(Refused) as caught:
        await rooms.join(room, wire.websocket, **terms).__aenter__()  # type: ignore[arg-type]
    assert not wire.is_accepted
    return caught.value.code, caught.value.reason


def test_connections_are_limited_in_all_by_room_and_by_user_before_they_are_accepted() -> None:
    async def main() -> None:
        rooms = Rooms(RoomSettings(connections=3, per_room=1, per_user=2))
        async with rooms.join("lobby", Wire().websocket, user=7):
            assert await refused(rooms) == (1013, "The room is full.")
            async with rooms.join("cellar", Wire().websocket, user=7):
                assert await refused(rooms, "attic", user=7) == (1013, "You have too many connections.")
                async with rooms.join("attic", Wire().websocket, user=8):
                    assert await refused(rooms, "garden") == (1013, "The server has too many connections.")
                    assert (rooms.stats.connections, rooms.stats.rooms) == (3, 3)
        async with rooms.join("lobby", Wire().websocket, user=7):
            assert (rooms.stats.connections, rooms.stats.rooms) == (1, 1)

    asyncio.run(main())


def test_member_who_enters_a_full_room_is_told_and_goes_on() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(per_room=1, rooms=2)), Wire()
        async with rooms.join("cellar", Wire().websocket), rooms.join("lobby", wire.websocket) as member:
            with pytest.raises(Refused, match="full"):
                await member.enter("cellar")
            await member.enter("attic")
            with pytest.raises(Refused, match="too many rooms"):
                await member.enter("garden")
            rooms.publish("lobby", "still here")
            assert await wire.until(1) == ["still here"]

    asyncio.run(main())


async def late(_: WebSocket) -> UUID:
    return UUID(int=7)


async def nobody(_: WebSocket) -> None:
    """Know nobody."""


def test_user_is_found_out_before_the_connection_is_accepted() -> None:
    async def main() -> None:
        rooms = Rooms()
        async with rooms.join("lobby", Wire().websocket, user=late) as member:
            assert member.user == "00000000-0000-0000-0000-000000000007"
        wire = Wire(cookie="session=ada")
        async with rooms.join("lobby", wire.websocket, user=lambda socket: socket.cookies["session"]) as member:
            assert member.user == "ada"
        assert await refused(rooms, user=nobody) == (1008, "Nobody is known by what was sent.")

    asyncio.run(main())


def test_limits_are_told_as_events() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(message_size=1)), Wire()
        events: list[Event] = []
        rooms.events.subscribe(events.append)
        wire.say("too long")
        async with rooms.join("lobby", wire.websocket, user="ada") as member:
            assert await read(member) == []
        assert Ended(member.id, "ada", 1009, "Messages have at most 1 bytes.") in events

    asyncio.run(main())


async def read(member: Member) -> list[str | bytes]:
    return [message async for message in member]
