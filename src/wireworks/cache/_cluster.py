"""The store on a cluster: each key on the node that has it, by a line of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary, WeakSet, finalize

from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.crc import key_slot
from redis.exceptions import MovedError, RedisClusterException, RedisError

from wireworks.cache._errors import CacheStoreError
from wireworks.cache._owed import Debt, Owed
from wireworks.cache._redis import RedisStore
from wireworks.cache._server import Server, end_with, usual
from wireworks.cache._store import Kept, Watcher

T = TypeVar("T")

_MOVED: Final = "MOVED"
_MOVING: Final = frozenset({"ASK", "TRYAGAIN"})
"""What a node says of a key whose slot is on its way to another one."""
_AGAIN: Final = 1.0
"""So many seconds at least lie between two looks at which node has what."""


class Cluster:
    """Hold what services on one cluster share.

    Attributes:
        watchers: of all nodes.
        owed: what is to be forgotten before it is asked for, whichever node has it by then.
        stale: where the keys are may have changed.
    """

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.watchers: WeakSet[Watcher] = WeakSet()
        self.owed = Owed()
        self.stale = True
        self._looked = -_AGAIN
        self._nodes: dict[str, Server] = {}

    def server(self, node: ClusterNode) -> Server:
        """Give what is known of a node."""
        server = self._nodes.get(node.name)
        if server is None:
            made = Server(node.connection_class, node.connection_kwargs, patience=self.patience, batched=False)
            made.watchers = self.watchers
            server = self._nodes.setdefault(node.name, made)
        return server

    def servers(self) -> list[Server]:
        """List what is known of all nodes that were asked."""
        return [*self._nodes.values()]

    async def look(self, client: RedisCluster) -> None:
        """Learn which node has what, if that may have changed, and not too often.

        Raises:
            CacheStoreError: if no node tells.
        """
        manager = client.nodes_manager
        if manager.slots_cache and (not self.stale or time.monotonic() < self._looked + _AGAIN):
            return
        self._looked = time.monotonic()
        try:
            async with asyncio.timeout(self.patience):
                await client.initialize()
                await manager.initialize()
        except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
            if not manager.slots_cache:
                what = f"No answer to CLUSTER SLOTS ({type(error).__name__}): {error}"
                fix = "see that the cluster runs and can be reached in time."
                raise CacheStoreError(what, fix=fix, reachable=False) from error
        else:
            self.stale = False

    def close(self) -> None:
        """End all lines."""
        for server in self.servers():
            server.close()


class ClusterStore:
    """Keep values on a cluster.

    Args:
        client: stays its owner's; it is asked only which node has what. The lines, the makings in progress and the
            counts belong to it.

    Source: C2.
    """

    __slots__ = ("anchor", "cluster")

    def __init__(self, client: RedisCluster) -> None:
        self.anchor = client
        self.cluster = cluster_of(client)

    @property
    def available(self) -> bool | None:
        """Whether all nodes that were asked can be; ``None`` if nobody knows yet."""
        known = {server.available for server in self.cluster.servers()} - {None}
        return all(known) if known else None

    def close(self) -> None:
        """End the lines of all event loops to all nodes; who asks again opens new ones."""
        self.cluster.close()

    def now(self) -> int:
        """Tell the time of this machine, in milliseconds."""
        return time.time_ns() // 1_000_000

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher``, while it lives, of changes of keys that were read by :meth:`read` or :meth:`add`."""
        self.cluster.watchers.add(watcher)

    async def get(self, key: bytes) -> bytes | None:
        """Give what is kept under a key, if anything is."""
        return await self._at(key, lambda node: node.get(key))

    async def read(self, key: bytes) -> Kept | None:
        """Give what is kept under a key, if anything is; watchers are told when that changes."""
        return await self._at(key, lambda node: node.read(key))

    async def read_many(self, keys: Sequence[bytes]) -> list[Kept | None]:
        """Give what is kept under each key, in the order of ``keys``; watched as by :meth:`read`."""
        return await _all(self.read(key) for key in keys)

    async def get_many(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Give what is kept under each key, in the order of ``keys``."""
        return await _all(self.get(key) for key in keys)

    async def set(self, key: bytes, value: bytes, ttl: int) -> None:
        """Keep ``value`` for ``ttl`` milliseconds, in place of what was there."""
        await self._at(key, lambda node: node.set(key, value, ttl))

    async def set_many(self, items: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Keep each value under its key for its milliseconds."""
        await _all(self.set(*item) for item in items)

    async def add(self, key: bytes, value: bytes, ttl: int) -> bytes:
        """Keep ``value`` for ``ttl`` if nothing is there, and give what is there now; watched as by :meth:`read`."""
        return await self._at(key, lambda node: node.add(key, value, ttl))

    async def extend(self, keys: Sequence[bytes], ttl: int) -> None:
        """Keep those keys that are there for at least ``ttl`` from now on."""
        await _all(self._extend(key, ttl) for key in keys)

    async def _extend(self, key: bytes, ttl: int) -> None:
        await self._at(key, lambda node: node.extend([key], ttl))

    async def delete(self, keys: Sequence[bytes]) -> int:
        """Forget keys, and count those that were there; what is away now is forgotten before it is asked for again."""
        return sum(await _all(self._delete(key) for key in keys))

    async def _delete(self, key: bytes) -> int:
        try:
            return await self._at(key, lambda node: node.delete([key]))
        except CacheStoreError as error:
            if not error.reachable or _refusal(error)[0] in _MOVING:
                self.cluster.owed.add([key])
            raise

    async def exists(self, key: bytes) -> bool:
        """Tell whether anything is kept under a key."""
        return await self._at(key, lambda node: node.exists(key))

    async def ttl(self, key: bytes) -> int:
        """Tell how many milliseconds a key will be kept, or ``NO_EXPIRY`` or ``NO_KEY``."""
        return await self._at(key, lambda node: node.ttl(key))

    async def touch(self, key: bytes, ttl: int) -> bool:
        """Keep a key for ``ttl`` milliseconds from now on; false if it is not there."""
        return await self._at(key, lambda node: node.touch(key, ttl))

    async def drop(self, search: bytes, accepts: Callable[[bytes], bool]) -> int:
        """Forget all keys that ``accepts`` takes, on every primary, and count them."""
        await self.cluster.look(self.anchor)
        return sum(await _all(self._store(node).drop(search, accepts) for node in self.anchor.get_primaries()))

    async def claim(self, key: bytes, token: bytes, lease: int, seen: bytes) -> bytes | bool:
        """Give what is kept under a key, or else the right to make it for ``lease`` milliseconds."""
        return await self._at(key, lambda node: node.claim(key, token, lease, seen))

    async def settled(self, key: bytes, limit: int) -> None:
        """Return when value or lease have changed since a :meth:`claim` was refused; after ``limit`` at the latest."""
        await self._at(key, lambda node: node.settled(key, limit))

    async def renew(self, key: bytes, token: bytes, lease: int) -> bool:
        """Hold a lease for ``lease`` milliseconds from now on; false if it is not this token's any more."""
        return await self._at(key, lambda node: node.renew(key, token, lease))

    async def fill(self, key: bytes, token: bytes, value: bytes, ttl: int) -> bool:
        """Keep ``value`` for ``ttl`` and end the lease; false, and nothing done, if it is not this token's any more."""
        return await self._at(key, lambda node: node.fill(key, token, value, ttl))

    async def release(self, key: bytes, token: bytes) -> None:
        """End a lease, if it is this token's."""
        await self._at(key, lambda node: node.release(key, token))

    async def ping(self) -> None:
        """Return if all primaries answer."""
        await self.cluster.look(self.anchor)
        await _all(self._store(node).ping() for node in self.anchor.get_primaries())

    async def _at(self, key: bytes, do: Callable[[RedisStore], Awaitable[T]]) -> T:
        """Ask the node that has a key; once more where another one has it by now."""
        cluster = self.cluster
        await cluster.look(self.anchor)
        try:
            return await self._asked(key, do)
        except CacheStoreError as error:
            refusal, where = _refusal(error)
            cluster.stale = cluster.stale or refusal == _MOVED or not error.reachable
            if refusal != _MOVED:
                raise
        await self.anchor.nodes_manager.move_slot(MovedError(where))
        return await self._asked(key, do)

    async def _asked(self, key: bytes, do: Callable[[RedisStore], Awaitable[T]]) -> T:
        node = self._store(self.anchor.nodes_manager.get_node_from_slot(key_slot(key)))
        owed = self.cluster.owed
        if owed and (noted := owed.debt().keys.get(key)) is not None:
            await node.delete([key])
            owed.settle(Debt({key: noted}, ()))
        return await do(node)

    def _store(self, node: ClusterNode) -> RedisStore:
        store = RedisStore.__new__(RedisStore)
        store.server, store.anchor = self.cluster.server(node), self.anchor
        return store


def _refusal(error: CacheStoreError) -> tuple[str, str]:
    """Give the first word of what a node said, and the rest."""
    word, _, rest = str(error.__cause__).partition(" ")
    return word, rest


async def _all(asked: Iterable[Awaitable[T]]) -> list[T]:
    """Wait for all; raise the first error when none is under way any more."""
    found = await asyncio.gather(*asked, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return [each for each in found if not isinstance(each, BaseException)]


_CLUSTERS: Final[WeakKeyDictionary[Any, Cluster]] = WeakKeyDictionary()


def cluster_of(client: RedisCluster, patience: float | None = None) -> Cluster:
    """Give what is known of the cluster of a client; see ``server_of``."""
    cluster = _CLUSTERS.get(client)
    if cluster is not None:
        return cluster
    made = Cluster(usual() if patience is None else patience)
    finalize(client, made.close).atexit = False
    end_with(client, "aclose", lambda client: _CLUSTERS[client].close())
    return _CLUSTERS.setdefault(client, made)
