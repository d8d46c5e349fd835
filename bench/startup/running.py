"""Every figure of every library."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import TypeAlias

from bench.libraries import Library
from bench.startup import imports

SIZES = (100, 1_000, 10_000)
PATIENCE = 120.0  # seconds for one process
Figures: TypeAlias = dict[str, dict[str, float]]


def measure(libraries: Sequence[Library], python: str, *, quick: bool) -> Figures:
    """Return figures by library and title; what took longer than two minutes is infinite."""
    figures: Figures = defaultdict(dict)
    rounds = 3 if quick else 9
    for library in libraries:
        sys.stderr.write(f"start-up {library.name}\n")
        if library.imports:
            figures[library.name] |= imports.measured(library.imports, 2 * rounds, python)
        for size in SIZES[:2] if quick else SIZES:
            figures[library.name] |= built(library, size, rounds if size < SIZES[-1] else 1, python)
        figures[library.name] |= child(python, library.name, "count", "20000" if quick else "200000") or {}
    return figures


def built(library: Library, size: int, rounds: int, python: str) -> dict[str, float]:
    """Return medians of several processes."""
    found = []
    for _ in range(rounds):
        one = child(python, library.name, "build", str(size))
        if one is None:
            return {f"{size:,} services, checked and made": float("inf")}
        found.append(one)
    return {title: median(one[title] for one in found) for title in found[0]}


def child(python: str, *arguments: str) -> dict[str, float] | None:
    """Run one process; `None`: it failed, or took too long."""
    command = [python, "-m", "bench.startup.child", *arguments]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)  # noqa: S603  # ours
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found
