"""One WebSocket: what waits for it, the one task that writes to it, and the limits of what it sends.

All of it happens in the event loop that the connection lives in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.websockets import WebSocket, WebSocketDisconnect

from wireworks.realtime._outbox import Outbox
from wireworks.realtime._packets import Packet
from wireworks.realtime._settings import Policy, RoomSettings
from wireworks.realtime._watch import Rate, Watch
from wireworks.realtime.events import Dropped, Ended, Event

_log: Final = logging.getLogger("wireworks.realtime")

TOO_SLOW: Final = 1013
TOO_BIG: Final = 1009
TOO_MUCH: Final = 1008
GONE: Final = 1006
"""What the end of a connection that broke is called; never sent."""


_REASON: Final = 123
"""Bytes of a reason."""


class Ending(NamedTuple):
    """Why a connection ends; ``ours`` is true where this side says so."""

    code: int
    reason: str
    ours: bool


class Connection:
    """Write to a WebSocket from one task, read from it within limits, and end it for one reason.

    Args:
        ident: of the member, across processes.
        user: whose it is, if that is known.
        websocket: accepted before `start`.
        settings: the limits.
        policy: what happens when too much waits.
        tell: is told of events.
    """

    def __init__(
        self,
        ident: str,
        user: str | None,
        websocket: WebSocket,
        settings: RoomSettings,
        policy: Policy,
        tell: Callable[[Event], object],
    ) -> None:
        self.ident = ident
        self.user = user
        self.websocket = websocket
        self.rooms: set[str] = set()
        self.loop = asyncio.get_running_loop()
        self.ending: Ending | None = None
        self._settings = settings
        self._tell = tell
        self._outbox = Outbox(policy, settings.queue, settings.queue_bytes)
        self._rate = Rate(settings.rate, settings.burst)
        self._watch = Watch(self, settings)
        self._wake: asyncio.Future[None] | None = None
        self._patience: asyncio.Timeout | None = None
        self._listening: asyncio.Timeout | None = None

    _writer: asyncio.Task[None]

    @property
    def dropped(self) -> int:
        """How many messages were left out."""
        return self._outbox.dropped

    @property
    def is_listening(self) -> bool:
        """Whether somebody waits for a message of the client."""
        return self._listening is not None

    def start(self) -> None:
        """Begin to write what waits."""
        self._writer = self.loop.create_task(self._write(), name=f"rooms: {self.ident}")
        self._watch.start()

    def offer(self, packet: Packet) -> None:
        """Have ``packet`` sent after what waits already; never wait for the reader."""
        if self.ending is not None:
            return
        dropped = self._outbox.put(packet)
        if dropped < 0:
            self.end(TOO_SLOW, "This client reads too slowly.", at_once=True)
        elif dropped:
            self._tell(Dropped(self.ident, self.user, self._outbox.dropped))
        self._stir()

    def end(self, code: int, reason: str = "", *, at_once: bool = False) -> None:
        """Close it, after what waits or ``at_once``; whoever reads from it is told. Nothing if it ends already."""
        if self.ending is None:
            self._tell(Ended(self.ident, self.user, code, reason))
            self._end(Ending(code, reason, ours=True), at_once=at_once)

    async def receive(self) -> str | bytes:
        """Wait for the next message.

        Raises:
            WebSocketDisconnect: the connection ended, on whichever side.
        """
        while self.ending is None:
            message = await self._received()
            if message is not None and self._is_allowed(message):
                return message
        raise WebSocketDisconnect(self.ending.code, self.ending.reason)

    async def finish(self, ending: Ending) -> None:
        """End it so if that has not happened, and wait until nothing writes to it any more."""
        self._watch.stop()
        if self.ending is None:
            self._end(ending, at_once=False)
        try:
            await asyncio.wait({self._writer})
        finally:
            self._writer.cancel()

    def _end(self, ending: Ending, *, at_once: bool) -> None:
        self.ending = ending
        if at_once:
            self._outbox.clear()
        if self._listening is not None:
            self._listening.reschedule(self.loop.time())
        self._hurry()
        self._stir()

    def _hurry(self) -> None:
        """Give the peer some time to take what still waits and the reason."""
        if self._patience is not None and self.ending is not None:
            self._patience.reschedule(self.loop.time() + self._settings.close_timeout)

    def _stir(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _write(self) -> None:
        """Send what waits, and at the end the reason, as long as the peer takes it."""
        try:
            async with asyncio.timeout(None) as self._patience:
                self._hurry()  # it may have ended before this task began
                await self._send_all()
                if self.ending is not None and self.ending.ours:
                    await self.websocket.close(self.ending.code, _short(self.ending.reason))
        except Exception as error:  # noqa: BLE001 - servers and middlewares have many names for a peer that is gone
            _log.debug("nothing more is sent to %s: %r", self.ident, error)
            self._patience = None
            if self.ending is None:
                self._end(Ending(GONE, "The connection broke.", ours=False), at_once=True)
        finally:
            self._patience = None

    async def _send_all(self) -> None:
        outbox, send, watch = self._outbox, self.websocket.send, self._watch
        while True:
            while outbox:
                packet = outbox.take()
                watch.sending = self.loop.time()
                await send({"type": "websocket.send", packet.kind: packet.body})
            watch.sending = None
            if self.ending is not None:
                return
            self._wake = self.loop.create_future()
            await self._wake

    async def _received(self) -> str | bytes | None:
        """Return what comes, or ``None`` once the connection ends."""
        self._watch.heard()
        try:
            async with asyncio.timeout(None) as self._listening:
                message = await self.websocket.receive()
        except TimeoutError:
            return None
        finally:
            self._listening = None
        if message["type"] == "websocket.disconnect":
            left = Ending(message.get("code") or GONE, message.get("reason") or "", ours=False)
            self._end(self.ending or left, at_once=True)
            return None
        text: str | None = message.get("text")
        return message["bytes"] if text is None else text

    def _is_allowed(self, message: str | bytes) -> bool:
        """Hold a message to the limits, and keep answers to heartbeats from the endpoint."""
        size = len(message) if isinstance(message, bytes) or message.isascii() else len(message.encode())
        if size > self._settings.message_size:
            self.end(TOO_BIG, f"Messages have at most {self._settings.message_size} bytes.", at_once=True)
        elif not self._rate.allows(self.loop.time()):
            self.end(TOO_MUCH, "Too many messages.", at_once=True)
        else:
            return self._settings.heartbeat is None or message != self._settings.heartbeat_text
        return False


def _short(reason: str) -> str:
    """Return as much of a reason as a close frame has room for."""
    return reason.encode()[:_REASON].decode(errors="ignore")
