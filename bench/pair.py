"""One library beside hand-written code, in a process of their own.

`python -m bench.pair wireup '{"rounds": 9, "nanoseconds": 2000000}' leaf tree` prints a line of JSON for each workload.
No library disturbs another one so, nor profits from its warm-up.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from bench import sampling
from bench.libraries import HANDWRITTEN, named
from bench.sampling import Effort
from bench.workloads import WORKLOADS, Workload


def measured(workload: Workload, name: str, effort: Effort) -> dict[str, Any]:
    """Return what was measured, or what went wrong; a library without an answer has neither."""
    handwritten, module = HANDWRITTEN.module(workload.room), named(name).module(workload.room)
    if handwritten is None or module is None or workload.made_by(module) is None:
        return {}
    try:
        if workload.awaited:
            return asdict(asyncio.run(sampling.measure_async(workload, handwritten, module, effort)))
        return asdict(sampling.measure(workload, handwritten, module, effort))
    except Exception as error:  # noqa: BLE001  # of any library: it is told, and the others are measured
        return {"error": f"{type(error).__name__}: {error}"}


def main(name: str, effort: str, *wanted: str) -> None:
    """Measure the workloads that are named."""
    for workload in WORKLOADS:
        if workload.name in wanted:
            found = measured(workload, name, Effort(**json.loads(effort)))
            sys.stdout.write(json.dumps({"workload": workload.name, **found}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
