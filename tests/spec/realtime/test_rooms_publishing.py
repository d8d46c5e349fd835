"""W12: what is published reaches whom it should, in order, and waits for nobody."""

from __future__ import annotations

import asyncio
import threading

from pydantic import BaseModel

from tests.spec.realtime.wire import Wire
from wireworks.realtime import Presence, Rooms, RoomSettings


class Price(BaseModel):
    book: str
    cents: int


def test_each_kind_of_message_arrives_as_what_it_is() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        async with rooms.join("lobby", wire.websocket):
            for message in ("text", b"bytes", bytearray(b"more"), {"ä": [1, None]}, Price(book="Emma", cents=990)):
                rooms.publish("lobby", message)
            assert await wire.until(5) == ["text", b"bytes", b"more", '{"ä":[1,null]}', '{"book":"Emma","cents":990}']

    asyncio.run(main())


def test_own_way_of_making_text_is_used() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(dumps=str)), Wire()
        async with rooms.join("lobby", wire.websocket):
            rooms.publish("lobby", 1 + 2j)
            assert await wire.until(1) == ["(1+2j)"]

    asyncio.run(main())


def test_message_is_encoded_once_however_many_it_goes_to() -> None:
    async def main() -> None:
        made: list[object] = []
        rooms = Rooms(RoomSettings(dumps=lambda message: made.append(message) or "text"))  # type: ignore[func-returns-value]
        one, other = Wire(), Wire()
        async with rooms.join("lobby", one.websocket), rooms.join("lobby", other.websocket):
            rooms.publish("lobby", 7)
            assert await one.until(1) == await other.until(1) == ["text"]
        assert made == [7]

    asyncio.run(main())


def test_sender_can_be_spared() -> None:
    async def main() -> None:
        rooms, one, other = Rooms(), Wire(), Wire()
        async with rooms.join("lobby", one.websocket) as first, rooms.join("lobby", other.websocket) as second:
            rooms.publish("lobby", "from the first", exclude=first)
            rooms.publish("lobby", "from the second", exclude=second.id)
            rooms.publish("lobby", "to nobody", exclude=[first, second.id])
            rooms.publish("lobby", "to all")
            assert await one.until(2) == ["from the second", "to all"]
            assert await other.until(2) == ["from the first", "to all"]

    asyncio.run(main())


def test_one_connection_hears_several_rooms_and_may_leave_them() -> None:
    async def main() -> None:
        rooms, wire = Rooms(), Wire()
        async with rooms.join(["lobby", "news"], wire.websocket) as member:
            await member.enter("orders")
            await member.enter("orders")
            await member.leave("news")
            await member.leave("never entered")
            assert member.rooms == {"lobby", "orders"}
            assert repr(member) == f"<Member {member.id} of lobby, orders>"
            for room in ("lobby", "news", "orders"):
                rooms.publish(room, room)
            assert await wire.until(2) == ["lobby", "orders"]
            assert rooms.members("orders") == (member,)
            assert len({member, *rooms.members("orders")}) == 1
            assert await rooms.presence("orders") == [Presence(member.id, None)]
            assert member != "orders"
            assert (rooms.stats.connections, rooms.stats.rooms) == (1, 2)

    asyncio.run(main())


def test_user_is_reached_on_all_connections_and_one_member_alone() -> None:
    async def main() -> None:
        rooms, phone, desk, other = Rooms(), Wire(), Wire(), Wire()
        async with (
            rooms.join("lobby", phone.websocket, user=7) as member,
            rooms.join("news", desk.websocket, user="7"),
            rooms.join("lobby", other.websocket, user=8),
        ):
            assert member.user == "7"
            rooms.send_to_user(7, "for you")
            member.send({"for": "the phone"})
            assert await phone.until(2) == ["for you", '{"for":"the phone"}']
            assert await desk.until(1) == ["for you"]
            rooms.disconnect_user(7, reason="signed out")
            rooms.publish("lobby", "who is left?")
            assert (await phone.until(3))[2] == (await desk.until(2))[1] == (1008, "signed out")
            assert await other.until(1) == ["who is left?"]

    asyncio.run(main())


def test_other_threads_publish_in_order() -> None:
    """A queue is touched in its own event loop alone; what one thread sends stays in order."""

    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(queue=10_000)), Wire()
        async with rooms.join("lobby", wire.websocket) as member:

            def publish(name: str) -> None:
                for number in range(200):
                    rooms.publish("lobby", f"{name}{number}")
                member.send(f"{name} is done")

            threads = [threading.Thread(target=publish, args=(name,)) for name in "abc"]
            for thread in threads:
                thread.start()
            sent = await wire.until(603)
            for thread in threads:
                thread.join()
            for name in "abc":
                mine = [text for text in sent if text.startswith(name)]
                assert mine == [*(f"{name}{number}" for number in range(200)), f"{name} is done"]

    asyncio.run(main())


def test_rooms_of_several_event_loops_are_one() -> None:
    """Test clients without a lifespan give every connection a loop of its own."""
    rooms = Rooms()
    joined, published, heard = threading.Event(), threading.Event(), []

    async def listen() -> None:
        wire = Wire()
        async with rooms.join("lobby", wire.websocket):
            joined.set()
            heard.extend(await wire.until(1))

    async def speak() -> None:
        wire = Wire()
        async with rooms.join("lobby", wire.websocket):
            rooms.publish("lobby", "to both")
            assert await wire.until(1) == ["to both"]
        published.set()

    listener = threading.Thread(target=asyncio.run, args=(listen(),))
    listener.start()
    assert joined.wait(10)
    asyncio.run(speak())
    listener.join(10)

    assert heard == ["to both"]
    assert published.is_set()
    rooms.publish("lobby", "nobody is left")


def test_loop_that_was_closed_with_its_connections_is_left_alone() -> None:
    rooms = Rooms()

    async def abandon() -> None:
        await rooms.join("lobby", Wire().websocket).__aenter__()

    asyncio.run(abandon())

    rooms.publish("lobby", "to nobody")
    rooms.members("lobby")[0].send("to nobody")
