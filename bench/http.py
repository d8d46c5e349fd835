"""Requests per second over a real socket, uvicorn at one end and wrk at the other: `python -m bench --parts http`.

Every library has a server of its own, of one process. In each round every server has its turn, in random order, while
the others are idle. Traffic stays on the loopback interface. What counts is how many requests a server answers beside
the hand-written one of the same round.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from operator import truediv
from random import Random
from statistics import median

from bench.libraries import HANDWRITTEN, Library
from bench.workloads import Workload

LIBRARY = "BENCH_LIBRARY"  # tells `bench.web.serving`, in a process of its own, what to serve
WORKLOAD = "BENCH_WORKLOAD"
ROUNDS = 5
SECONDS = 2  # of each measurement
WARM = 1
PATIENCE = 20.0  # seconds until a server answers
CONNECTIONS = 32
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
FAILED = re.compile(r"Non-2xx|Socket errors")


class FailedRunError(Exception):
    """A server did not start, or did not answer every request."""


def measure(libraries: Sequence[Library], workloads: Sequence[Workload], python: str) -> dict[str, dict[str, float]]:
    """Return rates by title of the workload and library; they are parts of what the hand-written server answers."""
    if shutil.which("wrk") is None:
        sys.stderr.write("wrk is not installed, so nothing is sent; it is a system package of that name\n")
        return {}
    taking_part = [one for one in libraries if one is not HANDWRITTEN and one.takes_part("web")]
    return {one.title: of_workload(one, taking_part, python) for one in workloads if one.path}


def of_workload(workload: Workload, libraries: Sequence[Library], python: str) -> dict[str, float]:
    """Measure one workload, several rounds."""
    random = Random()  # noqa: S311  # a shuffle, not a secret
    rates: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        urls = {
            library.name: f"http://127.0.0.1:{stack.enter_context(served(library, workload, python))}{workload.path}"
            for library in (HANDWRITTEN, *libraries)
        }
        for url in urls.values():
            driven(url, WARM)
        for turn in range(ROUNDS):
            sys.stderr.write(f"{turn + 1}/{ROUNDS} requests, {workload.name}\n")
            for name in random.sample(list(urls), len(urls)):
                rates[name].append(driven(urls[name], SECONDS))
    by_hand = rates.pop(HANDWRITTEN.name)
    parts = {name: median(map(truediv, found, by_hand)) for name, found in rates.items()}
    return {HANDWRITTEN.name: median(by_hand), **parts}


def driven(url: str, seconds: int) -> float:
    """Send requests for so long, and return how many a second were answered."""
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # as `measure` found it
    found = RATE.search(told)
    if found is None or FAILED.search(told):
        raise FailedRunError(told)
    return float(found[1])


@contextmanager
def served(library: Library, workload: Workload, python: str) -> Generator[int, None, None]:
    """Run a server, and tell its port."""
    port = free_port()
    command = [
        *(python, "-m", "uvicorn", "--factory", "bench.web.serving:application"),
        *("--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--log-level", "error"),
    ]
    environment = {**os.environ, LIBRARY: library.name, WORKLOAD: workload.name}
    server = subprocess.Popen(command, env=environment)  # noqa: S603  # a program of ours
    try:
        wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server takes connections."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise FailedRunError(server.args)
