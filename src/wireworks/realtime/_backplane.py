"""What carries rooms from process to process, as the rooms see it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol


class Ears(Protocol):
    """Who is told what comes from other processes; all in the event loop of `Backplane.start`."""

    def hear(self, topic: str, frame: bytes) -> None:
        """Take what was published, here or elsewhere."""
        ...

    def lost(self, reason: str) -> None:
        """Know that nothing comes and goes any more."""
        ...

    def back(self, seconds: float, lost: int) -> None:
        """Know that it does again, after so long, and how many frames were not, or perhaps not, carried meanwhile."""
        ...


class Backplane(ABC):
    """Carry frames between the processes of an application; register one to let `Rooms` reach them all.

    Everything is called in the event loop of `start`. What is no coroutine returns at once.

    Source: W12.
    """

    @abstractmethod
    async def start(self, ears: Ears) -> None:
        """Begin to carry, also if there is nobody to carry to just now: that is tried again for ever."""

    @abstractmethod
    async def aclose(self) -> None:
        """Carry what waits, and end."""

    @abstractmethod
    def publish(self, topic: str, frame: bytes) -> None:
        """Carry a frame to all who watch a topic, in order; count it as lost where that is not possible."""

    @abstractmethod
    async def watch(self, topic: str) -> None:
        """Hear a topic from now on; return when it is heard, or when that cannot be waited for."""

    @abstractmethod
    def unwatch(self, topic: str) -> None:
        """Hear a topic no more."""

    @abstractmethod
    def appear(self, room: str, member: str, user: str | None) -> None:
        """Let others know who is in a room, as long as this process lives."""

    @abstractmethod
    def vanish(self, room: str, member: str) -> None:
        """Let others know who is not any more."""

    @abstractmethod
    async def present(self, room: str) -> Sequence[tuple[str, str | None]] | None:
        """Return who is in a room, members and users, or ``None`` if that is not to be had just now."""
