"""What the figures were taken on: the kind of machine, never its name."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path


def described() -> list[str]:
    """Describe the machine and the interpreter."""
    return [
        f"Processor: {processor()}, {os.cpu_count()} cores",
        f"System: {platform.system()}, {platform.machine()}",
        f"Python: {platform.python_implementation()} {platform.python_version()}, {platform.python_compiler()}",
    ]


def processor() -> str:
    """Name the model."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "of an unknown model"


def versions(*distributions: str) -> list[str]:
    """Name those that are installed, with their versions."""
    found = []
    for name in distributions:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return found
