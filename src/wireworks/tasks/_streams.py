"""What Redis streams need so that no task is lost with a worker, nor done twice because it takes long.

A message that a worker has taken belongs to it until it is acknowledged. taskiq-redis gives it to another when it has
been idle for ``idle_timeout``: but it looks for such messages only after a new one has come, and it cannot tell a
worker that is busy from one that is dead. So each worker shows that it lives, by touching all that belongs to it, and
puts what belonged to the dead back into the stream.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any, Final, Self

from taskiq import AsyncBroker

log: Final = logging.getLogger("wireworks.tasks")

_COUNT: Final = 1000


class Keeper:
    """Keep the messages of a stream while a worker lives; for any other broker it does nothing."""

    def __init__(self, broker: AsyncBroker) -> None:
        self._broker: Any = broker
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if all(hasattr(self._broker, name) for name in ("idle_timeout", "consumer_group_name", "connection_pool")):
            self._task = asyncio.create_task(self._keep(), name="wireworks: keep messages")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            while not self._task.done():  # a client that is just connecting may swallow the cancellation
                self._task.cancel()
                await asyncio.wait([self._task], timeout=0.1)
            with suppress(asyncio.CancelledError):
                await self._task

    async def _keep(self) -> None:
        from redis.asyncio import Redis
        from redis.exceptions import RedisError

        broker = self._broker
        client: Any = Redis(connection_pool=broker.connection_pool)
        while True:
            await asyncio.sleep(broker.idle_timeout / 4000)
            for stream in (broker.queue_name, *broker.additional_streams):
                try:
                    await self._put_back(client, stream, await self._touch(client, stream))
                except RedisError as error:
                    log.warning("The stream `%s` cannot be looked after.", stream, exc_info=error)

    async def _touch(self, client: Any, stream: str) -> set[bytes]:
        """Show that this worker lives; return which messages are its own."""
        broker = self._broker
        group, me = broker.consumer_group_name, broker.consumer_name
        mine = await client.xpending_range(stream, group, "-", "+", _COUNT, consumername=me)
        for each in mine:
            await client.xclaim(stream, group, me, 0, [each["message_id"]], idle=0, justid=True)
        return {each["message_id"] for each in mine}

    async def _put_back(self, client: Any, stream: str, mine: set[bytes]) -> None:
        """Put what belonged to workers that died back into the stream, at its end.

        What is this worker's own stays so, though the machine was busy for so long that the server takes it for dead.
        """
        broker = self._broker
        group, me = broker.consumer_group_name, broker.consumer_name
        _, messages, *_ = await client.xautoclaim(stream, group, me, broker.idle_timeout, count=_COUNT)
        for identity, fields in messages:
            if identity in mine:
                continue
            both = client.pipeline(transaction=True)
            both.xadd(stream, fields)
            both.xack(stream, group, identity)
            await both.execute()
            log.warning("A worker died with the message %s of `%s`; it is done again.", identity, stream)
