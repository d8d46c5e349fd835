"""Processes that measure, in random order."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from bench.libraries import HANDWRITTEN, Library
from bench.results import Results
from bench.sampling import Effort, Pairs


@dataclass(frozen=True)
class Plan:
    """What is to be measured.

    Args:
        libraries: that are installed.
        workloads: by name.
        effort: of each pair.
        processes: for each library; each has its own memory layout and hash seed.
        python: that runs them.
    """

    libraries: Sequence[Library]
    workloads: Sequence[str]
    effort: Effort
    processes: int
    python: str


def measure(plan: Plan) -> Results:
    """Run every process of the plan, one at a time."""
    random = Random()  # noqa: S311  # a shuffle, not a secret
    results = Results()
    for turn in range(plan.processes):
        for library in random.sample(plan.libraries, len(plan.libraries)):
            if library is HANDWRITTEN:
                continue
            sys.stderr.write(f"{turn + 1}/{plan.processes} {library.name}\n")
            collect(results, library, plan)
    return results


def collect(results: Results, library: Library, plan: Plan) -> None:
    """Measure one library in one process."""
    effort = json.dumps(asdict(plan.effort))
    command = [plan.python, "-m", "bench.pair", library.name, effort, *plan.workloads]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # a program of ours
    if done.returncode:
        sys.stderr.write(done.stderr)
    for line in done.stdout.splitlines():
        note(results, library.name, json.loads(line))


def note(results: Results, library: str, found: dict[str, Any]) -> None:
    """Put a line of a process into the results."""
    workload = str(found.pop("workload"))
    if "error" in found:
        results.errors[workload, library] = str(found["error"])
    elif found:
        results.pairs[workload, library].append(Pairs(**found))
