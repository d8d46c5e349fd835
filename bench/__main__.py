"""`python -m bench`: measure, print the tables, and write the page on request."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import machine, page, running
from bench.libraries import LIBRARIES, Library
from bench.results import Results
from bench.running import Plan
from bench.sampling import Effort
from bench.startup import running as startup
from bench.startup.running import Figures
from bench.workloads import WORKLOADS

QUICK = Effort(rounds=13, nanoseconds=1_000_000, warm=500)
WHOLE = Effort(rounds=40, nanoseconds=5_000_000, warm=3_000)
PROCESSES = 3
PARTS = ("calls", "startup")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description="wireworks beside hand-written code and other libraries")
    parser.add_argument("--quick", action="store_true", help="a first look: rougher, and calls alone unless --parts")
    parser.add_argument("--libraries", type=names, help="some of them: wireworks,wireup")
    parser.add_argument("--workloads", type=names, help=f"some of {','.join(one.name for one in WORKLOADS)}")
    parser.add_argument("--parts", type=names, help=f"some of {','.join(PARTS)}")
    parser.add_argument("--python", default=sys.executable, help="interpreter that measures")
    parser.add_argument("--write", type=Path, help="file to write the page to")
    return parser.parse_args()


def names(text: str) -> list[str]:
    """Read a list of names."""
    return text.split(",")


def chosen(wanted: Sequence[str] | None) -> list[Library]:
    """Return the libraries that take part: those that are installed, or those of them that are wanted."""
    return [one for one in LIBRARIES if one.version() is not None and (not wanted or one.name in wanted)]


def main() -> None:
    """Measure, print and write."""
    options = arguments()
    libraries = chosen(options.libraries)
    parts = options.parts or (PARTS[:1] if options.quick or options.workloads else PARTS)
    plan = Plan(
        libraries=libraries,
        workloads=options.workloads or [one.name for one in WORKLOADS],
        effort=QUICK if options.quick else WHOLE,
        processes=1 if options.quick else PROCESSES,
        python=options.python,
    )
    results = running.measure(plan) if "calls" in parts else Results()
    figures: Figures = startup.measure(libraries, options.python, quick=options.quick) if "startup" in parts else {}
    told = [page.multiples(results, libraries), page.best_peers(results, libraries)] if results.pairs else []
    told += [page.startup(figures, libraries), page.failures(results)]
    sys.stdout.write("\n\n".join(filter(None, told)) + "\n")
    if options.write:
        text = page.whole(results, figures, libraries, machine.described(options.python, libraries))
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
