"""A container written as a module, and that module imported."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from wireworks import ServiceContainer

Compile = Callable[..., ModuleType]


def on_the_kit(text: str) -> str:
    """Return a module that imports the kit instead of having its copy, so that the kit is measured like all sources."""
    module = ast.parse(text)
    for kit in ("kit_of_relations", "kit"):
        copied = set(vars(import_module(f"wireworks._ahead.{kit}")))
        mine = [each for each in module.body if bound_by(each) & copied]
        names = sorted(set().union(*map(bound_by, mine)))
        module.body = [each for each in module.body if each not in mine]
        if names:
            module.body.insert(2, ast.ImportFrom(f"wireworks._ahead.{kit}", [ast.alias(name) for name in names], 0))
    return ast.unparse(ast.fix_missing_locations(module))


def bound_by(statement: ast.stmt) -> set[str]:
    """Return the private names that a statement of a module binds."""
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        names = {statement.name}
    else:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        names = {each.id for each in targets if isinstance(each, ast.Name)}
    return {name for name in names if name.startswith("_")}


@pytest.fixture(params=["as written", "on the kit"])
def compiled(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compile:
    """Return a function that writes a container into a file and imports it."""

    def compiled(container: ServiceContainer, target: str = "") -> ModuleType:
        text = container.module(target)
        file = tmp_path / "wired.py"
        file.write_text(text if request.param == "as written" else on_the_kit(text), encoding="utf-8")
        spec = spec_from_file_location("wired", file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "wired", module)
        spec.loader.exec_module(module)
        return module

    return compiled
