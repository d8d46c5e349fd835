"""Sync code that asks for what only ``await`` can make or close (L10, L23)."""

import asyncio
import threading
from collections.abc import AsyncIterator

from wireworks import Factory, ServiceContainer


class Pool: ...


class Reports:
    def __init__(self, pool: Pool) -> None: ...


class Worker:
    def __init__(self, pools: Factory[Pool]) -> None: ...


async def connect() -> Pool:
    return Pool()


async def open_pool() -> AsyncIterator[Pool]:
    yield Pool()


def when_an_async_service_is_asked_for_without_await() -> object:
    return ServiceContainer().add_singleton(connect).get(Pool)


def when_a_service_needs_an_async_one() -> object:
    return ServiceContainer().add_singleton(open_pool).add_singleton(Reports).get(Reports)


def when_a_service_takes_a_sync_factory_of_an_async_one() -> object:
    return ServiceContainer().add_singleton(connect).add_singleton(Worker).validate()


async def when_a_task_of_this_thread_waits_for_it_already() -> object:
    begun, go_on = threading.Event(), threading.Event()

    def connect_slowly() -> Pool:
        begun.set()
        go_on.wait()
        return Pool()

    container = ServiceContainer().add_singleton(connect_slowly).add_singleton(Reports)
    making = asyncio.create_task(asyncio.to_thread(container.get, Pool))
    await asyncio.to_thread(begun.wait)
    waiting = asyncio.create_task(container.aget(Reports))
    await asyncio.sleep(0)
    try:
        return container.get(Reports)
    finally:
        go_on.set()
        await asyncio.gather(making, waiting)


async def when_an_async_resource_is_left_without_await() -> None:
    async with ServiceContainer().add_scoped(open_pool) as container:
        scope = container.create_scope()
        try:
            with scope:
                await scope.aget(Pool)
        finally:
            await scope.aclose()
