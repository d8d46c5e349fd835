"""Between the rooms of a process and the backplane: frames, and the way into its event loop."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias, TypeVar

from wireworks.adapters import ServiceError
from wireworks.realtime._backplane import Backplane
from wireworks.realtime._registry import here, in_loop
from wireworks.realtime.events import BackplaneBack, BackplaneLost, Event

_log: Final = logging.getLogger("wireworks.realtime")
_VERSION: Final = "1"

T = TypeVar("T")


Kind: TypeAlias = Literal["text", "bytes", "end"]
_KINDS: Final[tuple[Kind, ...]] = ("text", "bytes", "end")


class Frame(NamedTuple):
    """What is carried: text, bytes or the end of connections; for all who hear a topic but some, or for one alone."""

    kind: Kind
    body: bytes
    spared: frozenset[str] = frozenset()
    only: str = ""


class Link:
    """Send frames to other processes, and hear theirs, but none of one's own.

    Args:
        backplane: what carries them.
        hear: is given a topic and a frame of another process.
        tell: is told of events.
    """

    def __init__(
        self, backplane: Backplane, hear: Callable[[str, Frame], object], tell: Callable[[Event], object]
    ) -> None:
        self.process = secrets.token_hex(8)
        self.is_connected = False
        self._backplane = backplane
        self._hear = hear
        self._tell = tell
        self._loop: asyncio.AbstractEventLoop | None = None
        self._has_ended = False

    async def start(self) -> None:
        """Begin, in the running event loop."""
        self._loop = asyncio.get_running_loop()
        self.process = secrets.token_hex(8)
        await self._backplane.start(self)
        await self._backplane.watch(f"process:{self.process}")

    async def aclose(self) -> None:
        """End."""
        self._loop = None
        self._has_ended = True
        self.is_connected = False
        await self._backplane.aclose()

    def send(self, topic: str, frame: Frame) -> None:
        """Send a frame to all other processes that watch a topic."""
        topic.encode()  # what no server takes is refused here, and not on the connection to it
        spared = ",".join(each for each in frame.spared if each.replace("-", "").isalnum())
        head = f"{_VERSION} {self.process} {frame.kind} {spared} {frame.only}\n"
        self._act(self._backplane.publish, topic, head.encode() + frame.body)

    async def watch(self, topic: str) -> None:
        """Hear a topic."""
        await self._awaited(self._backplane.watch, topic)

    def unwatch(self, topic: str, is_wanted: Callable[[str], object]) -> None:
        """Hear a topic no more, unless somebody began to want it meanwhile."""
        if self._loop is not None:
            self._act(lambda: None if is_wanted(topic) else self._backplane.unwatch(topic))

    def appear(self, room: str, member: str, user: str | None) -> None:
        """Let others know who is in a room."""
        self._act(self._backplane.appear, room, member, user)

    def vanish(self, room: str, member: str) -> None:
        """Let others know who is not any more."""
        self._act(self._backplane.vanish, room, member)

    async def present(self, room: str) -> Sequence[tuple[str, str | None]] | None:
        """Return who is in a room, in all processes, if that is to be had."""
        return await self._awaited(self._backplane.present, room)

    def hear(self, topic: str, frame: bytes) -> None:
        """Take a frame from the backplane."""
        try:
            process, read = _read(frame)
            if process != self.process:
                self._hear(topic, read)
        except ValueError as error:
            _log.warning("what came in %r is nothing that rooms send: %r (%s)", topic, frame[:60], error)

    def lost(self, reason: str) -> None:
        """Know that others are not heard."""
        self.is_connected = False
        _log.warning("rooms of other processes are out of reach: %s", reason)
        self._tell(BackplaneLost(reason))

    def back(self, seconds: float, lost: int) -> None:
        """Know that others are heard."""
        self.is_connected = True
        if seconds:
            _log.warning(
                "rooms of other processes are back after %.1f s; %d messages did not reach them", seconds, lost
            )
            self._tell(BackplaneBack(seconds, lost))

    def _act(self, act: Callable[..., object], *arguments: object) -> None:
        """Do something in the backplane's event loop, unless that is over."""
        loop = self._loop
        if loop is None:
            if not self._has_ended:
                raise _not_started()
        elif here() is loop:
            act(*arguments)
        else:
            in_loop(loop, act, *arguments)

    async def _awaited(self, act: Callable[[str], Coroutine[Any, Any, T]], argument: str) -> T:
        if self._loop is None:
            raise _not_started()
        if here() is self._loop:
            return await act(argument)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(act(argument), self._loop))


def _read(frame: bytes) -> tuple[str, Frame]:
    """Return the process that sent a frame, and the frame.

    Raises:
        ValueError: it is none.
    """
    head, _, body = frame.partition(b"\n")
    version, process, kind, spared, only = head.decode().split(" ")
    if version != _VERSION:
        raise ValueError(version)
    return process, Frame(_KINDS[_KINDS.index(kind)], body, frozenset(spared.split(",")), only)


def _not_started() -> ServiceError:
    return ServiceError(
        "These `Rooms` have a backplane, and were not started.",
        fix="`async with rooms:`, or serve the app with its lifespan: `setup` starts the rooms of its container.",
        see="rooms",
    )
