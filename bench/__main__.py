"""`python -m bench`: measure, print the tables, and write the page on request."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench import page, running
from bench.libraries import LIBRARIES, Library
from bench.running import Plan
from bench.sampling import Effort
from bench.workloads import WORKLOADS

QUICK = Effort(rounds=9, nanoseconds=2_000_000)
WHOLE = Effort(rounds=40, nanoseconds=5_000_000)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description="wireworks beside hand-written code and other libraries")
    parser.add_argument("--quick", action="store_true", help="less than a minute, and rougher")
    parser.add_argument("--libraries", type=names, help="some of them: wireworks,wireup")
    parser.add_argument("--workloads", type=names, help=f"some of {','.join(one.name for one in WORKLOADS)}")
    parser.add_argument("--processes", type=int, help="for each library")
    parser.add_argument("--python", default=sys.executable, help="interpreter that measures")
    return parser.parse_args()


def names(text: str) -> list[str]:
    """Read a list of names."""
    return text.split(",")


def chosen(wanted: Sequence[str] | None) -> list[Library]:
    """Return the libraries that take part: those that are installed, or those of them that are wanted."""
    return [one for one in LIBRARIES if one.version() is not None and (not wanted or one.name in wanted)]


def main() -> None:
    """Measure and print."""
    options = arguments()
    libraries = chosen(options.libraries)
    plan = Plan(
        libraries=libraries,
        workloads=options.workloads or [one.name for one in WORKLOADS],
        effort=QUICK if options.quick else WHOLE,
        processes=options.processes or (1 if options.quick else 3),
        python=options.python,
    )
    results = running.measure(plan)
    parts = [page.multiples(results, libraries), page.best_peers(results, libraries), page.failures(results)]
    sys.stdout.write("\n\n".join(filter(None, parts)) + "\n")


if __name__ == "__main__":
    main()
