"""A server that says what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import cast

from redis.asyncio import ConnectionPool, Redis

from wireworks.cache._redis import RedisStore
from wireworks.cache._resp import NOT_YET, PlainReader
from wireworks.cache._server import server_of


@asynccontextmanager
async def fake(answers: Mapping[bytes, bytes]) -> AsyncIterator[RedisStore]:
    """Serve these answers, by the first two words of a command or by the first; ``+OK`` where there is none."""

    async def serve(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        plain = PlainReader()
        with suppress(OSError):
            while data := await reading.read(65536):
                plain.feed(data)
                while (command := plain.gets()) is not NOT_YET:
                    words = cast("list[bytes]", command)
                    default = b"%0\r\n" if words[0] == b"HELLO" else b"+OK\r\n"
                    writing.write(answers.get(b" ".join(words[:2]), answers.get(words[0], default)))
        writing.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    pool = ConnectionPool(host=host, port=port)
    server_of(pool, 1.0)
    async with Redis.from_pool(pool) as client:
        store = RedisStore(client)
        try:
            yield store
        finally:
            store.close()
            await asyncio.sleep(0)
            server.close()
