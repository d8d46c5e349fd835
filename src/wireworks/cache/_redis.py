"""The store on a Valkey or Redis server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar, cast

from redis.asyncio import Redis

from wireworks.cache._errors import CacheStoreError
from wireworks.cache._line import Command, Line, LineLostError
from wireworks.cache._reach import lease_of
from wireworks.cache._resp import ReplyError
from wireworks.cache._scripts import ADD, CLAIM, FILL, READ, RELEASE, RENEW, SET, Script, called
from wireworks.cache._server import NO_PRIMARY, READ_ONLY, TOGETHER, deletion, dropped, server_of
from wireworks.cache._store import Kept, Watcher

Call: TypeAlias = tuple[Script, Sequence[bytes], Sequence[bytes | int]]

# After these refusals another line is opened: it asks for the clock, and leads to whichever server is the primary now.
_RENEWING: Final = {"LATE": "the server's clock has changed", READ_ONLY: NO_PRIMARY}
_WATCHED: Final = (b"CLIENT", b"CACHING", b"YES")


class RedisStore:
    """Keep values on a server, by one connection for each event loop.

    Args:
        client: stays its owner's; its connections are not used. The lines, the makings in progress and the counts
            belong to its connection pool, so that a client made for each request serves as well.

    Source: C2.
    """

    __slots__ = ("anchor", "server")

    def __init__(self, client: Redis) -> None:
        self.server = server_of(client.connection_pool)
        self.anchor: object = client.connection_pool

    @property
    def available(self) -> bool | None:
        """Whether the server can be asked; ``None`` if nobody knows yet."""
        return self.server.available

    def close(self) -> None:
        """End the lines of all event loops; who asks again opens new ones."""
        self.server.close()

    def now(self) -> int:
        """Tell the time of this machine, in milliseconds."""
        return time.time_ns() // 1_000_000

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher``, while it lives, of changes of keys that were read by :meth:`read` or :meth:`add`."""
        self.server.watchers.add(watcher)

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        line = self.server.reach().line
        if line is not None:
            with suppress(LineLostError, ReplyError):
                return await line.get(key)
        found: bytes | None = await self._do("GET", lambda line: line.get(key))
        return found

    async def read(self, key: bytes) -> Kept | None:
        """Give what is kept under a key, if anything is; watchers are told when that changes."""
        return (await self.read_many([key]))[0]

    async def read_many(self, keys: Sequence[bytes]) -> list[Kept | None]:
        """Give what is kept under each key, in the order of ``keys``; watched as by :meth:`read`."""
        found: list[tuple[bytes, int] | None] = []
        for batch in _batches(keys):
            found += await self._run((READ, batch, []), watched=True)
        return [None if each is None else Kept(*each) for each in found]

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        found: list[bytes | None] = []
        for batch in _batches(keys):
            found += await self._ask((b"MGET", *batch))
        return found

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl`` milliseconds, in place of what was there."""
        await self._run((SET, [key, lease_of(key)], [value, ttl]))

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its milliseconds."""
        for batch in _batches(items):
            calls: list[Call] = [(SET, [key, lease_of(key)], [value, ttl]) for key, value, ttl in batch]
            await self._run(*calls)

    async def add(self, key: bytes, value: bytes, ttl: int) -> bytes:
        """Keep ``value`` for ``ttl`` if nothing is there, and give what is there now; watched as by :meth:`read`."""
        found: bytes = await self._run((ADD, [key], [value, ttl]), watched=True)
        return found

    async def extend(self, keys: Sequence[bytes], ttl: int) -> None:
        """Keep those keys that are there for at least ``ttl`` from now on."""
        for batch in _batches(keys):
            await self._ask(*((b"PEXPIRE", key, ttl, b"GT") for key in batch))

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, and count those that were there; if the server is away, they are forgotten when it is back."""
        return sum([await self._delete(batch) for batch in _batches(keys)])

    async def _delete(self, keys: Sequence[bytes]) -> int:
        owe = partial(self.server.owed.add, keys)
        try:
            forgotten: int = await self._do("UNLINK", lambda line: line.ask(deletion(keys), lost=owe))
        except CacheStoreError as error:
            if not error.reachable:
                owe()
            raise
        return forgotten

    async def exists(self, key: bytes) -> bool:
        """Tell whether anything is kept under a key."""
        return bool(await self._ask((b"EXISTS", key)))

    async def ttl(self, key: bytes) -> int:
        """Tell how many milliseconds a key will be kept, or ``NO_EXPIRY`` or ``NO_KEY``."""
        remaining: int = await self._ask((b"PTTL", key))
        return remaining

    async def touch(self, key: bytes, ttl: int) -> bool:
        """Keep a key for ``ttl`` milliseconds from now on; false if it is not there."""
        return bool(await self._ask((b"PEXPIRE", key, ttl)))

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int:
        """Forget all keys that ``accepts`` takes, and count them; if the server is away, when it is back."""
        try:
            count: int = await self._do("SCAN", lambda line: dropped(line, search, accepts))
        except CacheStoreError as error:
            if not error.reachable:
                self.server.owed.search(search, accepts)
            raise
        return count

    async def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        """Give what is kept under a key, or else the right to make it for ``lease`` milliseconds."""
        call: Call = (CLAIM, [key, lease_of(key)], [token, lease, seen])
        answer: bytes | int = await self._about(call, watched=True, turn=key)
        return answer if isinstance(answer, bytes) else bool(answer)

    async def settled(self, key: bytes, limit: int) -> None:
        """Return when value or lease have changed since a :meth:`claim` was refused; after ``limit`` at the latest."""
        turn = self.server.reach().turns.get(key)
        if turn is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(limit / 1000):
                    await turn.wait()

    async def renew(self, key: bytes, token: bytes, lease: int) -> bool:
        """Hold a lease for ``lease`` milliseconds from now on; false if it is not this token's any more."""
        return bool(await self._run((RENEW, [lease_of(key)], [token, lease])))

    async def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        """Keep ``value`` for ``ttl`` and end the lease; false, and nothing done, if it is not this token's any more."""
        return bool(await self._about((FILL, [key, lease_of(key)], [token, value, ttl])))

    async def release(self, key: bytes, token: bytes) -> None:
        """End a lease, if it is this token's."""
        await self._about((RELEASE, [lease_of(key)], [token]))

    async def ping(self) -> None:
        """Return if the server answers; if it was away, it is tried now."""
        await self._do("PING", lambda line: line.ask((b"PING",)), hurry=True)

    async def _about(self, call: Call, *, watched: bool = False, turn: bytes | None = None) -> Any:
        """Call a script about a lease, the last of its keys; whose it then is without an answer, nobody knows."""
        try:
            return await self._run(call, watched=watched, turn=turn)
        except CacheStoreError as error:
            if not error.reachable:
                _, keys, (token, *_) = call
                self.server.owed.lease(keys[-1], cast("bytes", token))
            raise

    async def _ask(self, *commands: Command) -> Any:
        return await self._do(cast("bytes", commands[0][0]).decode(), lambda line: line.ask(*commands))

    async def _run(self, *calls: Call, watched: bool = False, turn: bytes | None = None) -> Any:
        """Call scripts; the answer is that of the last one, or the first refusal.

        Args:
            calls: scripts with their keys and arguments.
            watched: watchers are to be told when a key changes that is read now.
            turn: whose changes :meth:`settled` waits for.
        """
        try:
            return await self._call(calls, watched=watched, turn=turn, known=True)
        except CacheStoreError as error:
            if not str(error.__cause__).startswith("NOSCRIPT"):
                raise
            return await self._call(calls, watched=watched, turn=turn, known=False)

    async def _call(self, calls: Sequence[Call], *, watched: bool, turn: bytes | None, known: bool) -> Any:
        server = self.server
        tracked = True

        def send(line: Line) -> Awaitable[Any]:
            nonlocal tracked
            if turn is not None:
                server.reach().turns.setdefault(turn, asyncio.Event())
            tracked = line.tracking or not watched
            commands = [
                called(script, keys, [*arguments, line.latest()] if script.timed else arguments, known=known)
                for script, keys, arguments in calls
            ]
            return line.ask(*([_WATCHED] if watched and tracked else []), *commands)

        try:
            return await self._do(calls[0][0].name, send)
        finally:
            if not tracked:  # nobody will hear of changes
                server.hear(None)

    async def _do(self, name: str, send: Callable[[Line], Awaitable[Any]], *, hurry: bool = False) -> Any:
        """Ask, and once more if the server closed the line and can be reached at once.

        Raises:
            CacheStoreError: if there is no answer, or a refusal.
        """
        reach = self.server.reach()
        began = reach.loop.time()
        try:
            try:
                return await send(reach.line or await reach.found(hurry=hurry))
            except LineLostError as error:
                if error.late or reach.away is not None:
                    raise
            async with asyncio.timeout_at(began + self.server.patience):
                return await send(await reach.found())
        except (LineLostError, TimeoutError) as error:
            raise _unanswered(name, error) from error
        except ReplyError as error:
            word = str(error).partition(" ")[0]
            if word in _RENEWING and reach.line is not None:
                reach.line.close(LineLostError(_RENEWING[word], "ConnectionError"))
            if word == READ_ONLY:
                raise _unanswered(name, LineLostError(NO_PRIMARY, READ_ONLY)) from error
            what = f"The server refused {name}: {error}"
            fix = "see what the server says; the cache needs its commands on values, and scripts."
            raise CacheStoreError(what, fix=fix, reachable=True) from error


def _unanswered(name: str, error: LineLostError | TimeoutError) -> CacheStoreError:
    kind = error.kind if isinstance(error, LineLostError) else "TimeoutError"
    what = f"No answer to {name} ({kind}): {error}"
    return CacheStoreError(what, fix="see that the server runs and can be reached in time.", reachable=False)


Item = TypeVar("Item")


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + TOGETHER] for start in range(0, len(items), TOGETHER))
