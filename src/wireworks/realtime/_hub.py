"""What the rooms of one process share: who is where, and what goes to other processes."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from wireworks.realtime._connection import Connection
from wireworks.realtime._origins import Refused
from wireworks.realtime._packets import Packet, packed
from wireworks.realtime._registry import Registry
from wireworks.realtime._settings import RoomSettings
from wireworks.realtime.events import Events, Joined, Left

_FULL: Final = 1013
_ALL: Final = "all:"
_ROOM: Final = "room:"
_USER: Final = "user:"


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is in a room, in whatever process: a connection, and whose it is."""

    member: str
    user: str | None


class Hub:
    """Let connections come and go, and reach those of a room, a user or a process."""

    def __init__(self, settings: RoomSettings) -> None:
        self.settings = settings
        self.events = Events()
        self.registry = Registry()
        self.process = secrets.token_hex(8)
        self.is_stopped = False
        self._count = 0

    def next_ident(self) -> str:
        """Name a member, as no other process does."""
        self._count += 1
        return f"{self.process}-{self._count}"

    def packed(self, message: object) -> Packet:
        """Encode a message once."""
        return packed(message, self.settings.dumps, self.settings.publish_size)

    def admit(self, connection: Connection) -> None:
        """Count a connection.

        Raises:
            Refused: there are too many, or the application stops.
        """
        if self.is_stopped:
            raise Refused(self.settings.stop_code, "The server stops.")
        if self.registry.add(_ALL, connection, self.settings.connections) is None:
            raise Refused(_FULL, "The server has too many connections.")
        if (
            connection.user is not None
            and self.registry.add(_USER + connection.user, connection, self.settings.per_user) is None
        ):
            raise Refused(_FULL, "You have too many connections.")

    async def enter(self, connection: Connection, room: str) -> None:
        """Let a connection hear a room.

        Raises:
            Refused: the room is full, or the connection is in too many.
        """
        if room in connection.rooms:
            return
        if len(connection.rooms) >= self.settings.rooms:
            raise Refused(_FULL, "This connection is in too many rooms.")
        if self.registry.add(_ROOM + room, connection, self.settings.per_room) is None:
            raise Refused(_FULL, "The room is full.")
        connection.rooms.add(room)
        self.events.tell(Joined(room, connection.ident, connection.user))

    def leave(self, connection: Connection, room: str) -> None:
        """Let a connection hear a room no more."""
        if room in connection.rooms:
            connection.rooms.discard(room)
            self.registry.remove(_ROOM + room, connection)
            self.events.tell(Left(room, connection.ident, connection.user))

    def forget(self, connection: Connection) -> None:
        """Keep nothing of a connection."""
        for room in tuple(connection.rooms):
            self.leave(connection, room)
        if connection.user is not None:
            self.registry.remove(_USER + connection.user, connection)
        self.registry.remove(_ALL, connection)

    def publish(self, room: str, packet: Packet, spared: Collection[str]) -> None:
        """Send a packet to all in a room."""
        self.registry.reach(_ROOM + room, lambda connection: connection.offer(packet), spared)

    def send_to_user(self, user: str, packet: Packet) -> None:
        """Send a packet to all connections of a user."""
        self.registry.reach(_USER + user, lambda connection: connection.offer(packet))

    def disconnect_user(self, user: str, code: int, reason: str) -> None:
        """End all connections of a user."""
        self.registry.reach(_USER + user, lambda connection: connection.end(code, reason))

    def stop(self) -> None:
        """End every connection of this process, and take no more."""
        self.is_stopped = True
        code = self.settings.stop_code
        self.registry.reach(_ALL, lambda connection: connection.end(code, "The server stops."))

    def members(self, room: str) -> tuple[Connection, ...]:
        """Return who of this process is in a room."""
        return self.registry.connections(_ROOM + room)

    def rooms(self) -> list[str]:
        """Return the rooms that somebody of this process is in."""
        return [topic.removeprefix(_ROOM) for topic in self.registry.topics(_ROOM)]

    def count(self) -> int:
        """Count the connections of this process."""
        return self.registry.count(_ALL)
