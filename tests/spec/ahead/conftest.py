"""A container written as a module, and that module imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from wireworks import ServiceContainer

Compile = Callable[..., ModuleType]


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compile:
    """Return a function that writes a container into a file and imports it."""

    def compiled(container: ServiceContainer, target: str = "") -> ModuleType:
        file = tmp_path / "wired.py"
        file.write_text(container.module(target), encoding="utf-8")
        spec = spec_from_file_location("wired", file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "wired", module)
        spec.loader.exec_module(module)
        return module

    return compiled
