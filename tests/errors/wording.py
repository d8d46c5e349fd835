"""The places in the source that word an error, found by reading it, so that each can be held to a golden text.

A place is a call that makes an error or a ``Problem``, a call of a function that returns an error and is told what to
say, or a ``raise`` of one of Python's own. The cache stands alone and has errors of its own.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import wireworks.errors
from tests.architecture.sources import ROOT, python_files, tree

OWN = frozenset(name for name in wireworks.errors.__all__ if name.startswith("Service"))
_PYTHONS = {name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)}
# The kit is text for modules of the user's, which have none of our errors.
_APART = ("src/wireworks/cache/", "src/wireworks/_ahead/kit")
_FILES = [path for path in python_files("src") if not path.startswith(_APART)]


class Place(NamedTuple):
    """Where a call or a statement ends, which tells it from those that it stands in."""

    file: str
    line: int
    column: int


@cache
def private_errors() -> dict[str, str]:
    """Return the exceptions that the core defines for itself, and the file of each."""
    return {
        node.name: path
        for path in _FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name not in OWN and _names(*node.bases) & (_PYTHONS | OWN)
    }


@cache
def places() -> dict[Place, str]:
    """Return every place that can be reached, and the words that stand there."""
    makers = OWN | set(private_errors()) | _worders() | {"Problem"}
    found: dict[Place, str] = {}
    for path in _FILES:
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        for node in _wording(tree(path), makers):
            line = lines[node.lineno - 1]
            if path != "src/wireworks/errors.py" and "# pragma: no cover" not in line:
                found[Place(path, node.end_lineno or 0, node.end_col_offset or 0)] = line.strip()
    return found


def _wording(module: ast.Module, makers: set[str]) -> Iterator[ast.Call | ast.Raise]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            named = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if named in makers or (named != "compose" and any(each.arg == "see" for each in node.keywords)):
                yield node
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _names(node.exc.func) & _PYTHONS:
            yield node


def _worders() -> set[str]:
    """Return the functions that return an error and take words for it."""
    found: set[str] = set()
    for path in _FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                arguments = (*node.args.args, *node.args.kwonlyargs)
                told = _names(*(each.annotation for each in arguments if each.annotation))
                if "str" in told and OWN & _names(node.returns):
                    found.add(node.name)
    return found


def _names(*nodes: ast.AST) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}
