"""What the figures were taken on: the kind of machine, never its name."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.libraries import Library

PROGRAM = """
import json, platform, sys
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
python = f"{platform.python_implementation()} {platform.python_version()}, {platform.python_compiler()}"
print(json.dumps([python, {name: version(name) for name in sys.argv[1:]}]))
"""


def described(python: str, libraries: Sequence[Library]) -> list[str]:
    """Describe the machine, the interpreter, and what is installed for it."""
    wanted = dict.fromkeys([one.distribution for one in libraries if one.distribution])
    command = [python, "-c", PROGRAM, *wanted, "starlette", "pydantic", "uvicorn", "uvloop", "httptools"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # the program above
    interpreter, versions = json.loads(done.stdout)
    return [
        f"Processor: {processor()}, {os.cpu_count()} cores",
        f"System: {platform.system()}, {platform.machine()}",
        f"Python: {interpreter}",
        "Installed: " + ", ".join([*(f"{name} {version}" for name, version in versions.items() if version), *driver()]),
    ]


def driver() -> list[str]:
    """Name wrk and its version, where it is installed."""
    found = shutil.which("wrk")
    if found is None:
        return []
    told = subprocess.run([found, "--version"], check=False, capture_output=True, text=True)  # noqa: S603  # as found
    return [" ".join(told.stdout.split()[:2])]


def processor() -> str:
    """Name the model."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "of an unknown model"
