"""The store on a Valkey or Redis server. Only this module needs redis-py."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final, TypeVar, cast
from weakref import WeakKeyDictionary

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

from wireworks.cache._errors import CacheStoreError
from wireworks.cache._redis_leases import ServerLeases, lease_of

_BATCH: Final = 500
_SCANNED: Final = 1_000
# Values are bytes, also where the client was made to give texts.
_RAW: Final = {"NEVER_DECODE": True}


def connect(
    url: str,
    *,
    max_connections: int,
    socket_timeout: float,
    socket_connect_timeout: float,
    health_check_interval: int,
    decode_responses: bool,
) -> Redis:
    """Make a client whose callers wait for a free connection, and never longer than for an answer.

    A command is tried once more on a new connection if the server closed the old one, and at once, or not at all.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=max_connections,
        timeout=socket_timeout,
        socket_timeout=socket_timeout,
        socket_connect_timeout=socket_connect_timeout,
        socket_keepalive=True,
        health_check_interval=health_check_interval,
        decode_responses=decode_responses,
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
    )
    return Redis.from_pool(pool)


class RedisStore(ServerLeases):
    """Keep values on a server.

    Args:
        client: stays its owner's. The makings in progress and the counts belong to its connection pool, so that a
            client made for each request serves as well.

    Source: C2.
    """

    __slots__ = ("_client", "_execute", "_slot")

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._execute = cast("Callable[..., Awaitable[object]]", client.execute_command)
        self._slot = _slots(client.connection_pool)

    @property
    def anchor(self) -> object:
        """The connection pool."""
        return self._client.connection_pool

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        return cast("bytes | None", await self._do("GET", key))

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        found: list[bytes | None] = []
        for batch in _batches(keys):
            found += cast("list[bytes | None]", await self._do("MGET", *batch))
        return found

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl`` milliseconds, in place of what was there."""
        await self.set_many([(key, value, ttl)])

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its milliseconds."""
        for batch in _batches(items):
            try:
                async with self._slot, self._client.pipeline(transaction=False) as pipe:
                    for key, value, ttl in batch:
                        pipe.execute_command("SET", key, value, "PX", ttl)
                        pipe.execute_command("UNLINK", lease_of(key))
                    await pipe.execute()
            except (RedisError, OSError) as error:
                raise _told(error, "SET") from error

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, and count those that were there."""
        forgotten = 0
        for batch in _batches(keys):
            forgotten += cast("int", await self._do("UNLINK", *batch))
            await self._do("UNLINK", *map(lease_of, batch))
        return forgotten

    async def exists(self, key: bytes) -> bool:
        """Tell whether anything is kept under a key."""
        return bool(await self._do("EXISTS", key))

    async def ttl(self, key: bytes) -> int:
        """Tell how many milliseconds a key will be kept, or ``NO_EXPIRY`` or ``NO_KEY``."""
        return cast("int", await self._do("PTTL", key))

    async def touch(self, key: bytes, ttl: int) -> bool:
        """Keep a key for ``ttl`` milliseconds from now on; false if it is not there."""
        return bool(await self._do("PEXPIRE", key, ttl))

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int:
        """Forget all keys that ``accepts`` takes, and count them; the server is never held up for long."""
        dropped = cursor = 0
        begin, end = lease_of(b"*").split(b"*")
        while True:
            page = await self._do("SCAN", cursor, "MATCH", b"*" + search + b"*", "COUNT", _SCANNED)
            cursor, keys = cast("tuple[int, list[bytes]]", page)
            dropped += await self.delete([key for key in keys if accepts(key)])
            leased = [key[len(begin) : -len(end)] for key in keys if key.startswith(begin)]
            await self.delete([key for key in leased if accepts(key)])
            if not cursor:
                return dropped

    async def ping(self) -> None:
        """Return if the server answers."""
        await self._do("PING")

    async def _do(self, *command: bytes | str | int) -> object:
        try:
            async with self._slot:
                return await self._execute(*command, **_RAW)
        except (RedisError, OSError) as error:
            raise _told(error, str(command[0])) from error


_SLOTS: Final[WeakKeyDictionary[ConnectionPool, asyncio.Semaphore]] = WeakKeyDictionary()


def _slots(pool: ConnectionPool) -> AbstractAsyncContextManager[None]:
    """Make callers wait for a connection where the pool would refuse them."""
    if isinstance(pool, BlockingConnectionPool):
        return nullcontext()
    slots = _SLOTS.get(pool)
    return _SLOTS.setdefault(pool, asyncio.Semaphore(pool.max_connections)) if slots is None else slots


def _told(error: RedisError | OSError, command: str) -> CacheStoreError:
    if isinstance(error, ResponseError):
        what = f"The server refused {command}: {error}"
        return CacheStoreError(
            what, fix="see what the server says; the cache needs its commands on values.", reachable=True
        )
    what = f"No answer to {command} ({type(error).__name__}): {error}"
    return CacheStoreError(what, fix="see that the server runs and can be reached in time.", reachable=False)


Item = TypeVar("Item")


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))
