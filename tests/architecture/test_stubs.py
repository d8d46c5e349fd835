"""What a package loads when it is first named is what its stub tells type checkers."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from importlib import import_module

import pytest

from tests.architecture.sources import ROOT, SRC, module_name

STUBS = sorted(path.relative_to(ROOT).as_posix() for path in SRC.rglob("*.pyi"))


@pytest.mark.parametrize("path", STUBS)
def test_names_of_a_package_are_what_its_stub_says(path: str) -> None:
    package = import_module(module_name(path))
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    taken = [(node.module or "", alias) for node in body if isinstance(node, ast.ImportFrom) for alias in node.names]

    assert [alias.asname for _, alias in taken] == [alias.name for _, alias in taken]
    assert {alias.name for _, alias in taken} == set(package.__all__) <= set(dir(package))
    for home, alias in taken:
        assert getattr(package, alias.name) is getattr(import_module(home), alias.name)


@pytest.mark.parametrize("path", STUBS)
def test_stub_lists_what_the_package_lists(path: str) -> None:
    *_, listed = ast.parse((ROOT / path).read_text(encoding="utf-8")).body

    assert isinstance(listed, ast.Assign)
    assert ast.literal_eval(listed.value) == import_module(module_name(path)).__all__


@pytest.mark.parametrize("path", STUBS)
def test_a_package_tells_which_name_it_has_not(path: str) -> None:
    name = module_name(path)

    with pytest.raises(AttributeError, match=f"^module '{name}' has no attribute 'nowhere'$"):
        _ = import_module(name).nowhere


@pytest.mark.parametrize(
    "program",
    [
        "from wireworks import *; Factory, Lazy, ServiceContainer, service",
        "import wireworks; wireworks.Owned; assert 'Owned' in vars(wireworks)",
        "import wireworks; assert {*wireworks.__all__, '__all__'} <= {*dir(wireworks)}",
        "import wireworks.factory; from wireworks import Factory; assert Factory is wireworks.factory.Factory",
        "from wireworks import cache, errors, graph; assert graph.__name__ == 'wireworks.graph'",
        "import typing, wireworks; typing.get_type_hints(wireworks.ServiceContainer.fork)",
    ],
)
def test_names_that_are_loaded_late_are_there_like_any_other(program: str) -> None:
    """Each in a process of its own, where nobody has named them before."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)

    assert done.stderr == ""


def test_classes_that_are_loaded_late_are_pickled_by_name() -> None:
    package = import_module("wireworks")

    for name in ("AsyncFactory", "Factory", "Lazy", "Owned"):
        assert pickle.loads(pickle.dumps(getattr(package, name))) is getattr(package, name)
