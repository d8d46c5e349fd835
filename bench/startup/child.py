"""One figure of one library, in a process of its own: `python -m bench.startup.child wireup build 1000` prints JSON."""

from __future__ import annotations

import json
import sys
from types import ModuleType

from bench.libraries import named
from bench.startup import building, counting


def measured(part: str, module: ModuleType, size: str) -> dict[str, float]:
    """Measure one part, if the library has an answer to it."""
    if part == "build":
        return building.measured(module, int(size)) if hasattr(module, "many") else {}
    found: dict[str, float] = {}
    if hasattr(module, "many"):
        found |= building.weighed(module)
    if hasattr(module, "scope"):
        found |= counting.counted(module, int(size))
    if hasattr(module, "opening"):
        found |= counting.weighed(module)  # last, as it leaves scopes open
    return found


def main(name: str, part: str, size: str) -> None:
    """Print what was measured."""
    module = named(name).module("libraries")
    sys.stdout.write(json.dumps(measured(part, module, size) if module else {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
