"""W12: rooms on real sockets."""

from __future__ import annotations

import socket
import struct

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.realtime.sockets import LIMIT, Chat, deaf, joined, until
from wireworks.realtime import Member, RoomSettings
from wireworks.realtime.events import Dropped, Ended, Event

LARGE = "x" * 100_000


def test_message_reaches_all_in_the_room_and_nobody_else() -> None:
    chat = Chat()
    with chat.run() as url, joined(url) as one, joined(url) as other, joined(url, "cellar") as stranger:
        one.send("hello")
        stranger.send("alone")

        assert one.recv(LIMIT) == other.recv(LIMIT) == "hello"
        assert stranger.recv(LIMIT) == "alone"


def test_one_who_does_not_read_is_closed_and_holds_up_nobody() -> None:
    """The naive manager stands still after about 4 MB."""
    chat = Chat(RoomSettings(close_timeout=0.1))
    events: list[Event] = []
    chat.rooms.events.subscribe(events.append)
    with chat.run(timeout_graceful_shutdown=1) as url, joined(url) as one, deaf(url):
        for _ in range(120):
            one.send(LARGE[:60_000])
            assert one.recv(LIMIT) == LARGE[:60_000]
        chat.wait_until_ended()

        assert [event.code for event in events if isinstance(event, Ended)] == [1013]
        assert chat.rooms.members("lobby") == (chat.members[0],)


@pytest.mark.parametrize(("policy", "kept"), [("drop_oldest", "last"), ("drop_newest", "first")])
def test_one_who_reads_again_has_missed_what_the_policy_left_out(policy: str, kept: str) -> None:
    chat = Chat(RoomSettings(queue=2, policy=policy))  # type: ignore[arg-type]
    events: list[Event] = []
    chat.rooms.events.subscribe(events.append)
    with chat.run() as url, joined(url, max_size=None) as reader:
        member = chat.members[0]
        # In one turn of the event loop, in which nothing is written.
        member._connection.loop.call_soon_threadsafe(  # noqa: SLF001
            lambda: [chat.rooms.publish("lobby", text) for text in ("first", "second", "third", "last")]
        )
        received = [reader.recv(LIMIT) for _ in range(2)]

        assert received == (["third", "last"] if kept == "last" else ["first", "second"])
        assert member.dropped == 2
        assert [event for event in events if isinstance(event, Dropped)] == [
            Dropped(member.id, None, 1),
            Dropped(member.id, None, 2),
        ]


def test_nobody_is_left_when_all_have_gone() -> None:
    chat = Chat()
    with chat.run() as url:
        for _ in range(2):
            with joined(url) as client:
                client.send("hello")
                assert client.recv(LIMIT) == "hello"
        chat.wait_until_ended(2)

        assert (chat.rooms.stats.connections, chat.rooms.stats.rooms) == (0, 0)


def test_a_peer_that_died_without_a_word_harms_nobody() -> None:
    """A reset in the midst of a broadcast: others get it, the room forgets the dead one."""
    chat = Chat()
    with chat.run() as url, joined(url) as one:
        with deaf(url) as dead:
            dead.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for number in range(20):
            one.send(f"{number}")
            assert one.recv(LIMIT) == f"{number}"
        chat.wait_until_ended()

        assert len(chat.rooms.members("lobby")) == 1


def test_closing_code_and_reason_reach_the_client_and_the_endpoint_ends() -> None:
    chat = Chat()
    with chat.run() as url, joined(url) as client:
        chat.members[0].send("one more")
        chat.members[0].close(4001, "enough")

        assert client.recv(LIMIT) == "one more"
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(LIMIT)
        assert caught.value.rcvd is not None
        assert (caught.value.rcvd.code, caught.value.rcvd.reason) == (4001, "enough")
        chat.wait_until_ended()


def test_stopping_closes_with_1012_and_takes_nobody_more() -> None:
    chat = Chat()
    with chat.run() as url, joined(url) as client:
        chat.rooms.stop()

        with pytest.raises(ConnectionClosed) as caught:
            client.recv(LIMIT)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1012
        chat.wait_until_ended()
        with pytest.raises(InvalidStatus, match="403"), joined(url):
            pass
        until(lambda: chat.rooms.stats.connections == 0)


def test_connections_are_closed_when_the_process_is_told_to_stop() -> None:
    """While the server waits for connections, and before it ends the lifespan."""
    chat = Chat(RoomSettings(stop_code=1001))
    with chat.run() as url, joined(url) as client:
        chat.stopping.stop()

        with pytest.raises(ConnectionClosed) as caught:
            client.recv(LIMIT)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1001
        chat.wait_until_ended()


def test_one_who_does_not_read_and_may_miss_messages_is_ended_when_it_counts_as_dead() -> None:
    chat = Chat(RoomSettings(policy="drop_oldest", send_timeout=0.2, close_timeout=0.1))
    events: list[Event] = []
    chat.rooms.events.subscribe(events.append)
    with chat.run(timeout_graceful_shutdown=1) as url, joined(url) as one, deaf(url):
        for _ in range(120):
            one.send(LARGE[:60_000])
            assert one.recv(LIMIT) == LARGE[:60_000]
        chat.wait_until_ended()

        assert [event.code for event in events if isinstance(event, Ended)] == [1011]


def test_those_who_come_and_go_leave_nobody_out() -> None:
    """The list that changes while somebody goes through it."""
    chat = Chat()
    with chat.run() as url, joined(url) as first, joined(url) as last:
        for number in range(15):
            with joined(url) as passing:
                passing.send(f"{number}")
            assert first.recv(LIMIT) == last.recv(LIMIT) == f"{number}"
        chat.wait_until_ended(15)

        assert len(chat.rooms.members("lobby")) == 2


class Failing(Chat):
    """Fails where somebody says so."""

    async def said(self, member: Member, room: str, message: str | bytes) -> None:
        if message == "fail":
            raise LookupError
        await super().said(member, room, message)


def test_endpoint_that_fails_tells_its_client_and_leaves_the_others_alone() -> None:
    chat = Failing()
    with chat.run(log_level="critical") as url, joined(url) as one, joined(url) as other:
        one.send("fail")
        with pytest.raises(ConnectionClosed) as caught:
            one.recv(LIMIT)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1011
        chat.wait_until_ended()

        other.send("still here")
        assert other.recv(LIMIT) == "still here"


def test_foreign_page_is_refused_by_an_http_403() -> None:
    chat = Chat()
    with chat.run() as url, joined(url, origin=url.replace("ws:", "http:").removesuffix("/ws")):
        with pytest.raises(InvalidStatus) as caught, joined(url, origin="https://evil.example"):
            pass
        assert caught.value.response.status_code == 403
        assert chat.rooms.stats.connections == 1
