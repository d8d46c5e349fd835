"""W9: what is sent to workers, and what is not."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.brokers import Broker, done, serving
from wireworks import Injected, ServiceContainer, ServiceGraphError
from wireworks.tasks import TaskError, Tasks, run_tasks, task
from wireworks.tasks._wire import function_of
from wireworks.tasks.taskiq import add_taskiq


class Missing: ...


@task
async def needing(missing: Injected[Missing]) -> None: ...


def test_tasks_are_checked_when_a_worker_starts() -> None:
    """W6, W9."""

    async def main() -> None:
        broker = Broker()
        add_taskiq(ServiceContainer(), broker, check=[needing])
        with pytest.raises(ServiceGraphError, match="1 problem"):
            await broker.startup()
        await broker.shutdown()

    asyncio.run(main())


async def unreadable(thing: "Nowhere", other: tuple[int, ...] = ()) -> None:  # noqa: F821 - it is the case
    done.append((thing, other))


task(name="taskiq.unreadable")(unreadable)


def test_what_no_annotation_tells_is_sent_as_json() -> None:
    """W9: and has to come back as it was, which a tuple does not."""

    async def main() -> None:
        async with serving(Broker()) as (container, _), container.create_scope() as scope:
            scope.get(Tasks).add(unreadable, {"a": [1, "b", None]})
            with pytest.raises(TaskError, match="a `tuple` does not come back"):
                scope.get(Tasks).add(unreadable, (1, 2))
            with pytest.raises(TaskError, match="a `object` does not come back"):
                scope.get(Tasks).add(unreadable, object())

    asyncio.run(main())
    assert done == [({"a": [1, "b", None]}, ())]


@pytest.mark.parametrize("name", ["nowhere.at.all:f", "os:path.nothing.here", "unnamed", "os:getcwd"])
def test_a_name_that_leads_to_no_task_is_refused(name: str) -> None:
    """W9: workers import what a message names, and call nothing without a mark."""
    with pytest.raises(LookupError):
        function_of(name)


def test_apps_that_share_a_container_share_its_broker() -> None:
    """W9: it is stopped with the last of them. A scope of a sync `with` in another loop sends too."""
    broker = Broker()

    async def main() -> None:
        done.clear()
        container = ServiceContainer()
        add_taskiq(container, broker)
        async with run_tasks(container):
            async with run_tasks(container):
                pass
            with container.create_scope() as scope:
                scope.get(Tasks).add(unreadable, 1)

    asyncio.run(main())
    assert len(broker.taken) == 1
