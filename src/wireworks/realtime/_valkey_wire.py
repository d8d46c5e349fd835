"""The connections to a server, as long as all goes well: one that hears, and those of a client that speaks."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Final, Self, cast

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from wireworks.realtime._valkey_presence import Command

_MOST: Final = 10_000
_MOST_BYTES: Final = 16 * 1024 * 1024
_TOGETHER: Final = 200
_GRACE: Final = 0.05
_PUBLISH: Final = "PUBLISH"


class Outgoing:
    """What waits to be sent to the server, and what is under way, in order.

    Frames are bounded, by number and by bytes; what says who is here is not.
    """

    def __init__(self) -> None:
        self._waiting: deque[Command] = deque()
        self._flying: list[Command] = []
        self._bytes = 0
        self._some = asyncio.Event()
        self._none = asyncio.Event()
        self._none.set()

    def put(self, command: Command) -> bool:
        """Add a command; return false for a frame too many."""
        if command[0] == _PUBLISH:
            size = len(cast("bytes", command[2]))
            if len(self._waiting) >= _MOST or (self._waiting and self._bytes + size > _MOST_BYTES):
                return False
            self._bytes += size
        self._waiting.append(command)
        self._some.set()
        self._none.clear()
        return True

    async def take(self) -> list[Command]:
        """Wait for commands; those taken are under way until the next call."""
        self._flying = []
        if not self._waiting:
            self._bytes = 0
            self._none.set()
            self._some.clear()
            await self._some.wait()
        self._flying = [self._waiting.popleft() for _ in range(min(len(self._waiting), _TOGETHER))]
        self._bytes -= sum(len(cast("bytes", command[2])) for command in self._flying if command[0] == _PUBLISH)
        return self._flying

    async def emptied(self) -> None:
        """Wait until nothing waits and nothing is under way."""
        await self._none.wait()

    def clear(self) -> int:
        """Forget all; return how many frames were among it."""
        lost = sum(command[0] == _PUBLISH for command in (*self._flying, *self._waiting))
        self._flying = []
        self._waiting.clear()
        self._bytes = 0
        self._some.clear()
        self._none.set()
        return lost


class Wire:
    """Hear and speak until something fails.

    Args:
        client: whose connections are used; they never try again by themselves.
        timeout: how long the server may be silent; seconds.
    """

    def __init__(self, client: Redis, timeout: float) -> None:
        self._client = client
        self._timeout = timeout
        self._connection = cast("Any", client.connection_pool).make_connection()
        self._orders: deque[Command] = deque()
        self._ordered = asyncio.Event()
        self._heard_at = asyncio.get_running_loop().time()

    async def __aenter__(self) -> Self:
        await self._connection.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection.disconnect(nowait=True)

    def order(self, *command: str) -> None:
        """Send a command on the connection that hears."""
        self._orders.append(command)
        self._ordered.set()

    async def ask(self, command: Command) -> object:
        """Send a command, and return what the server answers."""
        return cast("object", await cast("Any", self._client).execute_command(*command))

    async def run(
        self, outgoing: Outgoing, heard: Callable[[bytes, bytes, bytes], object], *works: Coroutine[Any, Any, None]
    ) -> None:
        """Hear, speak and do other works until one of them fails.

        Args:
            outgoing: what is to be sent.
            heard: is given each message: what kind it is, the channel, and the body.
            works: go on meanwhile.
        """
        async with asyncio.TaskGroup() as group:
            for work in (self._listen(heard), self._write(), self._send(outgoing), self._watch(), *works):
                group.create_task(work)

    async def _listen(self, heard: Callable[[bytes, bytes, bytes], object]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            reply: object = await self._connection.read_response(disable_decoding=True)
            self._heard_at = loop.time()
            if isinstance(reply, list) and len(reply) == 3:  # noqa: PLR2004 - other answers are shorter
                heard(*reply)

    async def _write(self) -> None:
        while True:
            await self._ordered.wait()
            self._ordered.clear()
            orders, self._orders = self._orders, deque()
            for command in orders:
                await self._connection.send_command(*command, check_health=False)

    async def _send(self, outgoing: Outgoing) -> None:
        while True:
            pipeline = self._client.pipeline(transaction=False)
            for command in await outgoing.take():
                pipeline.execute_command(*command)
            async with asyncio.timeout(self._timeout):
                await pipeline.execute()

    async def _watch(self) -> None:
        """Find out when the server is silent; a connection can end without a word."""
        loop = asyncio.get_running_loop()
        while True:
            self.order("PING")
            await asyncio.sleep(self._timeout / 2)
            if self._heard_at + self._timeout < loop.time():
                await asyncio.sleep(_GRACE)  # this process may have stood still, and not the server
            if self._heard_at + self._timeout < loop.time():
                raise RedisConnectionError(f"the server said nothing for {self._timeout:g} seconds")
