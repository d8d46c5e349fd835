"""From a URL to the client of a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError

from wireworks.cache._client import CacheClient
from wireworks.cache._cluster import cluster_of
from wireworks.cache._server import server_of

_CLUSTER: Final = "+cluster"
_EMBEDDED: Final = "embedded"
_SENTINEL: Final = "+sentinel"
_SENTINEL_PORT: Final = 26379


def connect(url: str, *, max_connections: int, operation_timeout: float, **settings: Any) -> CacheClient:
    """Make a client. Its commands are tried once more if the server closed the connection, and at once, or not at all.

    Services do not use its connections, but one of their own.

    Args:
        url: ``redis://``, ``rediss://``, ``unix://``; ``redis+sentinel://host:port,host:port/service/db``,
            ``redis+cluster://host:port``, ``embedded:///folder``.
        max_connections: of the client.
        operation_timeout: how long an operation of a service may take; seconds.
        settings: of the connections.

    Raises:
        ValueError: if the URL is none of these.
    """
    settings = {
        **settings,
        "max_connections": max_connections,
        "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
    }
    scheme = urlsplit(url).scheme
    if scheme.endswith(_CLUSTER):
        return cast("CacheClient", _cluster(url.replace(_CLUSTER, "", 1), operation_timeout, settings))
    if scheme.endswith(_SENTINEL):
        client = _by_sentinels(url, settings)
    elif scheme == _EMBEDDED:
        client = _embedded(url, settings)
    else:
        client = Redis.from_pool(_pool(url, settings))
    server_of(client.connection_pool, operation_timeout)
    return client


def _cluster(url: str, operation_timeout: float, settings: Mapping[str, Any]) -> RedisCluster:
    client = RedisCluster.from_url(url, **settings)
    cluster_of(client, operation_timeout)
    return client


def _pool(url: str, settings: Mapping[str, Any]) -> BlockingConnectionPool:
    """Make a pool; who finds no free connection waits for one, and never longer than for an answer."""
    return BlockingConnectionPool.from_url(url, timeout=settings["socket_timeout"], **settings)


class _EmbeddedRedis(Redis):
    """Give up the embedded server with it."""

    leave: Callable[[], None]

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001 - as it is declared
        await super().aclose(close_connection_pool)
        self.leave()


def _embedded(url: str, settings: Mapping[str, Any]) -> Redis:
    from wireworks.cache._embedded import embedded

    server = embedded(url)
    client = cast("_EmbeddedRedis", _EmbeddedRedis.from_pool(_pool(server.url, settings)))
    client.leave = server.leave
    return client


class _SentinelRedis(Redis):
    """Close the clients of the sentinels with it."""

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001 - as it is declared
        await super().aclose(close_connection_pool)
        await cast("Any", self.connection_pool).sentinel_manager.aclose()


def _by_sentinels(url: str, settings: Mapping[str, Any]) -> Redis:
    """Make a client of whatever server the sentinels say is the primary."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    service, _, database = unquote(parts.path).strip("/").partition("/")
    if not hosts or not service:
        what = f"Expected `{parts.scheme}://host:port,host:port/service`, got no {'service' if hosts else 'host'}."
        raise ValueError(f"{what}\nFix: name the sentinels, and the service that they watch.")
    user, _, password = login.partition(":")
    sentinel = cast("Any", Sentinel)(
        [_address(host) for host in hosts.split(",")],
        sentinel_kwargs={name: value for name, value in settings.items() if name.startswith("socket_")},
    )
    client: Redis = sentinel.master_for(
        service,
        redis_class=_SentinelRedis,
        db=int(database or 0),
        username=unquote(user) or None,
        password=unquote(password) or None,
        ssl=parts.scheme == f"rediss{_SENTINEL}",
        **settings,
    )
    return client


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if colon else (text, _SENTINEL_PORT)
