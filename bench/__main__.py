"""`python -m bench`: measure, print the tables, and write the page on request."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import cache, http, layers, machine, options, page, running
from bench.page import Measured
from bench.results import Results
from bench.running import Plan
from bench.sampling import Effort
from bench.startup import running as startup
from bench.workloads import WORKLOADS

QUICK = Effort(rounds=9, nanoseconds=1_000_000, warm=100)
WHOLE = Effort(rounds=40, nanoseconds=5_000_000, warm=3_000)
PROCESSES = 3
PARTS = ("calls", "layers", "startup", "http", "cache")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = options.parser("bench", "wireworks beside hand-written code and other libraries")
    parser.add_argument("--quick", action="store_true", help="a first look: rougher, and calls alone unless --parts")
    parser.add_argument("--parts", type=options.names, help=f"some of {','.join(PARTS)}")
    parser.add_argument("--write", type=Path, help="file to write the page to")
    return parser.parse_args()


def measured(asked: argparse.Namespace) -> Measured:
    """Measure every part that is asked for."""
    parts = asked.parts or (PARTS[:1] if asked.quick or asked.workloads else PARTS)
    effort = QUICK if asked.quick else WHOLE
    workloads = [one for one in WORKLOADS if not asked.workloads or one.name in asked.workloads]
    plan = Plan(
        libraries=asked.libraries,
        workloads=[one.name for one in workloads],
        effort=effort,
        processes=1 if asked.quick else PROCESSES,
        python=asked.python,
    )
    return Measured(
        libraries=asked.libraries,
        results=running.measure(plan) if "calls" in parts else Results(),
        figures=startup.measure(asked.libraries, asked.python, quick=asked.quick) if "startup" in parts else {},
        rates=http.measure(asked.libraries, workloads, asked.python) if "http" in parts else {},
        layers=layers.measure(effort, asked.python) if "layers" in parts else (),
        caches=cache.table(cache.measure(cache.installed())) if "cache" in parts else "",
    )


def main() -> None:
    """Measure, print and write."""
    asked = arguments()
    found = measured(asked)
    told = [
        page.multiples(found),
        page.best_peers(found),
        page.profile(found),
        page.startup(found),
        page.rates(found),
        found.caches,
        page.failures(found),
    ]
    sys.stdout.write("\n\n".join(filter(None, told)) + "\n")
    if asked.write:
        asked.write.write_text(page.whole(found, machine.described(asked.python, asked.libraries)), encoding="utf-8")


if __name__ == "__main__":
    main()
