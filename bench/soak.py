"""Many processes on one real Valkey that dies and comes back: `python -m bench.soak`, a minute of mixed load.

What is promised is counted while it lasts: errors that nobody was promised, callers that hang, values older than their
time or from before a deletion that was carried out, and values that were made more than once for one time to live. Each
has to be 0, or the program ends with 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory
from random import Random
from typing import Any

from bench.caching import server
from bench.caching.soaking import KEYS, MAKING, TTL

AWAY = (0.5, 3.0)  # seconds that the server is away
THERE = (3.0, 6.0)  # and those in between
AFTER = 2.0  # until all processes have noticed that it is back
SLACK = 0.1


@dataclass
class Outages:
    """When the server was away, by the clock that all processes share."""

    spans: list[tuple[float, float]] = field(default_factory=list)

    def touch(self, begin: float, end: float) -> bool:
        """Tell whether the server was away, or had just come back, at some time in between."""
        return any(begin < back + AFTER and away < end for away, back in self.spans)


def disturb(one: server.Server, seconds: float) -> Outages:
    """Kill the server or have it stand still, again and again."""
    random = Random()  # noqa: S311  # a choice, not a secret
    outages = Outages()
    end = time.monotonic() + seconds
    while (there := random.uniform(*THERE)) and time.monotonic() + there + AWAY[1] + AFTER < end:
        time.sleep(there)
        away, stalled = time.monotonic(), random.random() < 1 / 3
        (one.stall if stalled else one.kill)()
        time.sleep(random.uniform(*AWAY))
        (one.go_on if stalled else one.start)()
        outages.spans.append((away, time.monotonic()))
    time.sleep(max(0.0, end - time.monotonic()))
    return outages


def repeated(makings: Iterable[tuple[str, float]], outages: Outages) -> int:
    """Count the values of keys that nobody deletes that were made again before their time was over."""
    begun: dict[str, list[float]] = defaultdict(list)
    for key, begin in makings:
        begun[key].append(begin)
    return sum(
        later - earlier < TTL - SLACK and not outages.touch(earlier, later + MAKING)
        for times in begun.values()
        for earlier, later in pairwise(sorted(times))
    )


def child(url: str, shared: str, seconds: float) -> subprocess.Popen[str]:
    """Start a process of the load."""
    command = [sys.executable, "-m", "bench.caching.soaking", url, shared, str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # noqa: S603  # ours


def soaked(processes: int, seconds: float) -> dict[str, float]:
    """Run the load, and count."""
    shared = SharedMemory(create=True, size=2 * 8 * KEYS)
    try:
        with server.running() as one:
            children = [child(one.url, shared.name, seconds) for _ in range(processes)]
            outages = disturb(one, seconds)
            answers = [json.loads(each.communicate()[0] or "{}") for each in children]
    finally:
        shared.close()
        shared.unlink()
    return counted(answers, outages)


def counted(answers: Sequence[dict[str, Any]], outages: Outages) -> dict[str, float]:
    """Add up what the processes tell."""
    makings = [(key, begin) for each in answers for key, begin in each.get("steady", ())]
    titles = ("calls", "hits", "makings", "deletions", "tags", "errors", "hung", "too old", "from before a deletion")
    return {
        **{title: sum(each.get(title, 0) for each in answers) for title in titles},
        "made again too early": repeated(makings, outages),
        "processes that ended early": sum(not each for each in answers),
        "outages": len(outages.spans),
        "longest answer, ms": max(each.get("longest", 0) for each in answers) * 1e3,
    }


FAULTS = ("errors", "hung", "too old", "from before a deletion", "made again too early", "processes that ended early")


def main() -> None:
    """Run, print, and fail if a promise was broken."""
    parser = argparse.ArgumentParser(prog="bench.soak", description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    found = soaked(asked.processes, asked.seconds)
    for title, value in found.items():
        sys.stdout.write(f"{title:28}{value:12,.0f}\n")
    sys.exit(any(found[fault] for fault in FAULTS))


if __name__ == "__main__":
    main()
