"""W10: a real server that is told to stop by a signal, with streams open that have no end."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.integration.fastapi.streaming import read_to_the_end, read_until, reading

ROOT = Path(__file__).parents[3]


@contextmanager
def served(app: str, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Serve an app by uvicorn in a process, as its manual has it, and give the process and the base URL."""
    command = [sys.executable, "-m", "uvicorn", app, "--port", "0", *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        try:
            for line in process.stderr:
                if found := re.search(r"running on (http://\S+)", line):
                    break
            else:
                raise AssertionError(process.returncode)
            yield process, found[1]
        finally:
            process.kill()


def test_a_hundred_open_streams_end_and_so_does_the_process() -> None:
    """W10: though the server waits for them for ever; every scope has ended, and nobody sees that we were there."""
    paths = ["/lines"] * 45 + ["/events"] * 45 + ["/thread"] * 10
    with (
        served("tests.integration.fastapi.stopping_app:app", "--no-access-log") as (process, url),
        ExitStack() as stack,
    ):
        connections = [stack.enter_context(reading(f"{url}{path}")) for path in paths]
        for connection in connections:
            read_until(connection, b"1")
        process.terminate()
        ends = [read_to_the_end(connection).endswith(b"0\r\n\r\n") for connection in connections]
        output, errors = process.communicate(timeout=20)
    assert ends == [path == "/events" for path in paths]
    assert output == "{'ClientDisconnect': 100}\n"
    assert "Traceback" not in errors
    assert process.returncode == -signal.SIGTERM
