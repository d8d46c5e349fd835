"""What the rooms of one process share: who is where, and what goes to other processes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import count
from typing import Final

from wireworks.realtime._backplane import Backplane
from wireworks.realtime._connection import Connection
from wireworks.realtime._link import Frame, Link
from wireworks.realtime._origins import Refused
from wireworks.realtime._packets import Packet, packed
from wireworks.realtime._registry import Registry
from wireworks.realtime._settings import RoomSettings
from wireworks.realtime.events import Events, Joined, Left

_FULL: Final = 1013
_ALL: Final = "all:"
_ROOM: Final = "room:"
_USER: Final = "user:"
_PROCESS: Final = "process:"


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is in a room, in whatever process: a connection, and whose it is."""

    member: str
    user: str | None


@dataclass(frozen=True, slots=True)
class RoomStats:
    """What there is in this process just now.

    ``connected`` tells whether other processes are heard; ``None`` without a backplane.
    """

    connections: int
    rooms: int
    connected: bool | None


class Hub:
    """Let connections come and go, and reach those of a room, a user or a process, here and elsewhere."""

    def __init__(self, settings: RoomSettings, backplane: Backplane | None) -> None:
        self.settings = settings
        self.events = Events()
        self.registry = Registry()
        self.link = None if backplane is None else Link(backplane, self._hear, self.events.tell)
        self.is_stopped = False
        self._process = secrets.token_hex(8)
        self._counting = count(1)

    @property
    def process(self) -> str:
        """What this process is called among the others."""
        return self._process if self.link is None else self.link.process

    def next_ident(self) -> str:
        """Name a member, as no other process does."""
        return f"{self.process}-{next(self._counting)}"

    def packed(self, message: object) -> Packet:
        """Encode a message once."""
        return packed(message, self.settings.dumps, self.settings.publish_size)

    async def admit(self, connection: Connection) -> None:
        """Count a connection.

        Raises:
            Refused: there are too many, or the application stops.
        """
        if self.is_stopped:
            raise Refused(self.settings.stop_code, "The server stops.")
        if not self.registry.add(_ALL, connection, self.settings.connections):
            raise Refused(_FULL, "The server has too many connections.")
        if connection.user is not None:
            await self._listen(
                _USER + connection.user, connection, self.settings.per_user, "You have too many connections."
            )

    async def enter(self, connection: Connection, room: str) -> None:
        """Let a connection hear a room.

        Raises:
            Refused: the room is full, or the connection is in too many.
        """
        if room in connection.rooms:
            return
        if len(connection.rooms) >= self.settings.rooms:
            raise Refused(_FULL, "This connection is in too many rooms.")
        connection.rooms.add(room)
        try:
            await self._listen(_ROOM + room, connection, self.settings.per_room, "The room is full.")
        except BaseException:
            connection.rooms.discard(room)
            self._ignore(_ROOM + room, connection)
            raise
        if self.link is not None:
            self.link.appear(room, connection.ident, connection.user)
        self.events.tell(Joined(room, connection.ident, connection.user))

    def leave(self, connection: Connection, room: str) -> None:
        """Let a connection hear a room no more."""
        if room in connection.rooms:
            connection.rooms.discard(room)
            self._ignore(_ROOM + room, connection)
            if self.link is not None:
                self.link.vanish(room, connection.ident)
            self.events.tell(Left(room, connection.ident, connection.user))

    def forget(self, connection: Connection) -> None:
        """Keep nothing of a connection."""
        for room in tuple(connection.rooms):
            self.leave(connection, room)
        if connection.user is not None:
            self._ignore(_USER + connection.user, connection)
        self.registry.remove(_ALL, connection)

    def publish(self, room: str, packet: Packet, spared: frozenset[str]) -> None:
        """Send a packet to all in a room."""
        self.registry.reach(_ROOM + room, lambda connection: connection.offer(packet), spared)
        if self.link is not None:
            self.link.send(_ROOM + room, Frame(packet.kind, packet.encoded(), spared))

    def send(self, member: str, packet: Packet) -> None:
        """Send a packet to one connection, wherever it is."""
        process, _, _ = member.partition("-")
        if process == self.process or self.link is None:
            self.registry.reach(_ALL, lambda connection: connection.offer(packet), only=member)
        else:
            self.link.send(_PROCESS + process, Frame(packet.kind, packet.encoded(), only=member))

    def send_to_user(self, user: str, packet: Packet) -> None:
        """Send a packet to all connections of a user."""
        self.registry.reach(_USER + user, lambda connection: connection.offer(packet))
        if self.link is not None:
            self.link.send(_USER + user, Frame(packet.kind, packet.encoded()))

    def disconnect_user(self, user: str, code: int, reason: str) -> None:
        """End all connections of a user."""
        self.registry.reach(_USER + user, lambda connection: connection.end(code, reason))
        if self.link is not None:
            self.link.send(_USER + user, Frame("end", f"{code} {reason}".encode()))

    def stop(self) -> None:
        """End every connection of this process, and take no more."""
        self.is_stopped = True
        code = self.settings.stop_code
        self.registry.reach(_ALL, lambda connection: connection.end(code, "The server stops."))

    def members(self, room: str) -> tuple[Connection, ...]:
        """Return who of this process is in a room."""
        return self.registry.connections(_ROOM + room)

    async def present(self, room: str) -> list[Presence]:
        """Return who is in a room, as far as that is known."""
        found = None if self.link is None else await self.link.present(room)
        if found is None:
            found = [(each.ident, each.user) for each in self.members(room)]
        return [Presence(member, user) for member, user in found]

    def stats(self) -> RoomStats:
        """Count."""
        connected = None if self.link is None else self.link.is_connected
        return RoomStats(self.registry.count(_ALL), len(self.registry.topics(_ROOM)), connected)

    async def _listen(self, topic: str, connection: Connection, most: int | None, full: str) -> None:
        topic.encode()  # half a character, which JSON may hold, is refused before others are harmed by it
        if not self.registry.add(topic, connection, most):
            raise Refused(_FULL, full)
        if self.link is not None:
            await self.link.watch(topic)

    def _ignore(self, topic: str, connection: Connection) -> None:
        if self.registry.remove(topic, connection) and self.link is not None:
            self.link.unwatch(topic, self.registry.count)

    def _hear(self, topic: str, frame: Frame) -> None:
        """Do with a frame of another process what was done there."""
        if frame.kind == "end":
            code, _, reason = frame.body.decode().partition(" ")
            self.registry.reach(topic, lambda connection: connection.end(int(code), reason))
            return
        body = frame.body.decode() if frame.kind == "text" else frame.body
        packet = Packet(frame.kind, body)
        where = _ALL if frame.only else topic
        self.registry.reach(where, lambda connection: connection.offer(packet), frame.spared, only=frame.only)
