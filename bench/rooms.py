"""A thousand sockets, and one that does not read: `python -m bench.rooms`, less than a minute.

How long publishing takes, and when it arrives at those who read: in rooms, and by the list and loop of many tutorials.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, nullcontext
from typing import NamedTuple

from bench.page import table
from bench.realtime.listening import deaf, listen

WAITING = 0.5  # seconds for what is under way when publishing ends


class Figures(NamedTuple):
    """What one run found; seconds."""

    took: Sequence[float]
    latencies: Sequence[float]
    sockets: int


@contextmanager
def served() -> Generator[int]:
    """Start the server, and give its port."""
    command = [sys.executable, "-m", "bench.realtime.serving"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # ours
        try:
            yield int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.terminate()


async def run(port: int, path: str, sockets: int, options: argparse.Namespace, *, blocked: bool) -> Figures:
    """Connect, publish for some seconds, and disconnect."""
    latencies: list[float] = []
    with closing(await asyncio.to_thread(deaf, port, path)) if blocked else nullcontext():
        transports = await listen(port, path, sockets, latencies)
        url = f"http://127.0.0.1:{port}{path}?seconds={options.seconds}&rate={options.rate}"
        took = await asyncio.to_thread(post, url)
        await asyncio.sleep(WAITING)
        found = Figures(took, list(latencies), sockets)
        for transport in transports:
            transport.abort()
    await asyncio.sleep(WAITING)
    return found


def post(url: str) -> list[float]:
    """Have the server publish; return how long it took each time."""
    with urllib.request.urlopen(urllib.request.Request(url, method="POST")) as answer:  # noqa: S310  # of this machine
        found: list[float] = json.load(answer)
    return found


def quantile(values: Sequence[float], part: float) -> str:
    """Return a quantile in milliseconds."""
    if not values:
        return "-"
    return f"{sorted(values)[min(len(values) - 1, int(len(values) * part))] * 1000:,.1f}"


def row(name: str, found: Figures) -> list[str]:
    """Return the row of the table for a run."""
    took, latencies, sockets = found
    return [
        name,
        f"{len(took):,}",
        quantile(took, 0.5),
        quantile(took, 0.99),
        quantile(took, 1),
        quantile(latencies, 0.5),
        quantile(latencies, 0.99),
        f"{len(latencies) / (len(took) * sockets):.1%}" if took else "-",
    ]


def main() -> None:
    """Measure all four, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.rooms", description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000, help="that read (1000)")
    parser.add_argument("--seconds", type=float, default=6.0, help="of publishing, four times (6)")
    parser.add_argument("--rate", type=float, default=10.0, help="messages a second (10)")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rows: list[list[str]] = []
    for blocked in (False, True):
        for name, path in (("a loop", "/loop"), ("rooms", "/rooms")):
            with served() as port:
                found = asyncio.run(run(port, path, options.sockets, options, blocked=blocked))
            rows.append(row(f"{name}, {'one does not read' if blocked else 'all read'}", found))
    heads = ["", "published", "publish p50 ms", "p99", "longest", "arrives p50 ms", "p99", "arrived"]
    print(table(heads, rows))  # noqa: T201  # what it is for


if __name__ == "__main__":
    main()
