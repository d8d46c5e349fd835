"""What this process knows of one server: the lines to it, who watches its keys, and what it is still to forget."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary, WeakSet, finalize, ref

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from wireworks.cache._fork import rearm_in_children
from wireworks.cache._line import Command, Line, LineLostError
from wireworks.cache._owed import Owed
from wireworks.cache._reach import Reach, lease_of, name_of
from wireworks.cache._resp import ReplyError
from wireworks.cache._scripts import DELETE, RELEASE, called
from wireworks.cache._store import Watcher

PATIENCE: Final = 0.25
_LIMIT: Final = 2.0
TOGETHER: Final = 500
_SCANNED: Final = 1_000
T = TypeVar("T")

READ_ONLY: Final = "READONLY"
NO_PRIMARY: Final = "the server is no primary"
_READER: Final = "_reader"
_WRITER: Final = "_writer"
# What is about the pool, or about how long its callers wait.
_NOT_OURS: Final = frozenset(
    {"maint_notifications_config", "maint_notifications_pool_handler", "oss_cluster_maint_notifications_handler"}
)


class Server:
    """Hold what services on one server share: one line for each event loop, watchers, and what is owed.

    It lives as long as the connection pool that it was made for, and never uses its connections.

    Args:
        connect: what makes a connection.
        options: what it is made with.
        patience: how long an operation may take; seconds.
        batched: several keys may be asked for with one command.
    """

    def __init__(
        self,
        connect: Callable[..., AbstractConnection],
        options: Mapping[str, Any],
        *,
        patience: float,
        batched: bool = True,
    ) -> None:
        self.patience = patience
        self.owed = Owed()
        self.watchers: WeakSet[Watcher] = WeakSet()
        self._connect = connect
        self._options = {
            **{name: value for name, value in options.items() if name not in _NOT_OURS},
            "protocol": 3,
            "decode_responses": False,
            "health_check_interval": 0,
            "retry": Retry(NoBackoff(), 0),
        }
        self._limit: float = options.get("socket_connect_timeout") or _LIMIT
        self._batched = batched
        self._lock = threading.Lock()
        self._reaches: dict[asyncio.AbstractEventLoop, Reach] = {}
        rearm_in_children(self)

    def reach(self) -> Reach:
        """Give the way from the running event loop."""
        loop = asyncio.get_running_loop()
        reach = self._reaches.get(loop)
        if reach is not None:
            return reach
        made = Reach(
            self._dial,
            self._pay,
            patience=self.patience,
            limit=self._limit,
            hear=self.hear,
            batched=self._batched,
        )
        with self._lock:
            reaches = {other: reach for other, reach in self._reaches.items() if not other.is_closed()}
            over = len(reaches) < len(self._reaches)
            self._reaches = reaches
            reach = reaches.setdefault(loop, made)
        if over:  # nobody heard what their lines were told since
            self.hear(None)
        return reach

    @property
    def available(self) -> bool | None:
        """Whether the server can be asked, as far as that is known."""
        reaches = [reach for loop, reach in self._reaches.items() if not loop.is_closed()]
        if any(reach.line is not None for reach in reaches):
            return True
        return False if any(reach.away is not None for reach in reaches) else None

    def close(self) -> None:
        """End the lines of all event loops."""
        for loop, reach in [*self._reaches.items()]:
            with suppress(RuntimeError):  # that loop is closed
                loop.call_soon_threadsafe(reach.close)

    def rearm(self) -> None:
        """Begin anew in a child process; the lines of the parent are left alone, and never closed from here."""
        _LEFT.append(self._reaches)
        self._reaches = {}
        self._lock = threading.Lock()
        self.owed = Owed()

    def hear(self, keys: Sequence[bytes] | None) -> None:
        """Tell all watchers which keys have changed; ``None`` if any may have."""
        watchers = list(self.watchers)
        for watcher in watchers:
            if keys is None:
                watcher.lost()
            else:
                for key in keys:
                    watcher.changed(key)

    async def _dial(self) -> asyncio.StreamWriter:
        connection = self._connect(**self._options)
        try:
            await cast("Callable[[], Awaitable[None]]", connection.connect)()
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        # redis-py has no name for handing over. What it holds no more, it does not warn about when it is thrown away.
        writer = cast("asyncio.StreamWriter", getattr(connection, _WRITER))
        for name in (_READER, _WRITER):
            setattr(connection, name, None)
        return writer

    async def _pay(self, line: Line) -> None:
        """Forget what is owed, before anything else is asked."""
        while self.owed:
            debt = self.owed.debt()
            keys = [*debt.keys]
            try:
                for start in range(0, len(keys), line.together):
                    await line.ask(deletion(keys[start : start + line.together]))
                for search in debt.searches:
                    await dropped(line, *search)
                for lease, token in debt.leases.items():
                    await line.ask(called(RELEASE, [lease], [token], known=False))
            except ReplyError as error:  # what is refused now would be refused for ever, but for one reason
                if str(error).startswith(READ_ONLY):
                    raise LineLostError(NO_PRIMARY, READ_ONLY) from error
            self.owed.settle(debt)


def deletion(keys: Sequence[bytes]) -> Command:
    """Say how keys are forgotten, and their leases with them."""
    return called(DELETE, [name for key in keys for name in (key, lease_of(key))], [], known=False)


async def dropped(line: Line, search: bytes, accepts: Callable[[bytes], bool]) -> int:
    """Forget what a search finds, and what is being made there; count the keys.

    The server is never held up for long.
    """
    count = 0
    for pattern in (search, lease_of(search)):
        cursor = b"0"
        while True:
            cursor, names = await line.ask((b"SCAN", cursor, b"MATCH", pattern, b"COUNT", _SCANNED))
            keys = [key for key in map(name_of, names) if accepts(key)]
            for start in range(0, len(keys), line.together):
                count += await line.ask(deletion(keys[start : start + line.together]))
            if cursor == b"0":
                break
    return count


# The lines of parents, which a child process must not close.
_LEFT: Final[list[object]] = []
_SERVERS: Final[WeakKeyDictionary[ConnectionPool, Server]] = WeakKeyDictionary()


def usual() -> float:
    """Say how long an operation may take where nobody said, in seconds."""
    return PATIENCE


def server_of(pool: ConnectionPool, patience: float | None = None) -> Server:
    """Give what is known of the server that a pool connects to.

    Args:
        pool: its connections are not used.
        patience: how long an operation may take, in seconds; counts when the server is asked for first. ``None`` for
            the usual.
    """
    server = _SERVERS.get(pool)
    if server is not None:
        return server
    patience = usual() if patience is None else patience
    made = Server(pool.connection_class, pool.connection_kwargs, patience=patience)
    finalize(pool, made.close).atexit = False
    end_with(pool, "disconnect", lambda pool: _SERVERS[pool].close())
    return _SERVERS.setdefault(pool, made)


def end_with(owner: T, method: str, end: Callable[[T], None]) -> None:
    """Have ``end`` called when a method of ``owner`` closes all its connections, as the lines are none of these."""
    weak, closing = ref(owner), getattr(type(owner), method)

    def called(*args: Any, **options: Any) -> Any:
        here = cast("T", weak())
        if all(args) and options.get("inuse_connections", True):  # else idle ones alone, after a change of the primary
            end(here)
        return closing(here, *args, **options)

    setattr(owner, method, called)
