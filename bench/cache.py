"""Caches beside each other on one real Valkey: `python -m bench.cache`, and a part of `python -m bench`.

Each row of each library has a process of its own. Hits are taken in turn with those of redis-py alone, in one process,
so that what the machine does besides disturbs both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from random import Random
from typing import Any, TypeAlias

from bench import page
from bench.caching import CACHES, server
from bench.caching.server import Server

Figures: TypeAlias = dict[str, float]
Found: TypeAlias = dict[str, dict[str, Figures]]

COLD = 1_000
AWAY = 4.0  # seconds that the server is away
BEFORE = 1.0  # and those before and after
NEAR = ("wireworks, decoded", "wireworks, shared", "cashews, client side")


class FailedRowError(Exception):
    """A process ended without an answer."""


def installed() -> list[str]:
    """List the caches that can take part."""

    def there(distribution: str) -> bool:
        try:
            return bool(metadata.version(distribution))
        except metadata.PackageNotFoundError:
            return False

    return [name for name, (_, distribution) in CACHES.items() if there(distribution)]


def measure(caches: Sequence[str], rows: Sequence[str] = ()) -> Found:
    """Measure every row of every cache: by row and name, then by what the row tells."""
    random = Random()  # noqa: S311  # a shuffle, not a secret
    found: Found = {row: {} for row in ROWS if not rows or row in rows}
    for row in found:
        for name in random.sample(list(caches), len(caches)):
            if name in NEAR and not row.startswith("hits"):
                continue  # the same library as another column, and the same answer
            sys.stderr.write(f"{row}: {name}\n")
            try:
                with server.running() as one:
                    found[row][name] = ROWS[row](name, one)
            except FailedRowError as error:
                sys.stderr.write(f"  {error}\n")
    return found


def hits(callers: int) -> Callable[[str, Server], Figures]:
    """Say how hits are measured."""
    return lambda name, one: answer([child("hits", name, one, callers)])[0]


def stampede(processes: int) -> Callable[[str, Server], Figures]:
    """Say how a stampede is measured: so many processes share the callers."""

    def measured(name: str, one: Server) -> Figures:
        children = [child("stampede", name, one, COLD // processes) for _ in range(processes)]
        for each in children:
            heard(each)
        for each in children:
            told(each)
        answers = answer(children)
        return {title: sum(figures[title] for figures in answers) for title in answers[0]}

    return measured


def alone(row: str) -> Callable[[str, Server], Figures]:
    """Say how a row is measured that needs nothing of its parent."""
    return lambda name, one: answer([child(row, name, one)])[0]


def outage(*, stalled: bool) -> Callable[[str, Server], Figures]:
    """Say how an outage is measured: the server is killed and started again, or stands still for a time."""

    def measured(name: str, one: Server) -> Figures:
        process = child("outage", name, one, 2 * BEFORE + AWAY)
        heard(process)
        time.sleep(BEFORE)
        (one.stall if stalled else one.kill)()
        time.sleep(AWAY)
        (one.go_on if stalled else one.start)()
        return answer([process])[0]

    return measured


ROWS: Mapping[str, Callable[[str, Server], Figures]] = {
    "hits, 1 caller": hits(1),
    "hits, 64 callers": hits(64),
    "stampede, 1 process": stampede(1),
    "stampede, 4 processes": stampede(4),
    "stampede, 8 processes": stampede(8),
    "first of 20 cancelled": alone("cancellation"),
    "deleted while it is made": alone("deletion"),
    "server killed": outage(stalled=False),
    "server stalled": outage(stalled=True),
}


def child(row: str, name: str, one: Server, *arguments: object) -> subprocess.Popen[str]:
    """Start a process that measures. What libraries log while the server is away is not wanted here."""
    command = [sys.executable, "-m", "bench.caching.rows", row, name, one.url, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log(), text=True)  # noqa: S603  # a program of ours


def log() -> int | None:
    """Say where errors of children go: nowhere, unless somebody looks for one."""
    return None if "BENCH_LOG" in os.environ else subprocess.DEVNULL


def heard(process: subprocess.Popen[str]) -> Any:
    """Return what a process says next."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise FailedRowError(f"no answer from {process.args!r}")
    return json.loads(line)


def told(process: subprocess.Popen[str]) -> None:
    """Have a process go on."""
    if process.stdin:
        process.stdin.write("\n")
        process.stdin.flush()


def answer(processes: Sequence[subprocess.Popen[str]]) -> list[Figures]:
    """Return what processes found, and wait for their ends."""
    try:
        return [heard(process) for process in processes]
    finally:
        for process in processes:
            with process:
                process.terminate()


def table(found: Found) -> str:
    """Draw what was found: a row for each figure, a column for each library."""
    names = [name for name in CACHES if any(name in row for row in found.values())]
    rows = []
    for row, figures in found.items():
        titles = dict.fromkeys(title for each in figures.values() for title in each)
        rows += [
            [f"{row}: {title}", *(page.number(figures.get(name, {}).get(title)) for name in names)] for title in titles
        ]
    return page.table(["", *names], rows)


def listed(text: str) -> list[str]:
    """Read names, which hold commas."""
    return text.split(";")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.cache", description=__doc__)
    parser.add_argument("--caches", type=listed, help=f"some of {';'.join(CACHES)}")
    parser.add_argument("--rows", type=listed, help=f"some of {';'.join(ROWS)}")
    asked = parser.parse_args()
    sys.stdout.write(table(measure(asked.caches or installed(), asked.rows or ())) + "\n")


if __name__ == "__main__":
    main()
