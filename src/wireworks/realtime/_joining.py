"""From a WebSocket to a member and back: what is asked before it is accepted, and what is left when it has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from types import TracebackType
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from starlette.exceptions import WebSocketException
from starlette.websockets import WebSocket, WebSocketState

from wireworks.adapters import ServiceError, compose
from wireworks.realtime._connection import Connection, Ending
from wireworks.realtime._hub import Hub
from wireworks.realtime._member import Member
from wireworks.realtime._origins import Origins, Refused
from wireworks.realtime._settings import Policy

User: TypeAlias = str | int | UUID
"""Whose connection it is; told apart by their text."""
Authenticate: TypeAlias = Callable[[WebSocket], "User | Awaitable[User | None] | None"]
"""Tells whose connection it is before it is accepted, and ``None`` where it is nobody's."""

_KEY: Final = "wireworks.rooms"
_FORBIDDEN: Final = 1008


class Terms(NamedTuple):
    """How a connection is taken."""

    user: User | Authenticate | None
    policy: Policy
    origins: Origins
    subprotocol: str | None


class Joining:
    """The block of `Rooms.join`."""

    __slots__ = ("_connection", "_hub", "_rooms", "_terms", "_websocket")

    def __init__(self, hub: Hub, rooms: tuple[str, ...], websocket: WebSocket, terms: Terms) -> None:
        self._hub = hub
        self._rooms = rooms
        self._websocket = websocket
        self._terms = terms

    _connection: Connection

    async def __aenter__(self) -> Member:
        """Check, count and accept the connection."""
        websocket, terms = self._websocket, self._terms
        if websocket.scope.get(_KEY):
            raise ServiceError(
                f"The connection to `{websocket.url.path}` is in rooms already.",
                fix="name all rooms in one `rooms.join([...], websocket)`, or go on with `await member.enter(room)`.",
                see="rooms",
            )
        terms.origins(websocket)
        user = await _user(terms.user, websocket)
        hub = self._hub
        connection = Connection(hub.next_ident(), user, websocket, hub.settings, terms.policy, hub.events.tell)
        self._connection = connection
        try:
            await hub.admit(connection)
            for room in self._rooms:
                await hub.enter(connection, room)
            if websocket.application_state is WebSocketState.CONNECTING:
                await websocket.accept(terms.subprotocol)
        except BaseException:
            hub.forget(connection)
            raise
        websocket.scope[_KEY] = connection.ident
        connection.start()
        return Member(hub, connection)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget the connection, whatever happened, and close it."""
        self._hub.forget(self._connection)
        self._websocket.scope[_KEY] = None
        await self._connection.finish(self._ending(error))

    def _ending(self, error: BaseException | None) -> Ending:
        if isinstance(error, WebSocketException):  # the framework closes it
            return Ending(error.code, error.reason, ours=False)
        if isinstance(error, asyncio.CancelledError):
            return Ending(self._hub.settings.stop_code, "The server stops.", ours=True)
        if isinstance(error, Exception):
            return Ending(1011, "Something failed.", ours=True)
        return Ending(1000, "", ours=True)


async def _user(given: User | Authenticate | None, websocket: WebSocket) -> str | None:
    """Find out whose connection it is.

    Raises:
        Refused: it is nobody's.
        TypeError: what was found does not name a user.
    """
    found: object = given
    if callable(given):
        found = given(websocket)
        if isawaitable(found):
            found = await found
        if found is None:
            raise Refused(_FORBIDDEN, "Nobody is known by what was sent.")
    return None if found is None else name_of_user(found)


def name_of_user(user: object) -> str:
    """Return the text that tells a user apart.

    Raises:
        TypeError: it is none of what names a user.
    """
    if not isinstance(user, str | int | UUID):
        what = f"A user is told apart by a `str`, `int` or `UUID`; got a `{type(user).__name__}`."
        raise TypeError(compose(what, fix="pass what identifies the user, such as `user.id`.", see="rooms"))
    return str(user)
