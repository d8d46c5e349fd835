"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import ROOT, python_files, tree

FILE_LINES = 300
FUNCTION_LINES = 40
FILES = python_files("src", "tests", "examples", "bench")


@pytest.mark.parametrize("path", FILES)
def test_file_has_at_most_300_lines(path: str) -> None:
    lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())

    assert lines <= FILE_LINES


@pytest.mark.parametrize("path", FILES)
def test_functions_of_a_file_have_at_most_40_lines_each(path: str) -> None:
    """From `def` to the last line, docstring included; a nested function counts twice."""
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    too_long = {node.name: lines for node in functions if (lines := length(node)) > FUNCTION_LINES}

    assert too_long == {}


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
