"""Async: one container serves sync and async code."""

import asyncio
from collections.abc import AsyncIterator

from wireworks import AsyncFactory, ServiceContainer, service
from wireworks.errors import ServiceAsyncError


class Pool: ...


@service
async def open_pool() -> AsyncIterator[Pool]:
    print("pool opened")
    yield Pool()
    print("pool closed")


@service
class Reports:
    def __init__(self, pools: AsyncFactory[Pool]) -> None:
        self.pools = pools  # a sync constructor that can await the pool later


async def main() -> None:
    async with ServiceContainer(open_pool, Reports) as container:
        try:
            container.get(Pool)
        except ServiceAsyncError as error:
            print(error.what)
        pools = await asyncio.gather(*(container.aget(Pool) for _ in range(3)))
        print("three tasks, pools made:", len(set(pools)))
        print("once it is there, sync code has it too:", container.get(Pool) is pools[0])
        print("and so has the report:", await container.get(Reports).pools() is pools[0])


asyncio.run(main())
