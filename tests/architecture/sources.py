"""The files of the project, and what stands in them, for the tests of its shape."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


def python_files(*folders: str) -> list[str]:
    """List the Python files below these folders of the project, as paths from its root, in a fixed order."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "__pycache__" not in path.parts
    )


def tree(path: str) -> ast.Module:
    """Parse a file of the project."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=path)


def public_modules() -> list[str]:
    """Name the modules that users may import: no part of their name starts with an underscore."""
    return [
        name for name in map(module_name, python_files("src")) if not any(part[0] == "_" for part in name.split("."))
    ]


def module_name(path: str) -> str:
    """Tell under which name a file of `src` is imported."""
    parts = Path(path).relative_to("src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def module_path(name: str) -> str:
    """Tell which file of `src` holds a module."""
    stem = Path("src", *name.split("."))
    package = stem / "__init__.py"
    return (package if (ROOT / package).exists() else stem.with_suffix(".py")).as_posix()
