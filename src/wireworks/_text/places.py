"""The lines that classes begin on, which Pythons before 3.13 do not tell."""

from __future__ import annotations

import re
from linecache import getlines

_STATEMENT = re.compile(r"\s*class\s+(\w+)").match
_CLASSES: dict[str, tuple[list[str] | None, dict[str, list[int]]]] = {}


def line_of(cls: type, file: str) -> int | None:
    """Find the line of the ``class`` statement: the last one of that name above the first method, else the first.

    Pythons that tell where a class begins (3.13 on) tell the line of its first decorator.
    """
    first = getattr(cls, "__firstlineno__", 0)
    lines = [line for line in _classes_in(file).get(cls.__name__, ()) if line >= first]
    codes = [getattr(member, "__code__", None) for member in vars(cls).values()]
    below = min((code.co_firstlineno for code in codes if code and code.co_filename == file), default=None)
    above = [line for line in lines if below is None or line < below]
    return above[-1 if below and not first else 0] if above else None


def _classes_in(file: str) -> dict[str, list[int]]:
    """Return the lines on which classes of each name begin; a file is read once for all classes in it."""
    text = getlines(file)
    read, found = _CLASSES.get(file, (None, {}))
    if read is not text:
        found = {}
        for number, line in enumerate(text, 1):
            if (statement := _STATEMENT(line)) is not None:
                found.setdefault(statement[1], []).append(number)
        _CLASSES[file] = text, found
    return found
