"""W12: what goes from process to process over a real server, looked at from inside of one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from redis import Redis

from tests.servers import Valkey, run_valkey
from tests.spec.realtime.wire import Wire
from wireworks import ServiceError
from wireworks.realtime import Rooms, RoomSettings
from wireworks.realtime._valkey_wire import Outgoing
from wireworks.realtime.events import BackplaneBack, BackplaneLost, Event
from wireworks.realtime.valkey import ValkeyBackplane


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with run_valkey() as valkey:
        yield valkey


class Told:
    """Note the events of the backplane."""

    def __init__(self, rooms: Rooms) -> None:
        self.events: list[Event] = []
        self._stirred = asyncio.Event()
        rooms.events.subscribe(self._note)

    async def until(self, kind: type[Event]) -> Event:
        """Wait for an event of a kind, and return the last."""
        async with asyncio.timeout(20):
            while not self.events or not isinstance(self.events[-1], kind):
                self._stirred.clear()
                await self._stirred.wait()
        return self.events[-1]

    def _note(self, event: Event) -> None:
        if isinstance(event, BackplaneLost | BackplaneBack):
            self.events.append(event)
            self._stirred.set()


async def seen(rooms: Rooms, room: str, *users: str) -> None:
    """Wait until these are in a room, which others get to know soon."""
    async with asyncio.timeout(20):
        while True:
            if sorted(each.user or "" for each in await rooms.presence(room)) == [*users]:
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def two(valkey: Valkey, settings: RoomSettings | None = None) -> AsyncIterator[tuple[Rooms, Rooms]]:
    """Rooms as two processes have them."""
    prefix = f"test:{uuid4().hex}"
    one, other = (Rooms(settings, ValkeyBackplane(valkey.url, prefix=prefix, timeout=0.5)) for _ in range(2))
    async with one, other:
        yield one, other


def test_users_and_members_are_reached_in_other_processes(valkey: Valkey) -> None:
    async def main() -> None:
        async with two(valkey) as (one, other):
            here, there = Wire(), Wire()
            async with (
                one.join("lobby", here.websocket, user=7) as near,
                other.join("cellar", there.websocket, user=7) as far,
            ):
                one.send_to_user(7, "for you")
                one.send(far, b"far")
                one.send(near.id, "near")
                one.send("0-0", "nobody")
                other.send(near, "from afar")
                assert await there.until(2) == ["for you", b"far"]
                assert sorted(await here.until(3)) == ["for you", "from afar", "near"]
                other.disconnect_user(7, 4001, "signed out")
                assert [message async for message in near] == [message async for message in far] == []
            assert here.sent[-1] == there.sent[-1] == (4001, "signed out")

    asyncio.run(main())


def test_members_of_other_processes_can_be_spared(valkey: Valkey) -> None:
    async def main() -> None:
        async with two(valkey) as (one, other):
            here, there = Wire(), Wire()
            async with one.join("lobby", here.websocket) as near, other.join("lobby", there.websocket) as far:
                await seen(one, "lobby", "", "")
                assert {each.member for each in await one.presence("lobby")} == {near.id, far.id}
                one.publish("lobby", "not for the far", exclude=[far, "nobody's id, and\nnone at all"])
                one.publish("lobby", "for all")
                assert await there.until(1) == ["for all"]
                assert await here.until(2) == ["not for the far", "for all"]
                await near.leave("lobby")
                await near.enter("lobby")
                other.publish("lobby", "still there")
                assert (await here.until(3))[2] == "still there"

    asyncio.run(main())


def test_other_threads_and_event_loops_reach_other_processes(valkey: Valkey) -> None:
    async def main() -> None:
        async with two(valkey) as (one, other):
            there, elsewhere = Wire(), []

            async def join_elsewhere() -> None:
                wire = Wire()
                async with other.join("lobby", wire.websocket, user="eve"):
                    one.publish("lobby", "to another loop")
                    elsewhere.extend(await wire.until(1))
                    assert [each.user for each in await other.presence("lobby")].count("eve") == 1

            async with other.join("cellar", there.websocket):
                await asyncio.to_thread(asyncio.run, join_elsewhere())
                await asyncio.to_thread(one.publish, "cellar", "from a thread")
                assert await there.until(1) == ["from a thread"]
            assert elsewhere == ["to another loop"]

    asyncio.run(main())


def test_outage_is_told_and_local_members_go_on(valkey: Valkey) -> None:
    """What others did not get is counted."""

    async def main() -> None:
        async with two(valkey) as (one, other):
            told, here, there, late = Told(one), Wire(), Wire(), Wire()
            async with one.join("lobby", here.websocket, user="ada"), other.join("lobby", there.websocket, user="bob"):
                valkey.kill()
                await told.until(BackplaneLost)
                one.publish("lobby", "at home")
                async with one.join("attic", late.websocket):
                    assert await here.until(1) == ["at home"]
                    assert [each.user for each in await one.presence("lobby")] == ["ada"]
                assert one.stats.connected is False
                valkey.start()
                back = await told.until(BackplaneBack)
                assert isinstance(back, BackplaneBack)
                assert back.lost == 1
                assert back.seconds > 0
                assert [type(event) for event in told.events] == [BackplaneLost, BackplaneBack]

    asyncio.run(main())


@pytest.mark.parametrize("speaks", [True, False])
def test_server_that_stands_still_counts_as_lost(valkey: Valkey, *, speaks: bool) -> None:
    """Nobody waits for it longer than for the timeout."""

    async def main() -> None:
        async with two(valkey) as (one, other):
            told, here = Told(one), Wire()
            async with one.join("lobby", here.websocket) as member:
                await seen(other, "lobby", "")  # nothing is under way
                with valkey.stalled():
                    if speaks:
                        one.publish("lobby", "at home")
                        present, _ = await asyncio.gather(one.presence("lobby"), member.enter("cellar"))
                        assert [each.member for each in present] == [member.id]
                        assert member.rooms == {"lobby", "cellar"}
                    await told.until(BackplaneLost)
                await told.until(BackplaneBack)

    asyncio.run(main())


def test_several_in_one_room_are_seen_until_each_leaves(valkey: Valkey) -> None:
    async def main() -> None:
        async with two(valkey) as (one, other):
            first, second = Wire(), Wire()
            async with one.join("lobby", first.websocket, user="ada") as member:
                assert member.websocket is first.websocket
                async with one.join("lobby", second.websocket, user="bob"):
                    await seen(other, "lobby", "ada", "bob")
                await seen(other, "lobby", "ada")
                other.publish("lobby", "one is left")
                assert await first.until(1) == ["one is left"]
            await seen(other, "lobby")

    asyncio.run(main())


def test_half_a_character_harms_whoever_sent_it_alone(valkey: Valkey) -> None:
    """JSON may hold them, and no server takes them."""

    async def main() -> None:
        async with two(valkey) as (one, other):
            told, here, there = Told(one), Wire(), Wire()
            async with one.join("lobby", here.websocket) as member, other.join("lobby", there.websocket):
                for refused in (lambda: one.publish("\ud800", "x"), lambda: one.publish("lobby", {"\ud800": 1})):
                    with pytest.raises(UnicodeEncodeError):
                        refused()
                with pytest.raises(UnicodeEncodeError):
                    await member.enter("\ud800")
                assert member.rooms == {"lobby"}
                one.publish("lobby", "well")
                assert await there.until(1) == ["well"]
            assert told.events == []

    asyncio.run(main())


def test_rooms_that_were_not_started_say_so_and_keep_nobody() -> None:
    async def main() -> None:
        rooms, wire = Rooms(None, ValkeyBackplane("redis://127.0.0.1:1/0")), Wire()
        with pytest.raises(ServiceError, match="were not started"):
            await rooms.join("lobby", wire.websocket).__aenter__()
        assert not wire.is_accepted
        assert (rooms.stats.connections, rooms.stats.rooms) == (0, 0)

    asyncio.run(main())


def test_rooms_start_without_their_server_and_end_without_it() -> None:
    async def main() -> None:
        rooms = Rooms(None, ValkeyBackplane("redis://127.0.0.1:1/0", timeout=0.5))
        told, wire = Told(rooms), Wire()
        async with rooms:
            async with rooms.join("lobby", wire.websocket):
                rooms.publish("lobby", "at home")
                assert await wire.until(1) == ["at home"]
            assert [type(event) for event in told.events] == [BackplaneLost]
        rooms.publish("lobby", "nobody is there any more")

    asyncio.run(main())


def test_server_that_is_lost_is_told_of_once_however_often_it_is_tried() -> None:
    async def main() -> None:
        tries = asyncio.Semaphore(0)

        async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tries.release()
            writer.close()

        async with await asyncio.start_server(hang_up, "127.0.0.1") as server, asyncio.timeout(20):
            _, port = server.sockets[0].getsockname()
            rooms = Rooms(None, ValkeyBackplane(f"redis://127.0.0.1:{port}/0", timeout=0.5))
            told = Told(rooms)
            async with rooms:
                for _ in range(3):
                    await tries.acquire()
            assert [type(event) for event in told.events] == [BackplaneLost]

    asyncio.run(main())


def test_what_rooms_did_not_send_is_left_alone(valkey: Valkey, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        rooms, wire = Rooms(None, ValkeyBackplane(valkey.url, prefix="foreign")), Wire()
        async with rooms, rooms.join("lobby", wire.websocket):
            with Redis.from_url(valkey.url) as client:
                for body in (b"hello", b"2 p text  \nx", b"1 p drum  \nx", b"1 p text  \n\xff", b"1 p text  \nright"):
                    client.publish("foreign:room:lobby", body)
            assert await wire.until(1) == ["right"]

    asyncio.run(main())
    assert caplog.text.count("is nothing that rooms send") == 4


def test_members_of_a_process_that_went_in_order_are_gone_at_once(valkey: Valkey) -> None:
    async def main() -> None:
        prefix = f"test:{uuid4().hex}"
        one, other = (Rooms(None, ValkeyBackplane(valkey.url, prefix=prefix)) for _ in range(2))
        async with one:
            await other.start()
            joining = other.join("lobby", Wire().websocket, user="ada")
            await joining.__aenter__()
            await seen(one, "lobby", "ada")
            await other.aclose()
            assert await one.presence("lobby") == []
            await joining.__aexit__(None, None, None)

    asyncio.run(main())


def test_frames_too_many_are_lost_and_what_says_who_is_here_is_not() -> None:
    async def main() -> None:
        outgoing = Outgoing()
        assert outgoing.put(("PUBLISH", "room", b"x" * 20_000_000))  # nothing waits before it
        assert not outgoing.put(("PUBLISH", "room", b"x"))
        assert outgoing.put(("DEL", "key"))
        assert await outgoing.take() == [("PUBLISH", "room", b"x" * 20_000_000), ("DEL", "key")]
        assert outgoing.clear() == 1
        for _ in range(10_000):
            assert outgoing.put(("PUBLISH", "room", b""))
        assert not outgoing.put(("PUBLISH", "room", b""))

    asyncio.run(main())
