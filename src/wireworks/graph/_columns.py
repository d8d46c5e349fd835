"""Rows of cells made into lines whose columns stand below each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WIDEST = 72
"""How wide a column gets; a longer cell pushes those behind it to the right, in its own line alone."""


def lines_of(rows: Iterable[Sequence[str] | str]) -> list[str]:
    """Return a line for each row; a row that is a string stays as it is, and a column that is empty leaves no gap."""
    kept = list(rows)
    widths: dict[int, int] = {}
    for row in kept:
        if not isinstance(row, str):
            last = len(row) - 1
            for index, cell in enumerate(row):
                if cell and (index < last or index not in widths):
                    widths[index] = max(widths.get(index, 0), min(len(cell), WIDEST) if index < last else 0)
    return [row if isinstance(row, str) else _line(row, widths) for row in kept]


def _line(row: Sequence[str], widths: dict[int, int]) -> str:
    return "  ".join(cell.ljust(widths[index]) for index, cell in enumerate(row) if index in widths).rstrip()
