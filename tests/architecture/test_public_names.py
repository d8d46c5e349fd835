"""What a public module publishes, it lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest

from tests.architecture.sources import ROOT, module_path, public_modules, tree

MODULES = public_modules()


@pytest.mark.parametrize("name", MODULES)
def test_all_of_a_public_module_is_a_sorted_tuple(name: str) -> None:
    listed = names_listed(name)

    assert listed == sorted(listed)
    assert isinstance(import_module(name).__all__, tuple)


@pytest.mark.parametrize("name", MODULES)
def test_all_of_a_public_module_equals_what_it_publishes(name: str) -> None:
    """A module publishes what it defines under a public name; a package also what it takes from its own rooms."""
    path = module_path(name)
    published = set(defined(tree(path)))
    if path.endswith("__init__.py"):
        # Where some of it is loaded when it is first named, all of it stands in a stub, for type checkers.
        published |= set(taken_over(tree(f"{path}i" if (ROOT / f"{path}i").exists() else path)))

    assert set(names_listed(name)) == {each for each in published if not each.startswith("_")}


def names_listed(name: str) -> list[str]:
    """Tell what a module lists in its `__all__`."""
    return [str(each) for each in getattr(import_module(name), "__all__", ())]


def defined(module: ast.Module) -> Iterator[str]:
    """Name the classes, functions and values of a module; a type variable is grammar, and nothing to publish."""
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign) and not makes_type_variable(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def taken_over(module: ast.Module) -> Iterator[str]:
    """Name what a package imports from the project in order to hand it out."""
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("wireworks")):
            yield from (alias.asname or alias.name for alias in node.names)


def makes_type_variable(value: ast.expr) -> bool:
    """Recognise `TypeVar(...)` and its siblings."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"ParamSpec", "TypeVar", "TypeVarTuple"}
    )
