"""A process with a first level that answers questions from its standard input, one a line.

Between two questions its event loop stands still: what it knows then, it knows from before.
"""

from __future__ import annotations

import asyncio
import sys

from wireworks.cache import CacheManager, CacheService


async def answer(manager: CacheManager, cache: CacheService[int], question: str) -> object:
    """Do what was asked, and give what to tell."""
    if question == "ask":  # something else of the server first
        return await manager.ping()
    if question == "hits":
        return cache.stats.hits
    operation, key = question.split()
    return await (cache.get(key) if operation == "get" else cache.delete(key))


async def main(url: str) -> None:
    """Answer until the questions end."""
    manager = CacheManager()
    manager.init(url, operation_timeout=10)
    cache = CacheService(manager.client, "numbers", int, first_level=True)
    for line in sys.stdin:
        print(await answer(manager, cache, line.strip()), flush=True)  # noqa: T201 - to whoever asked
    await manager.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
