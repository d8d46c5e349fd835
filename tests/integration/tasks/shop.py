"""An application whose tasks are done by workers: ``taskiq worker tests.integration.tasks.shop:broker``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

from taskiq_redis import RedisStreamBroker

from wireworks import Injected, ServiceContainer
from wireworks.tasks import RequestId, task
from wireworks.tasks.taskiq import add_taskiq

broker = RedisStreamBroker(os.environ.get("SHOP_URL", "redis://127.0.0.1:1"), idle_timeout=1000, xread_block=200)


class Journal:
    """A file in which each line says which process did what."""

    def note(self, *words: object) -> None:
        """Write a line at once, whole."""
        with open(os.environ["SHOP_JOURNAL"], "a", encoding="utf-8") as file:  # noqa: PTH123 - as short as it is
            file.write(f"{os.getpid()} {' '.join(map(str, words))}\n")


async def open_journal() -> AsyncIterator[Journal]:
    journal = Journal()
    journal.note("opened")
    yield journal
    journal.note("closed")


container = ServiceContainer().add_singleton(open_journal)
queue = add_taskiq(container, broker)


@task
async def slow(number: int, seconds: float, journal: Injected[Journal], request_id: Injected[RequestId]) -> None:
    journal.note("begins", number, request_id)
    await asyncio.sleep(seconds)
    journal.note("did", number)


@task(name="shop.blocking")
def blocking(number: int, journal: Injected[Journal]) -> None:
    journal.note("did", number)


@task(retries=2, retry_delay=0.01)
async def flaky(number: int, journal: Injected[Journal]) -> None:
    journal.note("tries", number)
    raise OSError
