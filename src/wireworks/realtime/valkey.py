"""Rooms across processes, by publishing and subscribing on a Valkey or Redis server."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from wireworks.adapters import compose
from wireworks.realtime._backplane import Backplane, Ears
from wireworks.realtime._valkey_presence import Command, Presences
from wireworks.realtime._valkey_wire import Outgoing, Wire

__all__ = ("ValkeyBackplane",)

_SHORTEST: Final = 0.05
_LONGEST: Final = 2.0


class ValkeyBackplane(Backplane):
    """Reach the rooms of all processes that name the same server and prefix.

    What is published is sent at most once, as the server's own publishing is: while it is out of reach, and of what was
    under way when it went, other processes hear nothing, and are not told later. `Rooms` say so by the events
    ``BackplaneLost`` and ``BackplaneBack``. It is tried again for ever, after 0.05 to 2 seconds.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``; one server, no cluster.
        prefix: of channels and keys, to set applications apart.
        presence_ttl: seconds after which the members of a process that died are gone; > 0.
        timeout: seconds without an answer after which the server counts as out of reach; > 0.
        settings: more for the connections of redis-py.

    Raises:
        ValueError: the URL is none of these, or a time is not above zero.

    Example:
        >>> from wireworks import ServiceContainer
        >>> from wireworks.realtime import Backplane
        >>> backplane = ValkeyBackplane("redis://localhost:6379/0", prefix="shop:rooms")
        >>> container = ServiceContainer().add_instance(Backplane, backplane)

    Source: W12.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "wireworks:rooms",
        presence_ttl: float = 30.0,
        timeout: float = 2.0,
        **settings: Any,
    ) -> None:
        parse_url(url)
        if not (presence_ttl > 0 and timeout > 0):
            what = f"`ValkeyBackplane`: expected times above zero, got `{presence_ttl=}` and `{timeout=}`."
            raise ValueError(compose(what, fix="pass seconds above zero.", see="rooms"))
        self._url = url
        self._settings: dict[str, Any] = {
            **settings,
            "protocol": 2,
            "retry": Retry(NoBackoff(), 0),
            "socket_connect_timeout": timeout,
            "socket_timeout": None,
        }
        self._prefix = f"{prefix}:"
        self._timeout = timeout
        self._presences = Presences(f"{prefix}:", presence_ttl)
        self._watched: dict[str, asyncio.Event] = {}
        self._outgoing = Outgoing()
        self._wire: Wire | None = None
        self._lost = 0
        self._lost_at: float | None = None
        self._delay = _SHORTEST

    _ears: Ears
    _running: asyncio.Task[None]

    async def start(self, ears: Ears) -> None:
        """Connect; return when that is done, or has failed once and goes on behind."""
        self._ears = ears
        tried = asyncio.Event()
        self._running = asyncio.create_task(self._run(tried), name="rooms: backplane")
        await tried.wait()

    async def aclose(self) -> None:
        """Send what waits, let nobody be seen any more, and disconnect."""
        for command in self._presences.gone():
            self._outgoing.put(command)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timeout if self._wire is not None else 0):
                await self._outgoing.emptied()
        self._running.cancel()
        with suppress(asyncio.CancelledError):
            await self._running
        self._watched.clear()
        self._presences.clear()

    def publish(self, topic: str, frame: bytes) -> None:
        """Send a frame, after those before it."""
        if self._wire is None or not self._outgoing.put(("PUBLISH", self._prefix + topic, frame)):
            self._lost += 1

    async def watch(self, topic: str) -> None:
        """Subscribe; return when the server has confirmed it, or is out of reach."""
        heard = self._watched.get(topic)
        if heard is None:
            heard = self._watched[topic] = asyncio.Event()
            if self._wire is not None:
                self._wire.order("SUBSCRIBE", self._prefix + topic)
        if self._wire is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timeout):
                    await heard.wait()

    def unwatch(self, topic: str) -> None:
        """Unsubscribe."""
        if self._watched.pop(topic, None) is not None and self._wire is not None:
            self._wire.order("UNSUBSCRIBE", self._prefix + topic)

    def appear(self, room: str, member: str, user: str | None) -> None:
        """Note a member in the room's hash."""
        self._tell(self._presences.appear(room, member, user))

    def vanish(self, room: str, member: str) -> None:
        """Take a member out of the room's hash."""
        self._tell(self._presences.vanish(room, member))

    async def present(self, room: str) -> Sequence[tuple[str, str | None]] | None:
        """Ask who is in a room, whose process lives."""
        if self._wire is None:
            return None
        try:
            async with asyncio.timeout(self._timeout):
                return self._presences.read(room, await self._wire.ask(self._presences.question(room)))
        except Exception:  # noqa: BLE001 - whatever it is, it is not to be had
            return None

    def _tell(self, commands: Sequence[Command]) -> None:
        if self._wire is not None:
            for command in commands:
                self._outgoing.put(command)

    async def _run(self, tried: asyncio.Event) -> None:
        """Keep connected; whatever fails, it is tried again."""
        while True:
            try:
                async with Redis.from_url(self._url, **self._settings) as client, Wire(client, self._timeout) as wire:
                    self._begin(wire)
                    await wire.run(self._outgoing, self._heard, self._settle(tried), self._refresh())
            except Exception as error:  # noqa: BLE001 - a listener that gave up would be deaf, and nobody would know
                if self._lost_at is None:
                    self._lost_at = asyncio.get_running_loop().time()
                    self._ears.lost(_reason(error))
            finally:
                self._wire = None
                self._lost += self._outgoing.clear()
            tried.set()
            await asyncio.sleep(self._delay * random.uniform(0.5, 1))  # noqa: S311 - so that not all come at once
            self._delay = min(self._delay * 2, _LONGEST)

    def _begin(self, wire: Wire) -> None:
        """Ask for all that is to be heard, and show all who are here."""
        for heard in self._watched.values():
            heard.clear()
        for topic in self._watched:
            wire.order("SUBSCRIBE", self._prefix + topic)
        for command in self._presences.begin():
            self._outgoing.put(command)
        self._wire = wire

    async def _settle(self, tried: asyncio.Event) -> None:
        """Tell that all is well when the server has confirmed everything."""
        for heard in list(self._watched.values()):
            await heard.wait()
        lost_at, lost = self._lost_at, self._lost
        self._lost_at, self._lost, self._delay = None, 0, _SHORTEST
        self._ears.back(0.0 if lost_at is None else asyncio.get_running_loop().time() - lost_at, lost)
        tried.set()

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(self._presences.period)
            self._tell(list(self._presences.refresh()))

    def _heard(self, kind: bytes, channel: bytes, body: bytes) -> None:
        topic = channel.decode().removeprefix(self._prefix)
        if kind == b"message":
            self._ears.hear(topic, body)
        elif kind == b"subscribe" and topic in self._watched:
            self._watched[topic].set()


def _reason(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
