"""The pieces of the kit, cut out of its source: each with what it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from inspect import getsource

from wireworks._ahead import kit, kit_of_relations


class Pieces:
    """Hold the classes, functions and constants of the kit by name, and where it imports what from."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._uses: dict[str, set[str]] = {}
        self.imports: dict[str, str] = {}
        for module in (kit, kit_of_relations):
            self._cut(getsource(module))

    def _cut(self, source: str) -> None:
        lines = source.splitlines()
        for statement in ast.parse(source).body:
            if isinstance(statement, ast.ImportFrom):
                if statement.module != kit.__name__:
                    self.imports.update({each.name: statement.module or "" for each in statement.names})
                continue
            for name in _bound_by(statement):
                self._texts[name] = "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
                self._uses[name] = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}

    def needed(self, names: Iterable[str]) -> list[str]:
        """Return ``names`` and what they need, in the order of the kit."""
        waiting = list(dict.fromkeys(names))
        for name in waiting:
            waiting.extend(sorted(each for each in self._uses[name] if each in self._texts and each not in waiting))
        return [name for name in self._texts if name in waiting]

    def imported(self, names: Iterable[str]) -> set[tuple[str, str]]:
        """Return the modules, and the names in them, that pieces need."""
        return {(self.imports[each], each) for name in names for each in self._uses[name] if each in self.imports}

    def text(self, names: Iterable[str]) -> str:
        """Return the source of pieces, those of one line together."""
        return "\n\n\n".join(self._texts[name] for name in names)


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        yield statement.name
    elif isinstance(statement, ast.Assign):
        yield from (each.id for each in statement.targets if isinstance(each, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id
