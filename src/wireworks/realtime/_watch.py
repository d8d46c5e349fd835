"""The clock of one connection: heartbeats, peers that say or take nothing, and how many messages come."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from wireworks.realtime._packets import Packet
from wireworks.realtime._settings import RoomSettings

STALLED: Final = 1011
IDLE: Final = 1001


class Watched(Protocol):
    """A connection."""

    loop: asyncio.AbstractEventLoop

    @property
    def is_listening(self) -> bool:
        """Whether somebody waits for a message of the client."""
        ...

    def offer(self, packet: Packet) -> None:
        """Have a packet sent."""
        ...

    def end(self, code: int, reason: str = "", *, at_once: bool = False) -> None:
        """Close it."""
        ...


class Watch:
    """Look at a connection from time to time, by one timer.

    ``sending`` says since when the writer waits for the peer to take something, in the loop's time.
    """

    __slots__ = ("_beat", "_connection", "_heard", "_settings", "_timer", "sending")

    def __init__(self, connection: Watched, settings: RoomSettings) -> None:
        self._connection = connection
        self._settings = settings
        self._heard = self._beat = connection.loop.time()
        self.sending: float | None = None

    _timer: asyncio.TimerHandle

    def start(self) -> None:
        """Begin to look."""
        self._look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.cancel()

    def heard(self) -> None:
        """Note that the client spoke, or that somebody begins to listen."""
        self._heard = self._connection.loop.time()

    def _look(self) -> None:
        now = self._connection.loop.time()
        due = min(self._stall(now), self._silence(now), self._heartbeat(now))
        if due > now:
            self._timer = self._connection.loop.call_at(due, self._look)

    def _stall(self, now: float) -> float:
        """End a connection whose peer takes nothing; return when to look again, ``now`` if there is no need to."""
        due = (now if self.sending is None else self.sending) + self._settings.send_timeout
        if due <= now:
            self._connection.end(
                STALLED, f"Nothing was taken for {self._settings.send_timeout:g} seconds.", at_once=True
            )
            return now
        return due

    def _silence(self, now: float) -> float:
        """End a connection whose client says nothing while somebody listens."""
        timeout = self._settings.idle_timeout
        if timeout is None:
            return float("inf")
        if not self._connection.is_listening:
            return now + timeout
        if self._heard + timeout <= now:
            self._connection.end(IDLE, f"Nothing was heard for {timeout:g} seconds.", at_once=True)
            return now
        return self._heard + timeout

    def _heartbeat(self, now: float) -> float:
        """Let the client see that the server is there."""
        every = self._settings.heartbeat
        if every is None:
            return float("inf")
        if self._beat + every <= now:
            self._beat = now
            if self.sending is None:
                self._connection.offer(Packet("text", self._settings.heartbeat_text))
        return self._beat + every


class Rate:
    """Allow so many messages per second, and some at once."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float | None, burst: int) -> None:
        self._rate = rate
        self._burst = self._left = float(burst)
        self._at = 0.0

    def allows(self, now: float) -> bool:
        """Count a message; tell whether it is within the rate."""
        if self._rate is None:
            return True
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - 1
        self._at = now
        if self._left < 0:
            self._left = 0.0
            return False
        return True
