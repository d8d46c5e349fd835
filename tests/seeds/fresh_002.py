"""The examples of seed 002, each for one test alone."""

from __future__ import annotations

from importlib.util import find_spec, module_from_spec
from typing import Any


def fresh(section: str) -> Any:
    """Run the example of a section, and give its module: its app and container have served nobody yet.

    A container is closed for good when its app stops, so each server needs an app of its own.
    """
    spec = find_spec(f"tests.seeds.seed_002_{section}")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
