"""Background tasks: after the commit, each attempt in a scope of its own, tried again."""

import asyncio
import logging
from collections.abc import Iterator

from wireworks import Injected, ServiceContainer
from wireworks.tasks import Tasks, add_tasks, run_tasks, task

logging.getLogger("wireworks").setLevel(logging.ERROR)
tries = iter([False, True])


class Session:
    def write(self, text: str) -> None:
        print(text)


def open_session() -> Iterator[Session]:
    yield Session()
    print("commit")


@task(retries=3, retry_delay=0.01)
async def send_welcome(email: str, session: Injected[Session]) -> None:
    if not next(tries):
        raise ConnectionError
    session.write(f"welcomed {email}")


async def main() -> None:
    container = ServiceContainer().add_scoped(open_session)
    add_tasks(container)
    async with container, run_tasks(container), container.create_scope() as scope:
        scope.get(Tasks).add(send_welcome, "ann@example.com")
        scope.get(Session).write("registered ann@example.com")


asyncio.run(main())
