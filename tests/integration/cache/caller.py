"""One process of a fleet: asks for a value as often as it is told, once it is let on."""

from __future__ import annotations

import asyncio
import json
import os
import sys

from wireworks.cache import CacheManager, CacheService


async def main(url: str, callers: int, seconds: float, role: str) -> None:
    manager = CacheManager()
    manager.init(url)
    cache = CacheService(manager.client, "fleet", str)

    async def make() -> str:
        await manager.client.incrby("made")
        if role == "dies":
            os._exit(9)
        await asyncio.sleep(seconds)
        return "value"

    assert await manager.ping()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    values = await asyncio.gather(*(cache.get_or_set("key", make) for _ in range(callers)))
    sys.stdout.write(json.dumps(values))
    sys.stdout.flush()
    await manager.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
