"""W12: a reader slower than what is sent meets the policy."""

from __future__ import annotations

import asyncio

from tests.spec.realtime.wire import Wire
from wireworks.realtime import Rooms, RoomSettings
from wireworks.realtime.events import Ended, Event, Joined, Left


def test_slow_reader_is_closed_at_once_if_it_reads_again_in_time() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(queue=2)), Wire()
        events: list[Event] = []
        rooms.events.subscribe(events.append)
        async with rooms.join("lobby", wire.websocket) as member:
            wire.taking.clear()
            for number in range(4):
                rooms.publish("lobby", f"{number}")
                await asyncio.sleep(0)
            wire.taking.set()
            assert [message async for message in member] == []
            assert await wire.until(2) == ["0", (1013, "This client reads too slowly.")]
        assert [type(event) for event in events] == [Joined, Ended, Left]

    asyncio.run(main())


def test_queue_is_bounded_by_bytes_but_takes_any_message_when_it_is_empty() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(queue_bytes=10, policy="drop_oldest")), Wire()
        async with rooms.join("lobby", wire.websocket) as member:
            for message in ("12345", "67890", "äöü", "longer than ten"):
                rooms.publish("lobby", message)
            assert await wire.until(1) == ["longer than ten"]
            assert member.dropped == 3

    asyncio.run(main())


def test_own_policy_goes_before_that_of_the_settings() -> None:
    async def main() -> None:
        rooms, wire = Rooms(RoomSettings(queue=1)), Wire()
        async with rooms.join("lobby", wire.websocket, policy="drop_newest") as member:
            rooms.publish("lobby", "first")
            rooms.publish("lobby", "second")
            assert await wire.until(1) == ["first"]
            assert (member.dropped, member.is_open) == (1, True)

    asyncio.run(main())
