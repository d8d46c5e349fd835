"""Import time, beside the modules of the standard library that wiring by annotations needs, each in a process."""

from __future__ import annotations

import json
import subprocess
from statistics import median

BASE = "inspect, typing, contextvars"
PROGRAM = """
import json, sys, time
before = set(sys.modules)
begin = time.process_time_ns()
import {modules}
taken = time.process_time_ns() - begin
loaded = set(sys.modules) - before
print(json.dumps([taken, len(loaded), "asyncio" in loaded]))
"""


def measured(modules: str, rounds: int, python: str) -> dict[str, float]:
    """Return the multiple of the time, and the number of modules that are loaded."""
    imported(modules, python)  # whose bytecode is then there
    pairs = [(imported(BASE, python), imported(modules, python)) for _ in range(rounds)]
    return {
        "import time": median(ours[0] / base[0] for base, ours in pairs),
        "modules loaded": pairs[0][1][1],
        "loads asyncio": float(pairs[0][1][2]),
    }


def imported(modules: str, python: str) -> tuple[int, int, bool]:
    """Return the nanoseconds, how many modules came, and whether asyncio is among them."""
    program = PROGRAM.format(modules=modules)
    done = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603  # ours
    taken, loaded, asyncio = json.loads(done.stdout)
    return taken, loaded, asyncio
