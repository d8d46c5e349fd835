"""W9: tasks with ``delay`` wait on a server until the scheduler of taskiq sends them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from taskiq import TaskiqScheduler
from taskiq.cli.scheduler.run import SchedulerLoop
from taskiq_redis import ListRedisScheduleSource

from tests.servers import run_valkey
from tests.support.brokers import Broker, done, serving
from wireworks.tasks import Tasks, task


@task
async def remind(name: str) -> None:
    done.append(name)


def test_a_task_with_a_delay_is_sent_when_it_is_due() -> None:
    """W9: and not before."""

    async def main(url: str) -> None:
        source, broker = ListRedisScheduleSource(url), Broker()
        await source.startup()
        async with serving(broker, schedule_source=source) as (container, queue):
            async with container.create_scope() as scope:
                (await scope.aget(Tasks)).options(delay=0.5).add(remind, "Ann")
            await queue.join()
            assert broker.taken == []
            often = timedelta(seconds=0.2)
            running = SchedulerLoop(TaskiqScheduler(broker, [source])).run(update_interval=often, loop_interval=often)
            loop = asyncio.create_task(running)
            while not done:  # noqa: ASYNC110 - taskiq tells nobody
                await asyncio.sleep(0.01)
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
        await source.shutdown()

    with run_valkey() as valkey:
        asyncio.run(main(valkey.url))
    assert done == ["Ann"]
