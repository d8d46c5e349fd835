"""Who is where: connections by topic and by event loop. Any thread may ask and change it; nothing waits inside."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from wireworks.realtime._connection import Connection

Groups: TypeAlias = Mapping[asyncio.AbstractEventLoop, Sequence[Connection]]


class Topic:
    """The connections that hear one topic."""

    __slots__ = ("_groups", "connections")

    def __init__(self) -> None:
        self.connections: dict[str, Connection] = {}
        self._groups: Groups | None = None

    def add(self, connection: Connection) -> None:
        """Let it hear."""
        self.connections[connection.ident] = connection
        self._groups = None

    def remove(self, connection: Connection) -> None:
        """Let it hear no more."""
        self.connections.pop(connection.ident, None)
        self._groups = None

    def groups(self, only: str = "") -> Groups:
        """Return them, or one of them, by event loop; the same as long as nobody comes or goes."""
        if only:
            one = self.connections.get(only)
            return {} if one is None else {one.loop: [one]}
        if self._groups is None:
            groups: dict[asyncio.AbstractEventLoop, list[Connection]] = {}
            for connection in self.connections.values():
                groups.setdefault(connection.loop, []).append(connection)
            self._groups = groups
        return self._groups


class Registry:
    """Keep topics as long as somebody hears them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._topics: dict[str, Topic] = {}

    def count(self, topic: str) -> int:
        """Count who hears a topic."""
        found = self._topics.get(topic)
        return len(found.connections) if found is not None else 0

    def connections(self, topic: str) -> tuple[Connection, ...]:
        """Return who hears a topic."""
        with self._lock:
            found = self._topics.get(topic)
            return tuple(found.connections.values()) if found is not None else ()

    def topics(self, prefix: str) -> list[str]:
        """Return the topics that somebody hears and that begin so."""
        with self._lock:
            return [topic for topic in self._topics if topic.startswith(prefix)]

    def add(self, topic: str, connection: Connection, most: int | None = None) -> bool:
        """Let a connection hear a topic; return false if ``most`` do already."""
        with self._lock:
            found = self._topics.get(topic)
            if found is None:
                found = self._topics[topic] = Topic()
            elif most is not None and len(found.connections) >= most:
                return False
            found.add(connection)
            return True

    def remove(self, topic: str, connection: Connection) -> bool:
        """Let a connection hear a topic no more; return whether it was the last that did."""
        with self._lock:
            found = self._topics.get(topic)
            if found is None:
                return False
            found.remove(connection)
            if found.connections:
                return False
            del self._topics[topic]
            return True

    def reach(
        self, topic: str, act: Callable[[Connection], object], spared: Collection[str] = (), *, only: str = ""
    ) -> None:
        """Do something with each connection that hears a topic, in its event loop: in this one at once, else soon.

        Args:
            topic: what they hear.
            act: what is done.
            spared: members to leave out.
            only: the one member to reach, if that is to be one.
        """
        with self._lock:
            found = self._topics.get(topic)
            groups = found.groups(only) if found is not None else {}
        this = here()
        for loop, connections in groups.items():
            if loop is this:
                _each(connections, act, spared)
            else:
                in_loop(loop, _each, connections, act, spared)


def in_loop(loop: asyncio.AbstractEventLoop, act: Callable[..., object], *arguments: object) -> None:
    """Call something soon in an event loop of another thread, unless that is closed."""
    with suppress(RuntimeError):  # that it is closed
        loop.call_soon_threadsafe(act, *arguments)


def _each(connections: Sequence[Connection], act: Callable[[Connection], object], spared: Collection[str]) -> None:
    for connection in connections:
        if connection.ident not in spared:
            act(connection)


def here() -> asyncio.AbstractEventLoop | None:
    """Return the event loop of this thread, if one runs."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
