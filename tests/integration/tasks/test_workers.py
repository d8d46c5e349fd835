"""W9: the same tasks on a real broker: two worker processes on a Valkey server, one of them killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import run_valkey

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[3]
SEND = """
from tests.integration.tasks.shop import *
from wireworks.tasks import Tasks, run_tasks

async def main():
    async with container, run_tasks(container):
        async with container.create_scope() as scope:
            tasks = await scope.aget(Tasks)
            {add}

asyncio.run(main())
"""


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "taskiq", "worker", "tests.integration.tasks.shop:broker", "--workers", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def until(found: Callable[[], object], limit: float = 30.0) -> None:
    """Wait for another process."""
    end = time.monotonic() + limit
    while not found():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_no_task_is_lost_with_the_worker_that_was_doing_it(tmp_path: Path) -> None:
    """W9: nothing new has to come for the other worker to take it over; and what takes long is done once."""
    journal = tmp_path / "journal"
    journal.touch()

    def lines() -> list[list[str]]:
        return [line.split() for line in journal.read_text(encoding="utf-8").splitlines()]

    def did(number: int) -> list[str]:
        return [process for process, *words in lines() if words[:2] == ["did", str(number)]]

    with run_valkey() as valkey:
        environment = {**os.environ, "SHOP_URL": valkey.url, "SHOP_JOURNAL": str(journal), "PYTHONPATH": f"{ROOT}/src"}

        def send(add: str) -> None:
            subprocess.run(
                [sys.executable, "-c", SEND.format(add=add)], cwd=ROOT, env=environment, check=True, timeout=30
            )

        with worker(environment), worker(environment):
            send("tasks.add(blocking, 1); tasks.add(flaky, 2); tasks.add(slow, 3, 3.0); tasks.add(slow, 4, 3.0)")
            until(lambda: len([1 for _, *words in lines() if words[0] == "begins"]) == 2)
            victim = next(process for process, *words in lines() if words[:2] == ["begins", "3"])
            os.kill(int(victim), signal.SIGKILL)
            until(lambda: did(3) and did(4))

    assert did(3) != [victim]
    assert len(did(3)) == 1
    assert len(did(4)) == 1
    assert len(did(1)) == 1
    tries = [process for process, *words in lines() if words == ["tries", "2"]]
    assert tries.count(victim) <= 3  # it may have been killed between two of them
    assert len(tries) >= 3
    assert len(tries) - tries.count(victim) in {0, 3}
    ids = {words[2] for _, *words in lines() if words[0] == "begins"}
    assert len(ids) == 2
