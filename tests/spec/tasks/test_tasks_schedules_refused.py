"""W9: what cannot be scheduled is told before the application serves anybody."""

import asyncio

import pytest

from tests.support.tasks import Session, container_of
from wireworks import Injected, ServiceContainer, ServiceError
from wireworks.tasks import Every, TaskError, add_schedule, run_tasks


async def greet(name: str) -> None: ...
async def report(session: Injected[Session]) -> None: ...


def test_what_could_not_be_done_is_told_at_the_start() -> None:
    """W9: arguments that do not fit, and services that are missing."""

    async def main(container: ServiceContainer) -> None:
        async with container, run_tasks(container):
            raise AssertionError

    one, other = ServiceContainer(), ServiceContainer()
    add_schedule(one, Every(1), greet)
    add_schedule(other, Every(1), report)
    with pytest.raises(TaskError, match="cannot be called with what it was added with"):
        asyncio.run(main(one))
    with pytest.raises(ServiceError, match="Session"):
        asyncio.run(main(other))


def test_nothing_is_scheduled_when_the_application_has_started() -> None:
    """W9: nobody would look at it."""

    async def main() -> None:
        container = container_of()
        async with container, run_tasks(container):
            with pytest.raises(TaskError, match="when the application had started"):
                add_schedule(container, Every(1), greet, "Ann")

    asyncio.run(main())
