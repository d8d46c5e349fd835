"""W9: what belongs to a worker of a Redis stream stays with it while it lives, and goes back when it is dead."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis
from taskiq import InMemoryBroker
from taskiq_redis import RedisStreamBroker

from tests.servers import run_valkey
from wireworks.tasks._streams import Keeper

GROUP = "taskiq"


async def owners(client: Any) -> list[tuple[str, bytes]]:
    pending = await client.xpending_range(GROUP, GROUP, "-", "+", 10)
    return [(each["consumer"].decode(), each["message_id"]) for each in pending]


async def started(url: str, *, idle_timeout: int, messages: int) -> tuple[RedisStreamBroker, Any]:
    """Return a broker that has taken the first of some messages, and a client beside it."""
    broker = RedisStreamBroker(url, idle_timeout=idle_timeout)
    await broker.startup()
    client: Any = Redis(connection_pool=broker.connection_pool)
    for number in range(messages):
        await client.xadd(GROUP, {"data": str(number)})
    await client.xreadgroup(GROUP, broker.consumer_name, {GROUP: ">"}, count=1)
    return broker, client


def test_messages_of_the_living_stay_and_those_of_the_dead_go_back() -> None:
    """W9: though the living take longer than ``idle_timeout``."""

    async def main(url: str) -> None:
        broker, client = await started(url, idle_timeout=1_000, messages=2)
        await client.xreadgroup(GROUP, "dead", {GROUP: ">"}, count=1)
        mine = [each for each in await owners(client) if each[0] == broker.consumer_name]

        async with Keeper(broker):
            while await client.xlen(GROUP) < 3:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
            await asyncio.sleep(1.2)
            assert await owners(client) == mine
        assert await client.xlen(GROUP) == 3
        await broker.shutdown()

    with run_valkey() as valkey:
        asyncio.run(main(valkey.url))


class Slow(Keeper):
    """On a machine that is busy with something else just after the living were told from the dead."""

    rounds = 0

    async def _touch(self, client: Any, stream: str) -> set[bytes]:
        mine = await super()._touch(client, stream)
        await asyncio.sleep(0.1)
        self.rounds += 1
        return mine


def test_messages_of_a_worker_that_has_no_time_to_say_that_it_lives_are_not_put_back_by_itself() -> None:
    """W9: they would be done twice."""

    async def main(url: str) -> None:
        broker, client = await started(url, idle_timeout=20, messages=1)
        mine = await owners(client)

        async with Slow(broker) as keeper:
            while keeper.rounds < 3:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        assert await owners(client) == mine
        assert await client.xlen(GROUP) == 1
        await broker.shutdown()

    with run_valkey() as valkey:
        asyncio.run(main(valkey.url))


def test_a_server_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    """W9: as long as there is no group, there is nothing to look after."""

    async def main(url: str) -> None:
        broker = RedisStreamBroker(url, idle_timeout=20)
        async with Keeper(broker):
            while "cannot be looked after" not in caplog.text:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        await broker.shutdown()

    with run_valkey() as valkey:
        asyncio.run(main(valkey.url))


def test_other_brokers_are_left_alone() -> None:
    """W9."""

    async def main() -> None:
        before = len(asyncio.all_tasks())
        async with Keeper(InMemoryBroker()):
            assert len(asyncio.all_tasks()) == before

    asyncio.run(main())
