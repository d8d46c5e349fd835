"""`Rooms`: who joins, and what is sent to whom."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self, TypeAlias

from starlette.websockets import WebSocket

from wireworks.realtime._backplane import Backplane
from wireworks.realtime._hub import Hub, Presence, RoomStats
from wireworks.realtime._joining import Authenticate, Joining, Terms, User, name_of_user
from wireworks.realtime._member import Member
from wireworks.realtime._origins import Origins
from wireworks.realtime._settings import Policy, RoomSettings, known_policy
from wireworks.realtime.events import Events

Spared: TypeAlias = "Member | str | Iterable[Member | str]"
"""Who is left out: members, or their ids."""


class Rooms:
    """Send messages to the WebSockets of a room without waiting for any of them.

    Each connection has a bounded queue and one task that writes. What does not fit any more is a matter of the policy;
    it never holds up whoever publishes, nor the other connections. Everything but `join` may be called in any thread.

    Register it as a singleton to have settings or a backplane of its own; `wireworks.fastapi.setup` registers one that
    serves this process, if there is none.

    Args:
        settings: limits and policies.
        backplane: reaches the rooms of other processes; without one, rooms are those of this process.

    Example:
        >>> rooms = Rooms(RoomSettings(policy="drop_oldest"))
        >>> rooms.publish("lobby", {"hello": "everybody"})

    Source: W12.
    """

    def __init__(self, settings: RoomSettings | None = None, backplane: Backplane | None = None) -> None:
        self._hub = Hub(settings or RoomSettings(), backplane)
        self._started = 0

    @property
    def events(self) -> Events:
        """What happens, for whoever listens."""
        return self._hub.events

    @property
    def stats(self) -> RoomStats:
        """What there is in this process just now."""
        return self._hub.stats()

    def join(
        self,
        rooms: str | Iterable[str],
        websocket: WebSocket,
        *,
        user: User | Authenticate | None = None,
        policy: Policy | None = None,
        origins: Origins | None = None,
        subprotocol: str | None = None,
    ) -> AbstractAsyncContextManager[Member]:
        """Accept a connection and let it hear rooms, as long as the block lasts; then close it.

        What is checked is checked before the connection is accepted: origin, user, limits, in this order. A connection
        that was accepted before is taken as it is.

        Args:
            rooms: one or several; `Member.enter` adds more. Those who join hear what is published from now on.
            websocket: of the endpoint.
            user: whose it is, for `send_to_user` and for limits; or a function that is asked before the connection is
                accepted, sync or async, and returns ``None`` to refuse it.
            policy: what happens to a slow reader; as the settings say if not here.
            origins: whose pages may connect; as the settings say if not here.
            subprotocol: that is accepted.

        Raises:
            Refused: when entered; the client gets an HTTP 403.
            ServiceError: when entered; the connection is in rooms already.
            ValueError: there is no such policy.
        """
        settings = self._hub.settings
        if policy is not None:
            known_policy(policy)
        terms = Terms(user, policy or settings.policy, origins or settings.origins, subprotocol)
        return Joining(self._hub, (rooms,) if isinstance(rooms, str) else tuple(rooms), websocket, terms)

    def publish(self, room: str, message: object, *, exclude: Spared = ()) -> None:
        """Send a message to all in a room; return at once. In a room, what one publisher sends stays in order.

        Args:
            room: nothing happens if nobody is in it.
            message: ``str`` as text, ``bytes`` as bytes, pydantic models and anything else as JSON text; encoded once.
            exclude: who does not get it, such as the member who sent it.

        Raises:
            TypeError: the message cannot be encoded.
            ValueError: it is too large.
        """
        self._hub.publish(room, self._hub.packed(message), _idents(exclude))

    def send(self, member: Member | str, message: object) -> None:
        """Send a message to one connection, by its member or the id of it; return at once."""
        self._hub.send(member if isinstance(member, str) else member.id, self._hub.packed(message))

    def send_to_user(self, user: User, message: object) -> None:
        """Send a message to all connections of a user, whatever rooms they are in; return at once."""
        self._hub.send_to_user(name_of_user(user), self._hub.packed(message))

    def disconnect_user(self, user: User, code: int = 1008, reason: str = "") -> None:
        """End all connections of a user, after what waits for them; return at once."""
        self._hub.disconnect_user(name_of_user(user), code, reason)

    def members(self, room: str) -> tuple[Member, ...]:
        """Return who of this process is in a room just now."""
        return tuple(Member(self._hub, connection) for connection in self._hub.members(room))

    async def presence(self, room: str) -> list[Presence]:
        """Return who is in a room, in every process; those of a process that died are gone after a while.

        While the backplane is out of reach it is who of this process is.
        """
        return await self._hub.present(room)

    def stop(self) -> None:
        """End all connections of this process, after what waits for them, and refuse new ones; return at once.

        Source: W12.
        """
        self._hub.stop()

    async def start(self) -> None:
        """Take connections, also after `stop`, and reach other processes; as often as `aclose` is called."""
        self._started += 1
        if self._started == 1:
            self._hub.is_stopped = False
            if self._hub.link is not None:
                await self._hub.link.start()

    async def aclose(self) -> None:
        """End all connections of this process, with the last of those who started it."""
        self._started -= 1
        if self._started == 0:
            self._hub.stop()
            if self._hub.link is not None:
                await self._hub.link.aclose()

    async def __aenter__(self) -> Self:
        """Start, where there is no app that does so: in a worker, or a test."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _idents(spared: Spared) -> frozenset[str]:
    if isinstance(spared, Member | str):
        spared = (spared,)
    return frozenset(each if isinstance(each, str) else each.id for each in spared)
